/**
One turn, from a user's message to the result: stream the model, run its calls, repeat.

Invariants, whatever happens:
- exactly one `turn.end`, as the last event;
- after the turn, every call in the conversation has a result, so that the next request is a valid one.
*/

import type {AgentEventBody, ErrorBody} from '../core/events.ts';
import {ModelError, toSkillLiteError} from '../../sandbox/index.ts';
import type {ToolCall} from '../core/tool.ts';
import type {ChatModel, ModelEvent} from '../model/chat-model.ts';
import {ContextOverflow} from '../model/context-overflow.ts';
import {costOf} from '../model/prices.ts';
import type {Recalled} from '../session/notes/memory.ts';
import type {Session} from '../session/transcript.ts';
import type {AgentTool} from './agent-tool.ts';
import type {CallStops} from './call-stops.ts';
import {compact} from './compaction.ts';
import type {Context} from './context.ts';
import {createFailureLog, type FailureLog} from './failure-log.ts';
import {Interruption, untilAborted} from './interruption.ts';
import {type CallsOutcome, runCalls} from './run-calls.ts';
import {type Outcome, TurnJournal} from './turn-journal.ts';

export interface TurnOptions {
	readonly text: string;
	/** The conversation so far; the turn appends to it. */
	readonly context: Context;
	readonly model: ChatModel;
	readonly tools: readonly AgentTool[];
	readonly session: Session;
	/** What evolution had contributed. */
	readonly manifest: string | null;
	/** The notes that may matter for the message. */
	readonly recall: ((message: string, signal: AbortSignal) => Recalled | null | Promise<Recalled | null>) | undefined;
	readonly maxSteps: number;
	readonly maxTokens: number | undefined;
	/** What the person does with a tool, in the place of what a model would answer. */
	readonly act?: ToolCall | undefined;
	readonly stops: CallStops;
	readonly signal: AbortSignal;
	readonly emit: (event: AgentEventBody) => void;
}

interface Answer {
	readonly calls: readonly ToolCall[];
	readonly reason: string;
}

/** Run one turn. Rejects only for faults of this program. */
export async function runTurn(options: TurnOptions): Promise<void> {
	await new Turn(options).run();
}

class Turn {
	readonly #options: TurnOptions;
	readonly #failures: FailureLog = createFailureLog();
	readonly #journal: TurnJournal;
	#unmet: ErrorBody | null = null;
	#text = '';
	#steps = 0;

	constructor(options: TurnOptions) {
		this.#options = options;
		const {context, session, manifest, emit} = options;
		this.#journal = new TurnJournal({conversation: context.conversation, session, manifest, emit});
	}

	async run(): Promise<void> {
		const {text, model, recall, act, signal} = this.#options;
		const journal = this.#journal;
		let outcome: Outcome;
		try {
			// The offline planner matches words, and would match those of notes.
			const recalled = model.offline || act ? null : ((await recall?.(text, signal)) ?? null);
			journal.user(text, recalled);
			journal.emit({type: 'turn.start', text, model: model.name});
			if (recalled) {
				journal.emit({type: 'memory.used', notes: recalled.notes});
			}

			outcome = act ? await this.#perform(act) : await this.#loop();
		} catch (thrown) {
			outcome = this.#outcomeOf(thrown);
		}

		const {text: _, ...summary} = this.#result(outcome);
		journal.record({...summary, type: 'turn.end'});
		if (journal.unwritten && outcome.ended !== 'error') {
			outcome = this.#outcomeOf(journal.unwritten);
		}

		journal.emit({type: 'turn.end', result: this.#result(outcome)});
	}

	/** The call stands in the conversation as any other does, so that what it printed is known from then on. */
	async #perform(call: ToolCall): Promise<Outcome> {
		this.#journal.assistant('', [call]);
		const {stop} = await this.#run([call]);
		return stop ? {ended: 'error', error: this.#announce(stop)} : {ended: 'answer', error: null};
	}

	#run(calls: readonly ToolCall[]): Promise<CallsOutcome> {
		const {context, tools, stops, signal} = this.#options;
		return runCalls(calls, {tools, conversation: context.conversation, journal: this.#journal, failures: this.#failures, stops, signal});
	}

	async #loop(): Promise<Outcome> {
		const {maxSteps} = this.#options;
		while (this.#steps < maxSteps) {
			if (this.#journal.unwritten) {
				throw this.#journal.unwritten;
			}

			this.#steps++;
			await this.#makeRoom();
			this.#journal.emit({type: 'step.start', step: this.#steps});
			const {calls, reason} = await this.#answerInRoom();
			if (calls.length === 0) {
				return reason === 'length' ? {ended: 'limit', error: null} : this.#answered();
			}

			const outcome = await this.#run(calls);
			this.#unmet ??= outcome.unmet;
			if (outcome.stop) {
				return {ended: 'error', error: this.#announce(outcome.stop)};
			}
		}

		this.#say(`Stopped after ${this.#steps} ${this.#steps === 1 ? 'step' : 'steps'} without an answer.`);
		return {ended: 'limit', error: null};
	}

	#answered(): Outcome {
		return this.#unmet ? {ended: 'refused', error: this.#unmet} : {ended: 'answer', error: null};
	}

	/** Compact before the model is asked with more than it can take in. */
	async #makeRoom(): Promise<void> {
		const {context, model, signal} = this.#options;
		// A server on this machine has loaded the model, and knows its window, once it has answered.
		if (this.#steps > 1 || context.isFull(model)) {
			await context.findWindow(model, signal);
		}

		if (context.isFull(model)) {
			await this.#compact();
		}
	}

	/** Whether anything was gained. */
	async #compact(): Promise<boolean> {
		const {context, model, signal} = this.#options;
		const compacted = await compact({
			context,
			model,
			signal,
			record: entry => void this.#journal.record(entry),
			usage: usage => this.#journal.usage(usage),
		});
		if (compacted) {
			this.#journal.emit({type: 'context.compacted', ...compacted});
		}

		return compacted !== null && compacted.after < compacted.before;
	}

