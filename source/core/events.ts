/**
Everything the agent does, as one closed union. The plain printer, stream-json,
the terminal's reducer and evolution's recorder are renderers of this stream.
*/

import type {AdmissionReport, Backend, Denial, Ended, ErrorCode, Limits, Usage, UsageSample} from '../../sandbox/index.ts';

/** Where a text came from; the lowest ancestor wins: core > user > derived > foreign. */
export type Label = 'core' | 'user' | 'derived' | 'foreign';

/** A picture beside a message: everything but its bytes, which neither events nor transcripts ever hold. */
export interface ImageFacts {
	/** Its path: relative to the workspace, absolute in a granted folder. Untrusted text. */
	readonly name: string;
	readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
	readonly bytes: number;
	readonly width: number;
	readonly height: number;
	/** Of its bytes, in hexadecimal. */
	readonly sha256: string;
	readonly label: Label;
}

export interface ToolSummary {
	readonly id: string;
	readonly name: string;
	/** How the call ended; `refused` and `invalid` never started. */
	readonly ended: Ended | 'refused' | 'invalid';
}

export interface TokenUsage {
	readonly inputTokens: number;
	readonly outputTokens: number;
	/** In US dollars; null when the price is unknown. */
	readonly cost: number | null;
}

export interface ErrorBody {
	readonly code: ErrorCode;
	readonly message: string;
	readonly hint?: string | undefined;
}

export type TurnEnded = 'answer' | 'limit' | 'interrupted' | 'refused' | 'error';

/** The last line of stream-json, the whole of json, and the value of a turn. */
export interface ChatResult {
	readonly type: 'result';
	readonly v: 1;
	readonly ok: boolean;
	readonly text: string;
	readonly session: string;
	readonly model: string;
	readonly steps: number;
	readonly tools: readonly ToolSummary[];
	readonly refused: readonly string[];
	readonly usage: TokenUsage;
	readonly ended: TurnEnded;
	readonly error: ErrorBody | null;
}

/** What happened in a turn by itself, without its place in the stream. */
export type TurnEventBody =
	| {readonly type: 'turn.start'; readonly text: string; readonly model: string; readonly images?: readonly ImageFacts[]}
	| {readonly type: 'step.start'; readonly step: number}
	| {readonly type: 'text.delta'; readonly text: string}
	| {readonly type: 'reasoning.delta'; readonly text: string}
	| {readonly type: 'tool.request'; readonly id: string; readonly name: string; readonly arguments: unknown}
	| {readonly type: 'tool.admission'; readonly id: string; readonly report: AdmissionReport}
	| {
			readonly type: 'tool.start';
			readonly id: string;
			readonly name: string;
			readonly policy: string;
			/** What holds a run in the sandbox. */
			readonly limits?: Limits;
			/** What it is about to change in files, as a unified diff. */
			readonly diff?: string;
	  }
	| {readonly type: 'tool.output'; readonly id: string; readonly stream: 'stdout' | 'stderr'; readonly text: string}
	| {readonly type: 'tool.usage'; readonly id: string; readonly sample: UsageSample}
	| {
			readonly type: 'tool.end';
			readonly id: string;
			readonly name: string;
			readonly ended: ToolSummary['ended'];
			readonly ok: boolean;
			readonly text: string;
			readonly usage: Usage | null;
			/** What held it; null when nothing ran. */
			readonly backend?: Backend | null;
			readonly denied: readonly Denial[];
			readonly label: Label;
	  }
	| {readonly type: 'plan.update'; readonly tasks: readonly PlanTask[]}
	| {
			readonly type: 'question';
			/** Of the call that asks. */
			readonly id: string;
			readonly question: string;
			/** The tool that asks for permission; absent where the model itself asks. */
			readonly tool?: string;
			/** A diff, a command or a program that the question is about. */
			readonly detail?: string | null;
			/** Whether text of strangers is in the model's context. */
			readonly isForeign?: boolean;
			readonly choices?: readonly string[];
	  }
	| {readonly type: 'answer'; readonly id: string; readonly granted: boolean; readonly reason: string | null}
	| {readonly type: 'memory.used'; readonly notes: readonly string[]}
	| {readonly type: 'evolution.notice'; readonly message: string}
	| {
			readonly type: 'context.compacted';
			readonly before: number;
			readonly after: number;
			/** How many older pictures gave way to words, where that was enough and nothing was summed up. */
			readonly images?: number;
	  }
	| ({readonly type: 'usage'} & TokenUsage)
	| {readonly type: 'retry'; readonly attempt: number; readonly delayMs: number; readonly reason: string}
	| ({readonly type: 'error'} & ErrorBody)
	| {readonly type: 'turn.end'; readonly result: ChatResult};

/** What happened, without its place in the stream. */
export type AgentEventBody =
	| TurnEventBody
	/** What the helper of a call did; the ids in `event` are of the helper's own calls. A helper has no helpers. */
	| {readonly type: 'nested'; readonly id: string; readonly event: TurnEventBody};

export interface PlanTask {
	readonly id: string;
	readonly title: string;
	readonly status: 'pending' | 'active' | 'done' | 'dropped';
}

/** One line of stream-json. `seq` counts from 1 within a turn; `ts` is ISO 8601. */
export type AgentEvent = {
	readonly v: 1;
	readonly seq: number;
	readonly ts: string;
	readonly session: string;
	readonly turn: number;
} & AgentEventBody;
