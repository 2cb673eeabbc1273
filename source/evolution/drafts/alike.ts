/** Which calls are one script: those whose texts are equal but for their literals and comments. */

import {readLiterals, type ScriptLiterals} from '../../../sandbox/index.ts';
import type {RecordedCall} from './recorded-call.ts';

export interface ReadCall {
	readonly call: RecordedCall;
	readonly literals: ScriptLiterals['literals'];
	readonly programs: readonly string[];
}

/** Calls of one script, oldest first, no two of them the same text. */
export type AlikeCalls = readonly [ReadCall, ...ReadCall[]];

/** The groups of at least `least` calls that differ only in their literals. What cannot be parsed belongs to none. */
export async function alikeCalls(calls: readonly RecordedCall[], least: number): Promise<readonly AlikeCalls[]> {
	const groups = new Map<string, Map<string, ReadCall>>();
	for (const call of calls) {
		const read = await readLiterals(call.language, call.code).catch(() => undefined);
		if (!read || read.hasErrors) {
			continue;
		}

		const shape = `${call.language}\n${shapeOf(call.code, read)}`;
		const group = groups.get(shape) ?? new Map<string, ReadCall>();
		groups.set(shape, group);
		if (!group.has(call.code)) {
			group.set(call.code, {call, literals: read.literals, programs: read.programs});
		}
	}

	return [...groups.values()]
		.map(group => [...group.values()])
		.filter((group): group is [ReadCall, ...ReadCall[]] => group.length >= least);
}

/** The text with a mark for each literal, without comments, empty lines and spaces at line ends. */
function shapeOf(code: string, {literals, comments}: ScriptLiterals): string {
	const spans = [
		...literals.map(({start, end, form}) => ({start, end, mark: markOf(form)})),
		...comments.map(span => ({...span, mark: ''})),
	];
	return cutOut(code, spans)
		.split('\n')
		.map(line => line.trimEnd())
		.filter(line => line !== '')
		.join('\n');
}

/** A whole number and one with a fraction are both numbers. */
function markOf(form: ScriptLiterals['literals'][number]['form']): string {
	return `\uFFFC${form === 'integer' || form === 'float' ? 'number' : form}\uFFFC`;
}

/** A text in which spans are replaced; they do not overlap. */
export function cutOut(text: string, spans: readonly {readonly start: number; readonly end: number; readonly mark: string}[]): string {
	let result = '';
	let from = 0;
	for (const {start, end, mark} of spans.toSorted((a, b) => a.start - b.start)) {
		result += text.slice(from, start) + mark;
		from = end;
	}

	return result + text.slice(from);
}
