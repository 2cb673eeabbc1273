/** Values that are plain words: nothing but their place, or being left over, says that they are values. */

import type {Message} from './message.ts';
import type {Slot, Template} from './template.ts';
import {isStrong, type Token} from './tokens.ts';
import {isStopWord, stemOf} from './words.ts';

/** A value for a slot and the tokens that it is made of. */
export interface Value {
	readonly value: unknown;
	readonly used: readonly number[];
}

const prepositions = new Set(['in', 'for', 'at', 'of', 'from', 'on', 'with', 'to', 'as', 'by', 'into', 'called', 'named']);
/** Words that stand for a text instead of being one. */
const pointers = /^(?:it|its|this|that|these|those|them|me|please|now|for|to)$/i;
const fillers = /^(?:the|this|following|word|words|string|text|phrase|sentence|line)$/i;

/** Plain words that stand where the example has its value: after the same word, or to the end of the message. */
export function wordsFor(slot: Slot, template: Template, message: Message, used: ReadonlySet<number>): Value | undefined {
	if (slot.kind !== 'span' && slot.kind !== 'quoted' && slot.kind !== 'path') {
		return undefined;
	}

	const start = startOf(slot, template, message);
	if (start === undefined) {
		return undefined;
	}

	const isLast = slot.to === template.tokens.length;
	if (isLast && isClause(slot, template)) {
		return restFrom(start, message, used, true);
	}

	return isLast && slot.kind === 'quoted' ? restFrom(start, message, used) : runFrom(start, slot, template, message, used);
}

function startOf(slot: Slot, template: Template, message: Message): number | undefined {
	const before = template.tokens[slot.from - 1];
	if (before?.kind !== 'word') {
		return undefined;
	}

	const same = message.tokens.findIndex(token => token.kind === 'word' && sameWord(token.text, before.text));
	if (same >= 0) {
		return same + 1;
	}

	// "weather for Rome" says what "weather in Paris" says.
	const near = prepositions.has(before.text.toLowerCase())
		? message.tokens.findIndex(token => token.kind === 'word' && prepositions.has(token.text.toLowerCase()))
		: -1;
	return near >= 0 && slot.kind === 'span' ? near + 1 : undefined;
}

/** Whether the example has more than words there: "price > 10". */
function isClause(slot: Slot, template: Template): boolean {
	const first = template.tokens[slot.from];
	const last = template.tokens[slot.to - 1];
	const text = template.example.text.slice(first?.start, last?.end);
	return slot.kind === 'span' && !/^[\p{L}\p{N}\s_'’-]*$/u.test(text);
}

function restFrom(start: number, message: Message, used: ReadonlySet<number>, hasLiterals = false): Value | undefined {
	let from = start;
	while (from < message.tokens.length - 1 && fillers.test(message.tokens[from]?.text ?? '') && isIntroduced(from, start, message)) {
		from++;
	}

	const indexes = [...message.tokens.keys()].slice(from);
	const first = message.tokens[from];
	if (
		!first ||
		indexes.every(index => pointers.test(message.tokens[index]?.text ?? '')) ||
		prepositions.has(first.text.toLowerCase()) ||
		indexes.some(index => used.has(index) || (!hasLiterals && isStrongAt(message, index)))
	) {
		return undefined;
	}

	const value = message.text.slice(first.start).replace(/[\s?]+$/, '');
	return value === '' ? undefined : {value, used: indexes};
}

/** "the word hello" introduces a word; "the quick fox" is the text itself. */
function isIntroduced(from: number, start: number, message: Message): boolean {
	const noun = /^(?:word|words|string|text|phrase|sentence|line)$/i;
	const ahead = message.tokens.slice(from, start + 3).findIndex(token => noun.test(token.text));
	return noun.test(message.tokens[from]?.text ?? '') || (ahead > 0 && ahead <= 2);
}

function runFrom(start: number, slot: Slot, template: Template, message: Message, used: ReadonlySet<number>): Value | undefined {
	const after = template.tokens[slot.to];
	const indexes: number[] = [];
	for (let index = start; index < message.tokens.length; index++) {
		const token = message.tokens[index];
		const isEnd = !token || used.has(index) || (token.kind !== 'word' && token.kind !== 'path') || isStopWord(token.text);
		if (isEnd || (after && sameWord(token.text, after.text)) || gapBefore(index, start, message)) {
			break;
		}

		indexes.push(index);
	}

	const wanted =
		slot.to - slot.from === 1 && !indexes.every(index => isProper(message.tokens[index])) && after ? indexes.slice(0, 1) : indexes;
	return sliceOf(wanted, message);
}

/** A word of its own that nothing else explains: "Paris weather", or "price" in "mean price in sales.csv". */
export function leftoverFor(
	slot: Slot,
	template: Template,
	message: Message,
	used: ReadonlySet<number>,
	vocabulary: ReadonlySet<string>,
	supported: boolean,
): Value | undefined {
	if (slot.kind !== 'span') {
		return undefined;
	}

	const free = [...message.tokens.keys()].filter(index => {
		const token = message.tokens[index];
		return token?.kind === 'word' && !used.has(index) && !isStopWord(token.text) && !vocabulary.has(stemOf(token.text));
	});
	const first = free[0];
	const adjacent = free.every((index, offset) => index === (first ?? 0) + offset);
	if (first === undefined || !adjacent || free.length > 3) {
		return undefined;
	}

	const lonely = !template.slots.some(other => other !== slot && other.kind === 'span');
	const follows = vocabulary.has(stemOf(message.tokens[first - 1]?.text ?? ''));
	const proper = free.every(index => isProper(message.tokens[index]));
	return lonely && (proper || supported || (follows && slot.to === template.tokens.length)) ? sliceOf(free, message) : undefined;
}

function sliceOf(indexes: readonly number[], message: Message): Value | undefined {
	const first = message.tokens[indexes[0] ?? -1];
	const last = message.tokens[indexes.at(-1) ?? -1];
	return first && last ? {value: message.text.slice(first.start, last.end), used: indexes} : undefined;
}

function isStrongAt(message: Message, index: number): boolean {
	const token = message.tokens[index];
	return token !== undefined && isStrong(token);
}

function isProper(token: Token | undefined): boolean {
	return token !== undefined && /^\p{Lu}/u.test(token.text);
}

/** A comma, a full stop or a line end before a token ends a run of words. */
function gapBefore(index: number, start: number, message: Message): boolean {
	const previous = message.tokens[index - 1];
	const token = message.tokens[index];
	return index > start && previous !== undefined && token !== undefined && /[,.;:!?\n]/.test(message.text.slice(previous.end, token.start));
}

function sameWord(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase() || (!isStopWord(a) && !isStopWord(b) && stemOf(a) === stemOf(b));
}
