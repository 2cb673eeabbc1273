/** A tool that the agent can run, and what a run gives back. */

import type {Backend, Denial, Usage} from '../../sandbox/index.ts';
import type {AgentEventBody, ErrorBody, Label, ToolSummary} from '../core/events.ts';
import type {ToolDefinition} from '../core/tool.ts';

export interface ToolContext {
	/** The id of the call, for the events of this run. */
	readonly callId: string;
	readonly signal: AbortSignal;
	/** `tool.start` is on disk when this returns; it throws when that fails, and then the tool may not start. */
	readonly emit: (event: AgentEventBody) => void;
	/** The least trusted text that the model has before it, with which it wrote this call. */
	readonly label: Label;
	/** The transcript's entry of the message that this turn answers: where an undo of what the call changes goes back to. */
	readonly turnEntry: string;
	/** Model calls that the turn has left; none where it is left out. */
	readonly stepsLeft?: number;
	/** Who asks a person, where it is not the agent itself. Display-safe. */
	readonly asker?: string | undefined;
}

export interface ToolResult {
	readonly ok: boolean;
	/** What the model reads. */
	readonly text: string;
	readonly ended: ToolSummary['ended'];
	readonly usage: Usage | null;
	readonly denied: readonly Denial[];
	readonly label: Label;
	readonly backend: Backend | null;
	/** Why the tool was not run at all, or what it had to leave undone; null when it ran or failed on its own. */
	readonly refusal: Refusal | null;
}

export interface Refusal {
	/**
	`person`: somebody was asked and said no; the turn goes on as any other.
	`rule`: what a person laid down before says no, or what no tool may touch; the turn goes on, too.
	`unmet`: consent, trust or a check was lacking and nobody could supply it; the turn ends as refused.
	`fatal`: no tool can run here; the turn ends now.
	*/
	readonly by: 'person' | 'rule' | 'unmet' | 'fatal';
	readonly error: ErrorBody;
}

export interface AgentTool extends ToolDefinition {
	/** It only reads and asks nobody, so that it may run beside others of its kind. */
	readonly isReading?: boolean;
	/** Run with checked arguments. Rejects only for broken contracts; failures and refusals are results. */
	run(args: Readonly<Record<string, unknown>>, context: ToolContext): Promise<ToolResult>;
}

/** A result that was never run by the sandbox: a text that was read, or a fault in the call. */
export function plainResult(result: Pick<ToolResult, 'ok' | 'text' | 'ended' | 'label'>): ToolResult {
	return {...result, usage: null, denied: [], backend: null, refusal: null};
}
