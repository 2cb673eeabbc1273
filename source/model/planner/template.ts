/**
Generalises an example. "uppercase 'hello'" with {operation: "uppercase", text: "hello"}
becomes: the word "uppercase", then a quoted text that goes to `text`; `operation` is constant.
*/

import type {JsonSchema, ToolExample} from '../../core/tool.ts';
import {readArithmetic} from './arithmetic.ts';
import {type Literal, readTokens, type Token} from './tokens.ts';
import {isStopWord, stemOf} from './words.ts';

/** Where in the input a value stands. */
export type Path = readonly (string | number)[];

export interface Slot {
	readonly path: Path;
	/** `span` is plain words; `expression` is arithmetic; `numbers` is a list of all numbers. */
	readonly kind: Literal | 'span' | 'expression' | 'numbers';
	/** Tokens of the example that hold the value: from (inclusive), to (exclusive). */
	readonly from: number;
	readonly to: number;
	/** Whether the input holds the value as text, as a number, or as the JSON it is. */
	readonly as: 'text' | 'number' | 'json';
	/** What a number is multiplied by: 0.01 where the example writes 12.5% and means 0.125. */
	readonly scale: number;
}

export interface Template {
	readonly example: ToolExample;
	readonly tokens: readonly Token[];
	readonly slots: readonly Slot[];
	/** The input with the slots' values of the example still in it. */
	readonly input: Readonly<Record<string, unknown>>;
	/** The stems of the subjects outside the values. */
	readonly anchors: readonly string[];
	/** All words outside the values, in lower case. */
	readonly words: readonly string[];
	/** How the tool spells powers. */
	readonly power: '^' | '**';
}

/** Properties whose words choose what is done rather than what it is done to. */
const choices =
	/^(?:operation|op|action|mode|command|method|format|type|kind|unit|units|style|order|function|task|aggregate|statistic|metric)$/i;

/** Align the values of an example with its text. */
export function compileExample(example: ToolExample, properties: Readonly<Record<string, JsonSchema>>, power: '^' | '**' = '**'): Template {
	const tokens = readTokens(example.text);
	const claimed = new Set<number>();
	const slots: Slot[] = [];
	const claim = (slot: Slot) => {
		for (let index = slot.from; index < slot.to; index++) {
			claimed.add(index);
		}

		slots.push(slot);
	};

	const input = example.input ?? {};
	// Quoted texts, files and the like first: a plain word may stand twice, once inside a longer value.
	for (const align of [alignLiteral, alignWords]) {
		for (const [path, value] of leavesOf(input)) {
			if (slots.some(slot => startsWith(path, slot.path)) || isChoice(path, value, example, tokens, properties)) {
				continue;
			}

			const slot = align(example.text, tokens, claimed, path, value);
			if (slot) {
				claim(slot);
			}
		}
	}

	const words = tokens.filter((token, index) => token.kind === 'word' && !claimed.has(index)).map(({text}) => text);
	return {
		example,
		tokens,
		slots: slots.sort((a, b) => a.from - b.from),
		input,
		anchors: words.filter(word => !isStopWord(word)).map(stemOf),
		words: words.map(word => word.toLowerCase()),
		power,
	};
}

/** Every value of an input with its path; lists and objects come before their members. */
export function leavesOf(value: unknown, path: Path = []): readonly (readonly [Path, unknown])[] {
	const own = path.length === 0 ? [] : [[path, value] as const];
	if (typeof value !== 'object' || value === null) {
		return own;
	}

	const members = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
	return [...own, ...members.flatMap(([key, member]) => leavesOf(member, [...path, key]))];
}

