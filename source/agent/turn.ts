/**
One turn, from a user's message to the result: stream the model, run its calls, repeat.

Invariants, whatever happens:
- exactly one `turn.end`, as the last event;
- after the turn, every call in the conversation has a result, so that the next request is a valid one.
*/

import type {AgentEventBody, ErrorBody, ImageFacts} from '../core/events.ts';
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
import type {PlanMode} from './plan-mode.ts';
import {type CallsOutcome, runCalls} from './run-calls.ts';
import {type Errand, type Outcome, TurnJournal} from './turn-journal.ts';

export interface TurnOptions {
	readonly text: string;
	/** Beside the text; their bytes are with the session. */
	readonly images: readonly ImageFacts[];
	/** The conversation so far; the turn appends to it. */
	readonly context: Context;
	readonly model: ChatModel;
	readonly tools: readonly AgentTool[];
	readonly session: Session;
	/** What evolution had contributed. */
	readonly manifest: string | null;
	/** The notes that may matter for the message. */
	readonly recall: ((message: string, signal: AbortSignal) => Recalled | null | Promise<Recalled | null>) | undefined;
	/** How the person wants it planned, where that is not what the session began with. */
	readonly plan: PlanMode | null;
	readonly maxSteps: number;
	readonly maxTokens: number | undefined;
	/** What the person does with a tool, in the place of what a model would answer. */
	readonly act?: ToolCall | undefined;
	readonly stops: CallStops;
	/** Whose turn it is, where it is a helper's. */
	readonly errand?: Errand;
	/** Most tokens of all requests together, looked at before each; no bound when left out. */
	readonly tokenBudget?: number;
	readonly signal: AbortSignal;
	readonly emit: (event: AgentEventBody) => void;
}

/** Of the window: what a summary has to take the place of before it is asked for. */
const leastShare = 0.05;
/** The same where instructions and tools alone fill it by our count: a summary would gain little, and be asked for at every step. */
const hopelessShare = 0.25;

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
	/** Of all requests so far, by the endpoint's count where it gives one. */
	#tokens = 0;

	constructor(options: TurnOptions) {
		this.#options = options;
		const {context, session, manifest, errand, emit} = options;
		this.#journal = new TurnJournal({conversation: context.conversation, session, manifest, errand, emit});
	}

	async run(): Promise<void> {
		const {text, images, model, recall, plan, act, signal} = this.#options;
		const journal = this.#journal;
		let outcome: Outcome;
		try {
			// The offline planner matches words, and would match those of notes.
			const isAlone = model.offline || act !== undefined;
			const recalled = isAlone ? null : ((await recall?.(text, signal)) ?? null);
			journal.user(text, {recalled, plan: isAlone ? null : plan, images});
			journal.emit({type: 'turn.start', text, model: model.name, ...(images.length > 0 ? {images} : {})});
			if (recalled) {
				journal.emit({type: 'memory.used', notes: recalled.notes});
			}

			outcome = act ? await this.#perform(act) : await this.#loop();
		} catch (thrown) {
			outcome = this.#outcomeOf(thrown);
		}

		const {text: _, ...summary} = this.#result(outcome);
		const scale = this.#options.context.measured();
		journal.record({...summary, type: 'turn.end', ...(scale === null ? {} : {scale})});
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
		const {context, tools, stops, errand, maxSteps, signal} = this.#options;
		return runCalls(calls, {
			tools,
			conversation: context.conversation,
			journal: this.#journal,
			failures: this.#failures,
			stops,
			stepsLeft: () => maxSteps - this.#allSteps(),
			asker: errand?.asker,
			signal,
		});
	}

	async #loop(): Promise<Outcome> {
		const {maxSteps} = this.#options;
		while (this.#allSteps() < maxSteps && !this.#isSpent()) {
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

		const steps = this.#allSteps();
		this.#say(`Stopped after ${steps} ${steps === 1 ? 'step' : 'steps'} without an answer.`);
		return {ended: 'limit', error: null};
	}

	/** Those of its helpers are calls of the model as any other. */
	#allSteps(): number {
		return this.#steps + this.#journal.helperSteps;
	}

	#isSpent(): boolean {
		const {tokenBudget, context} = this.#options;
		return tokenBudget !== undefined && this.#tokens + context.tokens() > tokenBudget;
	}

	#answered(): Outcome {
		return this.#unmet ? {ended: 'refused', error: this.#unmet} : {ended: 'answer', error: null};
	}

	/** Compact before the model is asked with more than it can take in. */
	async #makeRoom(): Promise<void> {
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
			this.#journal.emit({type: 'retry', attempt: 1, delayMs: 0, reason});
		}
	}

	/** Whether anything was gained. */
	async #compact(least = 0): Promise<boolean> {
		const {context, model, session, signal} = this.#options;
		const compacted = await compact({
			context,
			model,
			signal,
			transcript: session.path,
			imagesFirst: true,
			record: entry => void this.#journal.record(entry),
			usage: usage => this.#journal.usage(usage),
			least,
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

			const isShorter = this.#options.context.overflowed(thrown.window);
			if (!(await this.#compact()) && !isShorter) {
				this.#sayNoRoom();
				throw thrown;
			}

			return this.#answer();
		}
	}

	/** One model call. The text is in the conversation when it returns or throws. */
	async #answer(): Promise<Answer> {
		const {model, context, maxTokens, signal} = this.#options;
		const calls: ToolCall[] = [];
		const before = this.#tokens;
		let reason: string | null = null;
		this.#text = '';
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
			this.#journal.assistant(this.#text, []);
			throw thrown;
		}

		this.#journal.assistant(this.#text, calls);
		// An endpoint that counts nothing is counted by our own measure.
		this.#tokens += this.#tokens === before ? context.tokens() : 0;
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
				this.#tokens += inputTokens + outputTokens;
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
		return this.#journal.result(outcome, {text: this.#text, model: this.#options.model.name, steps: this.#allSteps()});
	}
}
