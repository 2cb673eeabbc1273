/**
What a turn leaves behind: events for those who watch, entries in the transcript, messages in the conversation, and the
numbers of the result. One place, so that the three can never disagree.
*/

import type {AgentEventBody, ChatResult, ErrorBody, ImageFacts, TokenUsage, ToolSummary, TurnEnded} from '../core/events.ts';
import type {ToolCall} from '../core/tool.ts';
import {type SkillLiteError, toSkillLiteError} from '../../sandbox/index.ts';
import type {Recalled} from '../session/notes/memory.ts';
import {appendEntry, type EntryBody, type Session} from '../session/transcript.ts';
import type {ToolResult} from './agent-tool.ts';
import type {Conversation} from './conversation.ts';
import {userMessage} from './images/message-images.ts';
import {labelWithNotes, messageWithNotes} from './recalled-notes.ts';

/** How a turn went, without the numbers that were collected. */
export interface Outcome {
	readonly ended: TurnEnded;
	readonly error: ErrorBody | null;
}

export interface JournalOptions {
	readonly conversation: Conversation;
	readonly session: Session;
	/** What evolution had contributed, kept with the message. */
	readonly manifest: string | null;
	readonly emit: (event: AgentEventBody) => void;
}

export class TurnJournal {
	readonly emit: (event: AgentEventBody) => void;
	/** The transcript's entry of the user's message. */
	turnEntry = '';
	/** Why the transcript could not be written. */
	unwritten: SkillLiteError | null = null;
	readonly #options: JournalOptions;
	readonly #tools: ToolSummary[] = [];
	readonly #refused = new Set<string>();
	#usage: TokenUsage = {inputTokens: 0, outputTokens: 0, cost: null};
	#counted = false;

	constructor(options: JournalOptions) {
		this.#options = options;
		this.emit = options.emit;
	}

	/** Throws when it cannot be written: a turn that leaves no trace does not begin. */
	user(text: string, recalled: Recalled | null, images: readonly ImageFacts[]): void {
		const {session, conversation, manifest} = this.#options;
		const beside = {
			...(manifest === null ? {} : {evolved: manifest}),
			...(recalled ? {memory: recalled} : {}),
			...(images.length > 0 ? {images} : {}),
		};
		this.turnEntry = appendEntry(session, {type: 'user', text, ...beside});
		const message = userMessage(messageWithNotes(text, recalled), images, session.path);
		conversation.add(message, this.turnEntry, labelWithNotes(text, recalled, images));
	}

	assistant(text: string, calls: readonly ToolCall[]): void {
		if (text === '' && calls.length === 0) {
			return;
		}

		const entry = this.record({type: 'assistant', text, calls});
		const toolCalls = calls.length > 0 ? {toolCalls: calls} : {};
		this.#options.conversation.add({role: 'assistant', content: text, ...toolCalls}, entry, 'derived');
	}

	/** On disk when it returns; throws when that fails, and then the tool may not start. */
	toolStart(call: ToolCall, policy: string): void {
		appendEntry(this.#options.session, {type: 'tool.start', call: call.id, name: call.name, policy});
	}

	toolEnd(call: ToolCall, result: ToolResult): void {
		const {ended, ok, text, usage, denied, label, backend, refusal} = result;
		const body = {name: call.name, ended, ok, text, usage, denied, label, backend} as const;
		this.#tools.push({id: call.id, name: call.name, ended});
		if (refusal) {
			this.#refused.add(call.name);
		}

		this.emit({type: 'tool.end', id: call.id, ...body});
		const entry = this.record({type: 'tool.end', call: call.id, ...body});
		const content = text || '(no output)';
		this.#options.conversation.add({role: 'tool', toolCallId: call.id, name: call.name, content, ok}, entry, label);
	}

	usage(usage: TokenUsage): void {
		const {inputTokens, outputTokens, cost} = this.#usage;
		// One step of unknown cost makes the sum unknown.
		const sum = usage.cost === null || (this.#counted && cost === null) ? null : (cost ?? 0) + usage.cost;
		this.#counted = true;
		this.#usage = {inputTokens: inputTokens + usage.inputTokens, outputTokens: outputTokens + usage.outputTokens, cost: sum};
		this.emit({type: 'usage', ...usage});
	}

	/** Write down what already happened; a failure ends the turn at the next step. Gives the entry's id. */
	record(entry: EntryBody): string | null {
		try {
			return appendEntry(this.#options.session, entry);
		} catch (thrown) {
			this.unwritten ??= toSkillLiteError(thrown);
			return null;
		}
	}

	result({ended, error}: Outcome, rest: {readonly text: string; readonly model: string; readonly steps: number}): ChatResult {
		const {text, model, steps} = rest;
		return {
			type: 'result',
			v: 1,
			ok: ended === 'answer',
			text,
			session: this.#options.session.id,
			model,
			steps,
			tools: this.#tools,
			refused: [...this.#refused],
			usage: this.#usage,
			ended,
			error,
		};
	}
}