/**
Whether a value chooses what is done: one of a field's choices, or the word after a flag (`--kind bash`). What the example
puts into quotes is what it is done to, however the field is called.
*/
function isChoice(
	path: Path,
	value: unknown,
	{input}: ToolExample,
	tokens: readonly Token[],
	properties: Readonly<Record<string, JsonSchema>>,
): boolean {
	const name = path[0];
	const last = path.at(-1);
	if (typeof name !== 'string' || typeof value !== 'string') {
		return false;
	}

	if (typeof last === 'number') {
		const flag = leavesOf(input).find(
			([other]) => other.length === path.length && other.at(-1) === last - 1 && startsWith(other, path.slice(0, -1)),
		);
		return /^[\p{L}-]+$/u.test(value) && /^--?\p{L}/u.test(String(flag?.[1] ?? ''));
	}

	const isQuoted = tokens.some(token => token.kind === 'quoted' && token.value === value);
	return Array.isArray(properties[name]?.enum) || (choices.test(name) && !isQuoted);
}

type Align = (text: string, tokens: readonly Token[], claimed: ReadonlySet<number>, path: Path, value: unknown) => Slot | undefined;

const alignLiteral: Align = (text, tokens, claimed, path, value) => {
	if (Array.isArray(value) && value.length > 0 && value.every(item => typeof item === 'number')) {
		return alignNumbers(tokens, path, value) ?? alignToken(tokens, claimed, path, value);
	}

	return alignExpression(text, tokens, path, value) ?? alignToken(tokens, claimed, path, value);
};

function alignToken(tokens: readonly Token[], claimed: ReadonlySet<number>, path: Path, value: unknown): Slot | undefined {
	for (const [index, token] of tokens.entries()) {
		const meaning = claimed.has(index) || token.kind === 'word' || token.kind === 'symbol' ? undefined : meaningOf(token, value);
		if (meaning && token.kind !== 'word' && token.kind !== 'symbol') {
			return {path, kind: token.kind, from: index, to: index + 1, ...meaning};
		}
	}

	return undefined;
}

function meaningOf(token: Token, value: unknown): Pick<Slot, 'as' | 'scale'> | undefined {
	if (typeof value === 'number' && typeof token.value === 'number') {
		const scale = [1, 0.01].find(factor => Math.abs((token.value as number) * factor - value) < 1e-12);
		return scale === undefined ? undefined : {as: 'number', scale};
	}

	if (typeof value === 'string') {
		return token.value === value || token.text === value ? {as: 'text', scale: 1} : undefined;
	}

	return typeof value === 'object' && value !== null && JSON.stringify(token.value) === JSON.stringify(value)
		? {as: 'json', scale: 1}
		: undefined;
}

function alignNumbers(tokens: readonly Token[], path: Path, value: readonly unknown[]): Slot | undefined {
	const numbers = [...tokens.entries()].filter(([, token]) => token.kind === 'number');
	const from = numbers.findIndex((_, at) => value.every((item, offset) => numbers[at + offset]?.[1].value === item));
	const first = numbers[from];
	const last = numbers[from + value.length - 1];
	return first && last ? {path, kind: 'numbers', from: first[0], to: last[0] + 1, as: 'json', scale: 1} : undefined;
}

function alignExpression(text: string, tokens: readonly Token[], path: Path, value: unknown): Slot | undefined {
	const wanted = typeof value === 'string' ? readArithmetic(value) : undefined;
	const found = wanted && readArithmetic(text);
	if (!wanted || !found || JSON.stringify(wanted.expression) !== JSON.stringify(found.expression)) {
		return undefined;
	}

	const parts = [...tokens.keys()].filter(index => ['number', 'percent', 'symbol', 'quoted'].includes(tokens[index]?.kind ?? ''));
	return {path, kind: 'expression', from: parts[0] ?? 0, to: (parts.at(-1) ?? tokens.length - 1) + 1, as: 'text', scale: 1};
}

const alignWords: Align = (text, tokens, claimed, path, value) => {
	if (typeof value !== 'string' || value.trim() === '') {
		return undefined;
	}

	for (let from = 0; from < tokens.length; from++) {
		for (let to = from + 1; to <= tokens.length && !claimed.has(to - 1); to++) {
			const slice = text.slice(tokens[from]?.start, tokens[to - 1]?.end);
			if (slice.toLowerCase() === value.toLowerCase()) {
				return {path, kind: 'span', from, to, as: 'text', scale: 1};
			}
		}
	}

	return undefined;
};

function startsWith(path: Path, prefix: Path): boolean {
	return prefix.every((part, index) => path[index] === part);
}