	/** One model call; when the endpoint says that the conversation is too long, once more with a shorter one. */
	async #answerInRoom(): Promise<Answer> {
		try {
			return await this.#answer();
		} catch (thrown) {
			if (!(thrown instanceof ContextOverflow)) {
				throw thrown;
			}

			this.#options.context.overflowed(this.#options.model, thrown.window);
			if (!(await this.#compact())) {
				throw thrown;
			}

			return this.#answer();
		}
	}

	/** One model call. The text is in the conversation when it returns or throws. */
	async #answer(): Promise<Answer> {
		const {model, context, tools, maxTokens, signal} = this.#options;
		const calls: ToolCall[] = [];
		let reason: string | null = null;
		this.#text = '';
		const bound = context.bound();
		try {
			const request = {messages: context.conversation.messages(), tools, ...(maxTokens === undefined ? {} : {maxTokens})};
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
			this.#journal.assistant(this.#text, []);
			throw thrown;
		}

		this.#journal.assistant(this.#text, calls);
		return {calls, reason};
	}

	/** Take one model event; gives the reason of an `end`. `bound` is what the request was thought to hold at most. */
	#take(event: ModelEvent, calls: ToolCall[], bound: number): string | undefined {
		const {model, context} = this.#options;
		switch (event.type) {
			case 'text':
				this.#text += event.text;
				this.#journal.emit({type: 'text.delta', text: event.text});
				return undefined;
			case 'reasoning':
				this.#journal.emit({type: 'reasoning.delta', text: event.text});
				return undefined;
			case 'tool-call':
				calls.push(event.call);
				return undefined;
			case 'usage': {
				const {inputTokens, outputTokens} = event;
				context.counted(inputTokens, bound);
				this.#journal.usage({inputTokens, outputTokens, cost: costOf(model.price ?? null, event)});
				return undefined;
			}
			case 'retry':
				this.#journal.emit(event);
				return undefined;
			case 'end':
				return event.reason;
		}
	}

	#outcomeOf(thrown: unknown): Outcome {
		if (thrown instanceof Interruption || this.#options.signal.aborted) {
			return {ended: 'interrupted', error: null};
		}

		const {code, message, hint} = toSkillLiteError(thrown);
		return {ended: 'error', error: this.#announce({code, message, hint})};
	}

	#announce(error: ErrorBody): ErrorBody {
		this.#journal.emit({type: 'error', ...error});
		return error;
	}

	#say(text: string): void {
		this.#text = text;
		this.#journal.emit({type: 'text.delta', text});
		this.#journal.assistant(text, []);
	}

	#result(outcome: Outcome) {
		return this.#journal.result(outcome, {text: this.#text, model: this.#options.model.name, steps: this.#steps});
	}
}
