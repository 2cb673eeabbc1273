/** Notices when a turn goes in circles: the same failing call again, or failure after failure. */

import type {ToolCall} from '../core/tool.ts';
import type {ToolResult} from './agent-tool.ts';

export interface FailureLog {
	/** Note how a call went. `remark` is for the model, `stop` is why the turn has to end. */
	note(call: ToolCall, result: ToolResult): {readonly remark: string | null; readonly stop: string | null};
}

const failuresInARow = 5;

export function createFailureLog(): FailureLog {
	const failed = new Set<string>();
	let row: string[] = [];
	return {
		note(call, result) {
			if (result.ok) {
				row = [];
				return {remark: null, stop: null};
			}

			const key = `${call.name} ${normal(call.argumentsText)}`;
			const remark = failed.has(key) ? 'This same call failed before. Change it, or answer without it.' : null;
			failed.add(key);
			row.push(`${call.name} (${firstLine(result.text)})`);
			const stop = row.length < failuresInARow ? null : `Stopped after ${row.length} failed calls in a row: ${row.join('; ')}.`;
			return {remark, stop};
		},
	};
}

/** Arguments without differences of layout; text that is no JSON is compared as it is. */
function normal(argumentsText: string): string {
	try {
		return JSON.stringify(JSON.parse(argumentsText));
	} catch {
		return argumentsText;
	}
}

function firstLine(text: string): string {
	const [line = ''] = text.split('\n');
	return (line.length > 160 ? `${[...line].slice(0, 159).join('')}…` : line).replace(/\.$/, '');
}
