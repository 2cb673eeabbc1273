/** One turn as events: what was called, how it ended, what had to be planned anew. Writes nothing itself. */

import {randomBytes} from 'node:crypto';
import type {AgentEvent, ChatResult, Label, TurnEventBody} from '../../core/events.ts';
import {lowestLabel} from '../../core/label.ts';
import type {ToolDefinition} from '../../core/tool.ts';
import {judgeCall} from './classify-error.ts';
import {type DescribedCall, describeCall, strongerKind, toolClassOf} from './describe-call.ts';
import type {EventBody, Language, ReplanReason, TaskKind, TaskStatus, ToolClass} from './event.ts';

interface OpenCall {
	readonly described: DescribedCall;
	/** The check of the user's that it runs; null for any other call. */
	readonly check: string | null;
	startedMs: number;
}

export interface TaskSettings {
	readonly tools: readonly ToolDefinition[];
	/** The user's checks: commands by name. */
	readonly checks: Readonly<Record<string, string>>;
	/** The lowest label of the conversation so far. */
	readonly label: Label;
}

export class TaskRecord {
	readonly id = randomBytes(8).toString('hex');
	/** The lowest label of what the model was given so far. */
	label: Label;
	readonly #settings: TaskSettings;
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
	/** Something was done that may have changed what a check looks at. */
	#hasActed = false;

	constructor(settings: TaskSettings, startedMs: number) {
		this.#settings = settings;
		this.label = settings.label;
		this.#startedMs = startedMs;
	}

	/** What an event of the agent's stream amounts to: often nothing. */
	take(event: AgentEvent, nowMs: number): readonly EventBody[] {
		switch (event.type) {
			case 'step.start':
				this.#step = event.step;
				return [];
			case 'tool.request':
				this.#calls.set(event.id, this.#openCall(event.name, event.arguments, nowMs));
				return this.#failed ? this.#replan(this.#failed) : [];
			case 'tool.start':
				return this.#startCall(event.id, nowMs);
			case 'tool.end':
				return this.#endCall(event, nowMs);
			case 'nested':
				this.#helped(event.event);
				return [];
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

	#openCall(name: string, input: unknown, startedMs: number): OpenCall {
		const {tools, checks} = this.#settings;
		const command = commandOf(name, input);
		const check = Object.keys(checks).find(key => checks[key]?.trim() === command) ?? null;
		return {described: describeCall(name, input, tools), check, startedMs};
	}

	#endCall(event: Extract<AgentEvent, {type: 'tool.end'}>, nowMs: number): readonly EventBody[] {
		// A call that was never asked for was closed unrun, with others of its message.
		const open = this.#calls.get(event.id) ?? this.#openCall(event.name, {}, nowMs);
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
		const call = {
			type: 'tool.call',
			tool,
			class: toolClass,
			arguments: given,
			ms,
			outcome,
			error,
			bytes: Buffer.byteLength(event.text),
		} as const;
		return [call, ...this.#checkedBy(event, open.check, toolClass, ms)];
	}

	/** A check that ran to its end says something; any other deed makes what an earlier one said old. */
	#checkedBy(event: Extract<AgentEvent, {type: 'tool.end'}>, check: string | null, toolClass: ToolClass, ms: number): readonly EventBody[] {
		if (check === null) {
			this.#acted(event.ok, toolClass);
			return [];
		}

		if (event.ended !== 'exit') {
			return [];
		}

		const [phase, exit] = [this.#hasActed ? 'after' : 'before', event.ok ? 0 : 1] as const;
		if (phase === 'after') {
			this.checked(exit);
		}

		return [{type: 'check', check, exit, ms, phase}];
	}

	/** The calls of a helper are no outcomes of this turn's: they followed from a goal that the model wrote. What they did is done. */
	#helped(event: TurnEventBody): void {
		if (event.type === 'tool.end' && event.ended !== 'invalid') {
			const toolClass = toolClassOf(event.name);
			this.#kind = strongerKind(this.#kind, toolClass);
			this.#acted(event.ok, toolClass);
		}
	}

	/** A deed makes what an earlier check said old. */
	#acted(ok: boolean, toolClass: ToolClass): void {
		const acts = ok && (toolClass === 'write' || toolClass === 'execute');
		this.#hasActed ||= acts;
		this.#isVerified &&= !acts;
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

/** The command of a call of `bash`; null for any other call. */
function commandOf(name: string, input: unknown): string | null {
	const {command}: {readonly command?: unknown} = {...(typeof input === 'object' ? input : {})};
	return name === 'bash' && typeof command === 'string' ? command.trim() : null;
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
