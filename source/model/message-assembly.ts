/**
Puts one assistant message together from the chunks of a stream. Text and reasoning come out at once; tool calls only
when the whole message is there.

Chunks are read as foreign data: whatever is not of the expected shape is passed over. Endpoints differ in how they
number the parts of tool calls: some leave the index out, some give every parallel call the index 0, some repeat the
name, some send empty ids, some send an arguments object. A new call is recognised by its name.
*/

import {randomBytes} from 'node:crypto';
import type {ToolCall} from '../core/tool.ts';
import type {ModelEvent} from './chat-model.ts';

export interface AssembledCall extends ToolCall {
	/** What the endpoint wants back beside the call in the next request (Gemini's thought signature). */
	readonly extra: unknown;
}

interface OpenCall {
	readonly index: number | null;
	id: string;
	name: string;
	arguments: string;
	extra: unknown;
}

type Said = Extract<ModelEvent, {readonly text: string}>;
type Fields = {readonly [key: string]: unknown};

/** Far above what any model writes at once; what comes on is a model that runs in circles, or an endpoint that means harm. */
export const mostCharacters = 4_000_000;
export const mostCalls = 128;

export class MessageAssembly {
	/** Something of the message has arrived: the request may not be repeated any more. */
	begun = false;
	/** Any chunk has arrived: it is a stream of the right kind. */
	answered = false;
	finishReason: string | null = null;
	/** Of the `reasoning_content` kind, which its endpoints want back together with tool calls. */
	reasoning = '';
	usage: {readonly inputTokens: number; readonly outputTokens: number; readonly cachedTokens?: number} | null = null;
	readonly #calls: OpenCall[] = [];
	#characters = 0;

	/** Take in one chunk; the result is what can be shown now. Throws when the message grows beyond all measure. */
	add(chunk: unknown): readonly Said[] {
		this.answered = true;
		this.usage = readUsage(fieldsOf(chunk)?.usage) ?? this.usage;
		const choice = fieldsOf(listOf(fieldsOf(chunk)?.choices)[0]);
		this.finishReason = textOf(choice?.finish_reason) || this.finishReason;
		const delta = fieldsOf(choice?.delta);
		if (!delta) {
			return [];
		}

		for (const part of listOf(delta.tool_calls)) {
			this.#addCallPart(fieldsOf(part) ?? {});
		}

		this.reasoning += textOf(delta.reasoning_content);
		const events = [...reasoningOf(delta), ...contentOf(delta.content), ...contentOf(delta.refusal)];
		this.begun ||= events.length > 0;
		this.#grow(events.reduce((sum, {text}) => sum + text.length, 0));
		return events;
	}

	/** The calls of a whole message, each with an id of its own. */
	calls(): readonly AssembledCall[] {
		const ids = new Set<string>();
		return this.#calls.map(call => {
			const id = call.id === '' || ids.has(call.id) ? newCallId() : call.id;
			ids.add(id);
			return {id, name: call.name, argumentsText: call.arguments.trim() === '' ? '{}' : call.arguments, extra: call.extra};
		});
	}

	#addCallPart(part: Fields): void {
		const called = fieldsOf(part.function) ?? {};
		const index = typeof part.index === 'number' ? part.index : null;
		const id = textOf(part.id);
		const name = textOf(called.name);
		const open = this.#findCall(index, id, name) ?? this.#openCall(index);
		open.id ||= id;
		open.name ||= name;
		const written = typeof called.arguments === 'object' && called.arguments ? JSON.stringify(called.arguments) : textOf(called.arguments);
		this.#grow(written.length);
		open.arguments += written;
		open.extra ??= part.extra_content;
	}

	#findCall(index: number | null, id: string, name: string): OpenCall | undefined {
		const sameId = this.#calls.find(call => id !== '' && call.id === id);
		if (sameId) {
			return sameId;
		}

		// A named part with another id is another call, whatever its index says; vLLM once gave every part a fresh id, but no name.
		const startsAnother = (call: OpenCall) => name !== '' && call.name !== '' && id !== '' && call.id !== '';
		const candidate = index === null ? this.#calls.at(-1) : this.#calls.findLast(call => call.index === index);
		if (!candidate || startsAnother(candidate)) {
			return undefined;
		}

		return index === null && name !== '' && candidate.name !== '' ? undefined : candidate;
	}

	#grow(characters: number): void {
		this.#characters += characters;
		if (this.#characters > mostCharacters) {
			throw new Error(`The answer is longer than ${mostCharacters} characters.`);
		}
	}

	#openCall(index: number | null): OpenCall {
		this.begun = true;
		assertFewCalls(this.#calls.length + 1);
		const call = {index, id: '', name: '', arguments: '', extra: undefined};
		this.#calls.push(call);
		return call;
	}
}

/** Throws for more calls than a message may have; before any of them is run. */
export function assertFewCalls(count: number): void {
	if (count > mostCalls) {
		throw new Error(`The answer calls more than ${mostCalls} tools at once.`);
	}
}

/** Nine letters and digits: the only form that every endpoint takes back (Mistral wants exactly that). */
function newCallId(): string {
	return randomBytes(5).toString('hex').slice(0, 9);
}

function reasoningOf(delta: Fields): readonly Said[] {
	const text = textOf(delta.reasoning_content) || textOf(delta.reasoning);
	return text === '' ? [] : [{type: 'reasoning', text}];
}

/** Content is a text, or with some reasoning models a list of parts. */
function contentOf(content: unknown): readonly Said[] {
	const texts = typeof content === 'string' ? [content] : listOf(content).map(part => textOf(fieldsOf(part)?.text));
	return texts.filter(text => text !== '').map(text => ({type: 'text', text}));
}

function readUsage(usage: unknown): MessageAssembly['usage'] {
	const fields = fieldsOf(usage);
	const inputTokens = countOf(fields?.prompt_tokens);
	const outputTokens = countOf(fields?.completion_tokens);
	if (inputTokens === null || outputTokens === null) {
		return null;
	}

	const cachedTokens = countOf(fieldsOf(fields?.prompt_tokens_details)?.cached_tokens);
	return {inputTokens, outputTokens, ...(cachedTokens === null ? {} : {cachedTokens})};
}

function countOf(value: unknown): number | null {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields | undefined {
	// An object has string keys; that is all that is claimed.
	return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
