/**
One turn, from a user's message to the result: stream the model, run its calls in order, repeat.

Invariants, whatever happens:
- exactly one `turn.end`, as the last event;
- after the turn, every call in the history has a result, so that the next request is a valid one.
*/

import type {AgentEventBody, ChatResult, ErrorBody, ToolSummary, TurnEnded} from '../core/events.ts';
import {ModelError, type SkillLiteError, toSkillLiteError} from '../../sandbox/index.ts';
import type {ToolCall} from '../core/tool.ts';
import type {ChatMessage, ChatModel, ModelEvent} from '../model/chat-model.ts';
import {appendEntry, type EntryBody, type Session} from '../session/transcript.ts';
import {type AgentTool, plainResult, type ToolResult} from './agent-tool.ts';
import {createFailureLog, type FailureLog} from './failure-log.ts';
import {Interruption, unlessAborted, untilAborted} from './interruption.ts';
import {checkCall} from './check-call.ts';

export interface TurnOptions {
	readonly text: string;
	/** The conversation so far; the turn appends to it. */
	readonly history: ChatMessage[];
	readonly model: ChatModel;
	readonly tools: readonly AgentTool[];
	readonly session: Session;
	readonly maxSteps: number;
	readonly maxTokens: number | undefined;
	readonly signal: AbortSignal;
	readonly emit: (event: AgentEventBody) => void;
}

/** How a turn went, without the numbers that it collected. */
interface Outcome {
	readonly ended: TurnEnded;
	readonly error: ErrorBody | null;
}

/** A tool that is asked to stop gets this long to say how it ended. */
const graceMs = 60;
const interrupted = 'Interrupted, outcome unknown. It is not run again unless the user asks.';

/** Run one turn. Rejects only for faults of this program. */
export async function runTurn(options: TurnOptions): Promise<void> {
	await new Turn(options).run();
}

class Turn {
	readonly #options: TurnOptions;
	readonly #failures: FailureLog = createFailureLog();
	readonly #summaries: ToolSummary[] = [];
	readonly #refused: string[] = [];
	readonly #usage = {inputTokens: 0, outputTokens: 0};
	#unmet: ErrorBody | null = null;
	/** Why the transcript could not be written. */
	#unwritten: SkillLiteError | null = null;
	#text = '';
	#steps = 0;

	constructor(options: TurnOptions) {
		this.#options = options;
	}

	async run(): Promise<void> {
		const {text, history, model, session} = this.#options;
		let outcome: Outcome;
		try {
			appendEntry(session, {type: 'user', text});
			this.#emit({type: 'turn.start', text, model: model.name});
			history.push({role: 'user', content: text});
			outcome = await this.#loop();
		} catch (thrown) {
			outcome = this.#outcomeOf(thrown);
		}

		const {text: _, ...summary} = this.#result(outcome);
		this.#record({...summary, type: 'turn.end'});
		if (this.#unwritten && outcome.ended !== 'error') {
			outcome = this.#outcomeOf(this.#unwritten);
		}

		this.#emit({type: 'turn.end', result: this.#result(outcome)});
	}

	async #loop(): Promise<Outcome> {
		while (this.#steps < this.#options.maxSteps) {
			if (this.#unwritten) {
				throw this.#unwritten;
			}

			this.#steps++;
			this.#emit({type: 'step.start', step: this.#steps});
			const {calls, reason} = await this.#answer();
			if (calls.length === 0) {
				return reason === 'length' ? {ended: 'limit', error: null} : this.#answered();
			}

			const stop = await this.#runCalls(calls);
			if (stop) {
				return stop;
			}
		}

