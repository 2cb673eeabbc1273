/** One turn as events: what was called, how it ended, what had to be planned anew. Writes nothing itself. */

import {randomBytes} from 'node:crypto';
import type {AgentEvent, ChatResult, Label} from '../../core/events.ts';
import {lowestLabel} from '../../core/label.ts';
import type {ToolDefinition} from '../../core/tool.ts';
import {judgeCall} from './classify-error.ts';
import {type DescribedCall, describeCall, strongerKind} from './describe-call.ts';
import type {EventBody, Language, ReplanReason, TaskKind, TaskStatus} from './event.ts';

interface OpenCall {
	readonly described: DescribedCall;
	startedMs: number;
}

export class TaskRecord {
	readonly id = randomBytes(8).toString('hex');
	/** The lowest label of what the model was given so far. */
	label: Label;
	readonly #tools: readonly ToolDefinition[];
	readonly #startedMs: number;
	readonly #calls = new Map<string, OpenCall>();
	readonly #languages = new Set<Language>();
	#kind: TaskKind = 'answer';
	readonly #counts = {replans: 0, calls: 0, failures: 0};
	/** Something failed, and nothing was tried since. */
	#failed: ReplanReason | null = null;
	/** The titles of the plan, to see whether it changed. */
	#plan: string | null = null;
	#step = 0;
	#isVerified = false;

	constructor(tools: readonly ToolDefinition[], label: Label, startedMs: number) {
		this.#tools = tools;
		this.label = label;
		this.#startedMs = startedMs;
	}

	/** What an event of the agent's stream amounts to: often nothing. */
	take(event: AgentEvent, nowMs: number): readonly EventBody[] {
		switch (event.type) {
			case 'step.start':
				this.#step = event.step;
				return [];
			case 'tool.request':
				this.#calls.set(event.id, {described: describeCall(event.name, event.arguments, this.#tools), startedMs: nowMs});
				return this.#failed ? this.#replan(this.#failed) : [];
			case 'tool.start':
				return this.#startCall(event.id, nowMs);
			case 'tool.end':
				return [this.#endCall(event, nowMs)];
			case 'plan.update':
				return this.#changePlan(event.tasks.map(({title}) => title).join('\n'));
			case 'turn.end':
				return [this.#end(event.result, nowMs)];
			default:
				// Texts and samples: nothing is learnt from them.
				return [];
		}
	}

	/** A check ran after the work: what it says is what counts as verified. */
	checked(exit: number): void {
		this.#isVerified = exit === 0;
		this.#failed = exit === 0 ? this.#failed : 'check-failed';
	}

	/** What a person took to answer a question is no time of the tool's. */
	#startCall(id: string, nowMs: number): readonly EventBody[] {
		const call = this.#calls.get(id);
		if (call) {
			call.startedMs = nowMs;
		}

		return [];
	}

	#endCall(event: Extract<AgentEvent, {type: 'tool.end'}>, nowMs: number): EventBody {
		// A call that was never asked for was closed unrun, with others of its message.
		const open = this.#calls.get(event.id) ?? {described: describeCall(event.name, {}, this.#tools), startedMs: nowMs};
		const {tool, class: toolClass, arguments: given, languages, known} = open.described;
		const {outcome, error} = judgeCall(event, toolClass, known);
		const isFailure = outcome === 'error' || outcome === 'timeout';
		this.#calls.delete(event.id);
		this.label = lowestLabel([this.label, event.label]);
		this.#kind = strongerKind(this.#kind, toolClass);
		this.#counts.calls += 1;
		this.#counts.failures += isFailure ? 1 : 0;
		this.#failed = isFailure ? 'tool-error' : null;
		for (const language of languages) {
			this.#languages.add(language);
		}

		const ms = Math.max(0, nowMs - open.startedMs);
		return {type: 'tool.call', tool, class: toolClass, arguments: given, ms, outcome, error, bytes: Buffer.byteLength(event.text)};
	}

	#changePlan(titles: string): readonly EventBody[] {
		const isNew = this.#plan === null || this.#plan === titles;
		this.#plan = titles;
		return isNew ? [] : this.#replan(this.#failed ?? 'self');
	}

	#replan(reason: ReplanReason): readonly EventBody[] {
		this.#counts.replans += 1;
		this.#failed = null;
		return [{type: 'replan', reason, step: this.#step}];
	}

	#end(result: ChatResult, nowMs: number): EventBody {
		return {
			type: 'task.end',
			status: statusOf(result),
			verified: this.#isVerified ? 'check' : 'none',
			kind: this.#kind,
			languages: [...this.#languages],
			...this.#counts,
			...result.usage,
			ms: Math.max(0, nowMs - this.#startedMs),
		};
	}
}

/** What stopped for want of a model, of consent or by the person says nothing of how well the task was done. */
function statusOf({ended, error}: ChatResult): TaskStatus {
	switch (ended) {
		case 'answer':
			return 'done';
		case 'limit':
			return 'failed';
		case 'interrupted':
		case 'refused':
			return 'aborted';
		case 'error':
			return error?.code === 'skill-failed' ? 'failed' : 'aborted';
	}
}
