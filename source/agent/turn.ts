/**
One turn, from a user's message to the result: stream the model, run its calls, repeat.

Invariants, whatever happens:
- exactly one `turn.end`, as the last event;
- after the turn, every call in the conversation has a result, so that the next request is a valid one.
*/

import type {AgentEventBody, ErrorBody, ImageFacts} from '../core/events.ts';
import {toSkillLiteError} from '../../sandbox/index.ts';
import type {ToolCall} from '../core/tool.ts';
import type {ChatModel} from '../model/chat-model.ts';
import type {Recalled} from '../session/notes/memory.ts';
import type {Session} from '../session/transcript.ts';
import type {AgentTool} from './agent-tool.ts';
import type {CallStops} from './call-stops.ts';
import type {Context} from './context.ts';
import {createFailureLog, type FailureLog} from './failure-log.ts';
import {Interruption} from './interruption.ts';
import {ModelSteps} from './model-steps.ts';
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

/** Run one turn; gives the first consent, trust or check that nobody could supply. Rejects only for faults of this program. */
export async function runTurn(options: TurnOptions): Promise<ErrorBody | null> {
	return await new Turn(options).run();
}

class Turn {
	readonly #options: TurnOptions;
	readonly #failures: FailureLog = createFailureLog();
	readonly #journal: TurnJournal;
	readonly #model: ModelSteps;
	#unmet: ErrorBody | null = null;
	/** What is said in the place of an answer. */
	#remark: string | null = null;
	#steps = 0;

	constructor(options: TurnOptions) {
		this.#options = options;
		const {context, model, session, manifest, maxTokens, errand, signal, emit} = options;
		this.#journal = new TurnJournal({conversation: context.conversation, session, manifest, errand, emit});
		this.#model = new ModelSteps({context, model, transcript: session.path, maxTokens, journal: this.#journal, signal});
	}

	async run(): Promise<ErrorBody | null> {
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
		return this.#unmet;
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
			await this.#model.makeRoom();
			this.#journal.emit({type: 'step.start', step: this.#steps});
			const {calls, reason} = await this.#model.answer();
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
		return tokenBudget !== undefined && this.#model.tokens + context.tokens() > tokenBudget;
	}

	#answered(): Outcome {
		return this.#unmet ? {ended: 'refused', error: this.#unmet} : {ended: 'answer', error: null};
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
		this.#remark = text;
		this.#journal.emit({type: 'text.delta', text});
		this.#journal.assistant(text, []);
	}

	#result(outcome: Outcome) {
		return this.#journal.result(outcome, {
			text: this.#remark ?? this.#model.text,
			model: this.#options.model.name,
			steps: this.#allSteps(),
		});
	}
}