		this.#say(`Stopped after ${this.#steps} ${this.#steps === 1 ? 'step' : 'steps'} without an answer.`);
		return {ended: 'limit', error: null};
	}

	#answered(): Outcome {
		return this.#unmet ? {ended: 'refused', error: this.#unmet} : {ended: 'answer', error: null};
	}

	/** One model call. The text is in the history when it returns or throws. */
	async #answer(): Promise<{readonly calls: readonly ToolCall[]; readonly reason: string}> {
		const {model, history, tools, maxTokens, signal} = this.#options;
		const calls: ToolCall[] = [];
		let reason: string | null = null;
		this.#text = '';
		try {
			const request = {messages: [...history], tools, ...(maxTokens === undefined ? {} : {maxTokens})};
			for await (const event of untilAborted(model.stream(request, signal), signal)) {
				reason = this.#take(event, calls) ?? reason;
			}

			if (signal.aborted) {
				throw new Interruption('The turn was interrupted.');
			}

			if (reason === null) {
				throw new ModelError('model', `The answer of ${model.name} ended in the middle.`, {retryable: true});
			}
		} catch (thrown) {
			// Calls of a message that did not arrive whole were never made.
			this.#remember([]);
			throw thrown;
		}

		this.#remember(calls);
		return {calls, reason};
	}

	/** Take one model event; gives the reason of an `end`. */
	#take(event: ModelEvent, calls: ToolCall[]): string | undefined {
		switch (event.type) {
			case 'text':
				this.#text += event.text;
				this.#emit({type: 'text.delta', text: event.text});
				return undefined;
			case 'reasoning':
				this.#emit({type: 'reasoning.delta', text: event.text});
				return undefined;
			case 'tool-call':
				calls.push(event.call);
				return undefined;
			case 'usage':
				this.#usage.inputTokens += event.inputTokens;
				this.#usage.outputTokens += event.outputTokens;
				this.#emit({type: 'usage', inputTokens: event.inputTokens, outputTokens: event.outputTokens, cost: null});
				return undefined;
			case 'retry':
				this.#emit(event);
				return undefined;
			case 'end':
				return event.reason;
		}
	}

	#remember(calls: readonly ToolCall[]): void {
		if (this.#text === '' && calls.length === 0) {
			return;
		}

		const message = {role: 'assistant', content: this.#text, ...(calls.length > 0 ? {toolCalls: calls} : {})} as const;
		this.#options.history.push(message);
		this.#record({type: 'assistant', text: this.#text, calls});
	}

	/** Run the calls of one message in order; gives the outcome when the turn has to stop. */
	async #runCalls(calls: readonly ToolCall[]): Promise<Outcome | null> {
		for (const [index, call] of calls.entries()) {
			try {
				const stop = await this.#runCall(call);
				if (stop) {
					this.#closeCalls(calls.slice(index + 1), 'Not run: the turn stopped before it.');
					return stop;
				}
			} catch (thrown) {
				this.#closeCalls(calls.slice(index), thrown instanceof Interruption ? interrupted : 'Not run: the turn failed.');
				throw thrown;
			}
		}

		return null;
	}

	async #runCall(call: ToolCall): Promise<Outcome | null> {
		const {tools, signal} = this.#options;
		const checked = checkCall(call, tools);
		this.#emit({type: 'tool.request', id: call.id, name: call.name, arguments: checked.ok ? checked.input : call.argumentsText});
		if (signal.aborted) {
			throw new Interruption('The turn was interrupted.');
		}

		const result = checked.ok
			? await this.#runTool(call, checked.tool, checked.input)
			: plainResult({ok: false, text: checked.fault, ended: 'invalid', label: 'core'});
		const {remark, stop} = this.#failures.note(call, result);
		this.#finishCall(call, remark ? {...result, text: `${result.text}\n\n${remark}`} : result);
		const {refusal} = result;
		if (refusal?.by === 'fatal') {
			return {ended: 'error', error: this.#announce(refusal.error)};
		}

		if (refusal?.by === 'unmet') {
			this.#unmet ??= refusal.error;
		}

		return stop ? {ended: 'error', error: this.#announce({code: 'skill-failed', message: stop})} : null;
	}

	async #runTool(call: ToolCall, tool: AgentTool, input: Readonly<Record<string, unknown>>): Promise<ToolResult> {
		const {signal, session} = this.#options;
		let isLive = true;
		const emit = (event: AgentEventBody) => {
			// A run that was given up may still be at its consent question: it must not start any more.
			if (!isLive || (event.type === 'tool.start' && signal.aborted)) {
				throw new Interruption('The turn was interrupted.');
			}

			if (event.type === 'tool.start') {
				appendEntry(session, {type: 'tool.start', call: call.id, name: call.name, policy: event.policy});
			}

			this.#emit(event.type === 'tool.start' ? {...event, name: call.name} : event);
		};

		try {
			return await unlessAborted(tool.run(input, {callId: call.id, signal, emit}), signal, graceMs);
		} finally {
			isLive = false;
		}
	}

	#finishCall(call: ToolCall, result: ToolResult): void {
		const {ended, ok, text, usage, denied, label, backend, refusal} = result;
		const body = {id: call.id, name: call.name, ended, ok, text, usage, denied, label, backend} as const;
		this.#summaries.push({id: call.id, name: call.name, ended});
		if (refusal) {
			this.#refused.push(call.name);
		}

		this.#options.history.push({role: 'tool', toolCallId: call.id, name: call.name, content: text || '(no output)', ok});
		this.#emit({type: 'tool.end', ...body});
		const {id, ...rest} = body;
		this.#record({type: 'tool.end', call: id, ...rest});
	}

	/** Write down what already happened; a failure ends the turn at the next step. */
	#record(entry: EntryBody): void {
		try {
			appendEntry(this.#options.session, entry);
		} catch (thrown) {
			this.#unwritten ??= toSkillLiteError(thrown);
		}
	}

	/** Give calls that will not be run their results. */
	#closeCalls(calls: readonly ToolCall[], text: string): void {
		for (const call of calls) {
			this.#finishCall(call, plainResult({ok: false, text, ended: 'cancelled', label: 'core'}));
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
		this.#emit({type: 'error', ...error});
		return error;
	}

	#say(text: string): void {
		this.#text = text;
		this.#emit({type: 'text.delta', text});
		this.#remember([]);
	}

	#result({ended, error}: Outcome): ChatResult {
		const {session, model} = this.#options;
		return {
			type: 'result',
			v: 1,
			ok: ended === 'answer',
			text: this.#text,
			session: session.id,
			model: model.name,
			steps: this.#steps,
			tools: this.#summaries,
			refused: [...new Set(this.#refused)],
			usage: {...this.#usage, cost: null},
			ended,
			error,
		};
	}

	#emit(event: AgentEventBody): void {
		this.#options.emit(event);
	}
}
