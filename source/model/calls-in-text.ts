/**
Finds the calls in the text of a model that knows no tools: a fenced block, `<tool_call>` tags, or a bare JSON object, each
at the start of a line. Text that cannot become a call any more is passed on at once.
*/

import {randomBytes} from 'node:crypto';
import type {ToolCall} from '../core/tool.ts';

/** How a block begins, and when it is whole: with the end of its last line. */
const blocks = [
	{opening: '```', isWhole: (text: string) => /^```[^\n]*\n[\s\S]*?\n[ \t]*```[ \t]*\n$/.test(text)},
	{opening: '<tool_call>', isWhole: (text: string) => /<\/tool_call>[ \t]*\n$/.test(text)},
	{opening: '{', isWhole: (text: string) => text.endsWith('\n') && parseObject(text) !== null},
] as const;

/** What is longer was never a call. */
const longestBlock = 64_000;

export class CallsInText {
	readonly #names: ReadonlySet<string>;
	readonly #calls: ToolCall[] = [];
	/** What may yet become a call: from the start of a line. */
	#held = '';
	#isLineStart = true;

	/** Only these names make a block a call; anything else is an answer that shows JSON. */
	constructor(names: readonly string[]) {
		this.#names = new Set(names);
	}

	/** Take in a piece of the answer; gives what of it is text for the reader. */
	add(piece: string): string {
		let shown = '';
		for (const part of piece.split(/(?<=\n)/)) {
			shown += this.#addPart(part);
		}

		return shown;
	}

	/** The message is whole: the text that was still held, and all calls. */
	end(): {readonly text: string; readonly calls: readonly ToolCall[]} {
		const text = this.#release();
		return {text, calls: this.#calls};
	}

	/** A part is at most one line with its end. */
	#addPart(part: string): string {
		if (this.#held === '' && !this.#isLineStart) {
			this.#isLineStart = part.endsWith('\n');
			return part;
		}

		this.#held += part;
		this.#isLineStart = true;
		const start = this.#held.trimStart();
		const block = blocks.find(({opening}) => start.startsWith(opening));
		if (block) {
			return block.isWhole(start) || this.#held.length > longestBlock ? this.#release() : '';
		}

		// A few characters may still grow into an opening.
		const mayGrow = !part.endsWith('\n') && blocks.some(({opening}) => opening.startsWith(start));
		return mayGrow ? '' : this.#release();
	}

	#release(): string {
		const held = this.#held;
		this.#held = '';
		this.#isLineStart = held === '' || held.endsWith('\n');
		const call = this.#callIn(held);
		if (call) {
			this.#calls.push(call);
			return '';
		}

		return held;
	}

	#callIn(text: string): ToolCall | null {
		const inner = /^\s*(?:```[^\n]*\n([\s\S]*?)(?:```\s*)?|<tool_call>([\s\S]*?)(?:<\/tool_call>\s*)?|(\{[\s\S]*))$/.exec(text);
		const value = parseObject((inner?.[1] ?? inner?.[2] ?? inner?.[3] ?? '').trim());
		const name = value?.name ?? value?.tool;
		if (typeof name !== 'string' || !this.#names.has(name)) {
			return null;
		}

		const given = value?.arguments ?? value?.parameters ?? {};
		const argumentsText = typeof given === 'string' ? given : JSON.stringify(given);
		return {id: `call_${randomBytes(6).toString('hex')}`, name, argumentsText};
	}
}

function parseObject(text: string): {readonly [key: string]: unknown} | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null;
	} catch {
		return null; // text, or half of it
	}
}
