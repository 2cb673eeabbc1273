/** Puts the values of a message into the slots of a template. */

import {writeExpression} from './expression.ts';
import type {Message} from './message.ts';
import type {Path, Slot, Template} from './template.ts';
import {looksLikeFile, type Token} from './tokens.ts';
import {leftoverFor, type Value, wordsFor} from './word-values.ts';

export interface Filled {
	readonly input: Record<string, unknown>;
	/** Indexes of the message's tokens that became values. */
	readonly used: ReadonlySet<number>;
	/** Those of them that are plain words, so that only their place says that they are values. */
	readonly words: ReadonlySet<number>;
	/** How many slots have a value. */
	readonly count: number;
	/** Slots for which the message has no value. */
	readonly empty: readonly Slot[];
}

/**
Fill a template from a message. Slots that stay empty are taken out of the input, so that
no value of the example ever reaches a skill.

`vocabulary` holds the stems that name the tool itself: such words are not values unless their place says so;
`taken` holds the tokens that mean something else already.
*/
export function fillTemplate(template: Template, message: Message, vocabulary: ReadonlySet<string>, taken: readonly number[]): Filled {
	const used = new Set<number>(taken);
	const values = new Map<Slot, Value>();
	const assign = (slot: Slot, value: Value | undefined) => {
		if (value && !values.has(slot)) {
			values.set(slot, value);
			for (const index of value.used) {
				used.add(index);
			}
		}
	};

	const open = () => template.slots.filter(slot => !values.has(slot));
	for (const slot of open().filter(slot => slot.kind === 'expression')) {
		assign(slot, expressionFor(template, message));
	}

	// Literals that stand after the same word as in the example first, then by order.
	for (const samePlace of [true, false]) {
		for (const slot of open()) {
			assign(slot, literalFor(slot, template, message, used, samePlace));
		}
	}

	const literal = new Set(used);
	for (const slot of open()) {
		assign(slot, wordsFor(slot, template, message, used));
	}

	for (const slot of open()) {
		assign(slot, leftoverFor(slot, template, message, used, vocabulary, values.size > 0));
	}

	const words = new Set([...used].filter(index => !literal.has(index)));
	const own = new Set([...used].filter(index => !taken.includes(index)));
	return {input: inputWith(template, values), used: own, words, count: values.size, empty: open()};
}

function expressionFor(template: Template, message: Message): Value | undefined {
	const found = message.arithmetic;
	if (!found) {
		return undefined;
	}

	return {value: writeExpression(found.expression, template.power), used: message.arithmeticTokens};
}

function literalFor(slot: Slot, template: Template, message: Message, used: ReadonlySet<number>, samePlace: boolean): Value | undefined {
	if (slot.kind === 'numbers') {
		const free = [...message.tokens.entries()].filter(([index, token]) => token.kind === 'number' && !used.has(index));
		return free.length === 0 || samePlace ? undefined : {value: free.map(([, token]) => token.value), used: free.map(([index]) => index)};
	}

	const before = plain(template.tokens[slot.from - 1]);
	for (const [index, token] of message.tokens.entries()) {
		const placed = !samePlace || (before !== '' && plain(message.tokens[index - 1]) === before);
		const value = used.has(index) || !placed ? undefined : convert(slot, token);
		if (value !== undefined) {
			return {value, used: [index]};
		}
	}

	return undefined;
}

/** The value of a literal for a slot, or undefined when they do not fit. */
function convert(slot: Slot, token: Token): unknown {
	const text = typeof token.value === 'string' ? token.value : token.text;
	switch (slot.kind) {
		case 'number':
		case 'percent': {
			if (token.kind !== 'number' && token.kind !== 'percent') {
				return undefined;
			}

			return slot.as === 'text' ? token.text : Number(token.value) * (token.kind === slot.kind ? slot.scale : 1);
		}
		case 'quoted':
		case 'span':
			return token.kind === 'quoted' ? token.value : undefined;
		case 'file':
			return token.kind === 'file' || (token.kind === 'quoted' && looksLikeFile(text)) ? text : undefined;
		case 'url':
			return token.kind === 'url' || (token.kind === 'quoted' && /^https?:/i.test(text)) ? text : undefined;
		case 'path':
			return token.kind === 'path' || token.kind === 'quoted' ? text : undefined;
		case 'json':
			return token.kind === 'json' ? (slot.as === 'json' ? token.value : token.text) : undefined;
		case 'pair':
			return token.kind === 'pair' ? token.value : undefined;
		default:
			return undefined;
	}
}

function inputWith(template: Template, values: ReadonlyMap<Slot, Value>): Record<string, unknown> {
	const input = structuredClone(template.input) as Record<string, unknown>; // a clone of a record is a record
	for (const slot of template.slots) {
		setAt(input, slot.path, values.get(slot)?.value);
	}

	return input;
}

function valueAt(input: unknown, path: Path): unknown {
	return path.reduce<unknown>(
		(value, part) => (typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined),
		input,
	);
}

function setAt(input: Record<string, unknown>, path: Path, value: unknown): void {
	const parent = valueAt(input, path.slice(0, -1));
	const key = path.at(-1);
	if (typeof parent !== 'object' || parent === null || key === undefined) {
		return;
	}

	if (value === undefined && !Array.isArray(parent)) {
		Reflect.deleteProperty(parent, key);
	} else {
		Reflect.set(parent, key, value);
	}
}

function plain(token: Token | undefined): string {
	return token?.kind === 'word' ? token.text.toLowerCase() : '';
}
