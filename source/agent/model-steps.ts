/** The model calls of a turn: each with room in the window, streamed as it comes, and counted. */

import {ModelError} from '../../sandbox/index.ts';
import type {ToolCall} from '../core/tool.ts';
import type {ChatModel, ModelEvent} from '../model/chat-model.ts';
import {ContextOverflow} from '../model/context-overflow.ts';
import {costOf} from '../model/prices.ts';
import {compact} from './compaction.ts';
import type {Context} from './context.ts';
import {Interruption, untilAborted} from './interruption.ts';
import type {TurnJournal} from './turn-journal.ts';

export interface ModelStepsOptions {
	readonly context: Context;
	readonly model: ChatModel;
	/** The file of the session. */
	readonly transcript: string;
	readonly maxTokens: number | undefined;
	readonly journal: TurnJournal;
	readonly signal: AbortSignal;
}

export interface Answer {
	readonly calls: readonly ToolCall[];
	readonly reason: string;
}

/** Of the window: what a summary has to take the place of before it is asked for. */
const leastShare = 0.05;
/** The same where instructions and tools alone fill it by our count: a summary would gain little, and be asked for at every step. */
const hopelessShare = 0.25;

export class ModelSteps {
	/** Of the last answer, as far as it came. */
	text = '';
	/** Of all requests so far, summaries among them, by the endpoint's count where it gives one. */
	tokens = 0;
	readonly #options: ModelStepsOptions;

	constructor(options: ModelStepsOptions) {
		this.#options = options;
	}

	/** Compact before the model is asked with more than it can take in. */
	async makeRoom(): Promise<void> {
		const {context, signal} = this.#options;
		await context.prepare(signal);
		if (context.isFull()) {
			this.#sayNoRoom();
			await this.#compact(context.window() * (context.isFullAlone() ? hopelessShare : leastShare));
		}
	}

	/** An endpoint may cut off in silence what is too long, so it is said before it is asked. */
	#sayNoRoom(): void {
		const reason = this.#options.context.noRoom();
		if (reason !== null) {
			this.#options.journal.emit({type: 'retry', attempt: 1, delayMs: 0, reason});
		}
	}

	/** Whether anything was gained. */
	async #compact(least = 0): Promise<boolean> {
		const {context, model, transcript, journal, signal} = this.#options;
		const compacted = await compact({
			context,
			model,
			signal,
			transcript,
			imagesFirst: true,
			record: entry => void journal.record(entry),
			usage: usage => {
				this.tokens += usage.inputTokens + usage.outputTokens;
				journal.usage(usage);
			},
			least,
		});
		if (compacted) {
			journal.emit({type: 'context.compacted', ...compacted});
		}

		return compacted !== null && compacted.after < compacted.before;
	}

	/** One model call; when the endpoint says that the conversation is too long, once more with a shorter one. */
	async answer(): Promise<Answer> {
		try {
			return await this.#ask();
		} catch (thrown) {
			if (!(thrown instanceof ContextOverflow)) {
				throw thrown;
			}

			const isShorter = this.#options.context.overflowed(thrown.window);
			if (!(await this.#compact()) && !isShorter) {
				this.#sayNoRoom();
				throw thrown;
			}

			return this.#ask();
		}
	}

	/** One model call. The text is in the conversation when it returns or throws. */
	async #ask(): Promise<Answer> {
		const {model, context, maxTokens, journal, signal} = this.#options;
		const calls: ToolCall[] = [];
		const before = this.tokens;
		let reason: string | null = null;
		this.text = '';
		const bound = context.bound();
		try {
			const request = {messages: context.conversation.messages(), tools: context.tools(), ...(maxTokens === undefined ? {} : {maxTokens})};
			for await (const event of untilAborted(model.stream(request, signal), signal)) {
				reason = this.#take(event, calls, bound) ?? reason;
			}

			if (signal.aborted) {
				throw new Interruption('The turn was interrupted.');
			}

			if (reason === null) {
				throw new ModelError('model', `The answer of ${model.name} ended in the middle.`, {retryable: true});
			}
		} catch (thrown) {
			// Calls of a message that did not arrive whole were never made.
			journal.assistant(this.text, []);
			throw thrown;
		}

		journal.assistant(this.text, calls);
		// An endpoint that counts nothing is counted by our own measure.
		this.tokens += this.tokens === before ? context.tokens() : 0;
		return {calls, reason};
	}

	/** Take one model event; gives the reason of an `end`. `bound` is what the request was thought to hold at most. */
	#take(event: ModelEvent, calls: ToolCall[], bound: number): string | undefined {
		const {model, context, journal} = this.#options;
		switch (event.type) {
			case 'text':
				this.text += event.text;
				journal.emit({type: 'text.delta', text: event.text});
				return undefined;
			case 'reasoning':
				journal.emit({type: 'reasoning.delta', text: event.text});
				return undefined;
			case 'tool-call':
				calls.push(event.call);
				return undefined;
			case 'usage': {
				const {inputTokens, outputTokens} = event;
				context.counted(inputTokens, bound);
				this.tokens += inputTokens + outputTokens;
				journal.usage({inputTokens, outputTokens, cost: costOf(model.price ?? null, event)});
				return undefined;
			}
			case 'retry':
				journal.emit(event);
				return undefined;
			case 'end':
				return event.reason;
		}
	}
}
