/** The planner's memory: "divide that by 4" means the last result of the conversation. Pure. */

import type {ChatMessage} from '../chat-model.ts';
import {sayResult} from './answer.ts';

const reference =
	/\b(?:that|it|this|them|the (?:last |previous )?(?:result|answer|number|sum|total|output|text)|(?:its|their)(?= (?:square|half|double)))\b/i;

/** A longer text is no value that somebody means by "that". */
const longest = 2000;

/** What the last tool said, where it can stand in a sentence: a number, or a text of one line. Null when there is none. */
export function lastResult(messages: readonly ChatMessage[]): string | null {
	const last = messages.findLast(message => message.role === 'tool');
	if (last?.role !== 'tool' || !last.ok) {
		return null;
	}

	const text = sayResult(last.content).trim();
	return text === '' || text.length > longest || /[\n{}]/.test(text) ? null : text;
}

/** Whether a message goes on from a number by its first word: "times 2", "and divide by 4". It says nothing without one. */
export function goesOn(text: string): boolean {
	const bare = withoutLeadIn(text);
	return continuations.some(pattern => pattern.test(bare));
}

/** The message with the result in the place of the words that refer to it; empty when nothing does. */
export function withResult(text: string, result: string): readonly string[] {
	const value = written(result);
	const bare = withoutLeadIn(text);
	const [operator, verb] = continuations;
	return [
		...(operator.test(bare) ? [`${value} ${bare}`] : []),
		...(verb.test(bare) ? [bare.replace(verb, `$1 ${value} by`)] : []),
		...rewritings.filter(([pattern]) => pattern.test(bare)).map(([pattern, write]) => bare.replace(pattern, () => write(value))),
		...(reference.test(bare) ? [bare.replace(reference, () => value)] : []),
	];
}

/** Whether a value of an input is one of the words that refer: then it was not understood. */
export function isReference(value: unknown): boolean {
	return typeof value === 'string' && value.replace(reference, '').trim() === '';
}

const continuations = [
	/^(?:[*/^×÷]|[-+](?=\s)|(?:plus|minus|times|divided by|multiplied by|over|modulo|mod|squared|cubed|to the power)\b)/i,
	/^(divide|multiply)\s+by\b/i,
] as const;

/** References in places that arithmetic does not know. */
const rewritings: readonly (readonly [RegExp, (value: string) => string])[] = [
	[/\bsquare (?:it|that|this)\b/i, value => `${value} squared`],
	[/\bcube (?:it|that|this)\b/i, value => `${value} cubed`],
	[/\bhalve (?:it|that|this)\b/i, value => `half of ${value}`],
	[/\b(?:(?:its|the) )?square root(?! of\b)\b/i, value => `square root of ${value}`],
];

function withoutLeadIn(text: string): string {
	return text.trim().replace(/^(?:(?:and|then|now|so|ok|okay|please|what about|how about)\b[\s,]*)+/i, '');
}

function written(result: string): string {
	if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(result)) {
		return result.startsWith('-') ? `(${result})` : result;
	}

	return `"${result.replaceAll('"', "'")}"`;
}
