/** Results that are too long for a context: head and tail go to the model, the whole into a file that `read_file` reads by range. */

import type {Label} from '../../core/events.ts';
import type {AgentTool} from '../agent-tool.ts';
import {headAndTail} from '../head-and-tail.ts';
import type {PrivateFolder} from './private-folder.ts';

export interface LongResults {
	/** Keep a text; gives the name to read it by. */
	keep(text: string, label: Label): string;
	/** A kept text and its label; null for a name that is none. */
	find(name: string): {readonly text: string; readonly label: Label} | null;
}

export const longestResult = 12_000;

export function createLongResults(folder: PrivateFolder): LongResults {
	const kept = new Map<string, {readonly id: string; readonly label: Label}>();
	return {
		keep(text, label) {
			const name = `result:${kept.size + 1}`;
			kept.set(name, {id: folder.put(text), label});
			return name;
		},
		find(name) {
			const found = kept.get(name);
			return found ? {text: folder.get(found.id).toString('utf8'), label: found.label} : null;
		},
	};
}

/** The same tool, whose long results are cut in the middle and kept whole. */
export function shortened(tool: AgentTool, results: LongResults): AgentTool {
	return {
		...tool,
		async run(args, context) {
			const result = await tool.run(args, context);
			if (result.text.length <= longestResult) {
				return result;
			}

			const name = results.keep(result.text, result.label);
			const note = `[All ${result.text.length} characters: read_file with path "${name}" and start or offset.]`;
			return {...result, text: `${headAndTail(result.text, longestResult - note.length - 100)}\n${note}`};
		},
	};
}
