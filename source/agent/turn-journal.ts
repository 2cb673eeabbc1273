/**
What a turn leaves behind: events for those who watch, entries in the transcript, messages in the conversation, and the
numbers of the result. One place, so that the three can never disagree.
*/

import type {
	AgentEventBody,
	ChatResult,
	ErrorBody,
	ImageFacts,
	Label,
	TokenUsage,
	ToolSummary,
	TurnEnded,
	TurnEventBody,
} from '../core/events.ts';
import type {ToolCall} from '../core/tool.ts';
import {type SkillLiteError, toSkillLiteError} from '../../sandbox/index.ts';
import type {Recalled} from '../session/notes/memory.ts';
import {appendEntry, type EntryBody, type Session} from '../session/transcript.ts';
import type {ToolResult} from './agent-tool.ts';
import type {Conversation} from './conversation.ts';
import {userMessage} from './images/message-images.ts';
import {messageWithPlan, type PlanMode} from './plan-mode.ts';
import {labelWithNotes, messageWithNotes} from './recalled-notes.ts';

/** How a turn went, without the numbers that were collected. */
export interface Outcome {
	readonly ended: TurnEnded;
	readonly error: ErrorBody | null;
}

/** What the model reads beside a message. */
export interface Beside {
	readonly recalled: Recalled | null;
	readonly plan: PlanMode | null;
	readonly images: readonly ImageFacts[];
}

/** Where a turn is a helper's: it works for a call of another turn. */
export interface Errand {
	/** The least trusted text that who gave the goal had before it. */
	readonly label: Label;
	/** The transcript's entry of the message that is answered in the end. */
	readonly turnEntry: string;
	/** Who asks a person, in words. Display-safe. */
	readonly asker: string;
}

export interface JournalOptions {
	readonly conversation: Conversation;
	readonly session: Session;
	/** What evolution had contributed, kept with the message. */
	readonly manifest: string | null;
	readonly errand?: Errand | undefined;
	readonly emit: (event: AgentEventBody) => void;
}

export class TurnJournal {
	readonly emit: (event: AgentEventBody) => void;
	/** The transcript's entry of the message that is answered. */
	turnEntry = '';
	/** Model calls of helpers. */
	helperSteps = 0;
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
	user(text: string, {recalled, plan, images}: Beside): void {
		const {session, conversation, manifest, errand} = this.#options;
		const beside = {
			...(manifest === null ? {} : {evolved: manifest}),
			...(recalled ? {memory: recalled} : {}),
			...(plan ? {plan} : {}),
			...(images.length > 0 ? {images} : {}),
		};
		const entry = appendEntry(session, {type: 'user', text, ...beside});
		this.turnEntry = errand?.turnEntry ?? entry;
		const message = userMessage(messageWithNotes(messageWithPlan(text, plan), recalled), images, session.path);
		conversation.add(message, entry, errand?.label ?? labelWithNotes(text, recalled, images));
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
		// What a helper had to leave undone was named when the helper ended.
		if (refusal && ended === 'refused') {
			this.#refused.add(call.name);
		}

		this.emit({type: 'tool.end', id: call.id, ...body});
		const entry = this.record({type: 'tool.end', call: call.id, ...body});
		const content = text || '(no output)';
		this.#options.conversation.add({role: 'tool', toolCallId: call.id, name: call.name, content, ok}, entry, label);
	}

	/** What a helper did: its requests are requests of this turn, and what it was refused this turn was refused. */
	nested(id: string, event: TurnEventBody): void {
		switch (event.type) {
			case 'step.start':
				this.helperSteps += 1;
				break;
			case 'usage':
				this.#count(event);
				break;
			case 'turn.end':
				for (const name of event.result.refused) {
					this.#refused.add(name);
				}

				break;
			default:
			// The rest is only shown.
		}

		this.emit({type: 'nested', id, event});
	}

	usage(usage: TokenUsage): void {
		this.#count(usage);
		this.emit({type: 'usage', ...usage});
	}

	#count(usage: TokenUsage): void {
		const {inputTokens, outputTokens, cost} = this.#usage;
		// One step of unknown cost makes the sum unknown.
		const sum = usage.cost === null || (this.#counted && cost === null) ? null : (cost ?? 0) + usage.cost;
		this.#counted = true;
		this.#usage = {inputTokens: inputTokens + usage.inputTokens, outputTokens: outputTokens + usage.outputTokens, cost: sum};
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
