/** What a transcript is made of. Blocks are never changed, only replaced, so that what was drawn of one stays valid. */

import type {Backend, Denial, Limits, Usage} from '../../../sandbox/index.ts';
import type {PlanTask, ToolSummary} from '../../core/events.ts';
import type {Tone} from '../line.ts';
import type {Reading} from './meter.ts';

/** What the agent says: parts that are complete, and the one that still grows. */
export interface AgentBlock {
	readonly kind: 'agent';
	readonly id: number;
	readonly closed: readonly string[];
	readonly tail: string;
	/** It follows a tool or a notice, which end without a blank line; as with what a person says. */
	readonly isApart: boolean;
}

/** What is known of a run in the sandbox. */
export interface Metered {
	readonly name: string;
	/** The newest sample; null until there is one. */
	readonly reading: Reading | null;
	readonly limits: Limits;
	/** Of the whole run; null until it is over, and where nothing ran in the sandbox. */
	readonly usage: Usage | null;
	readonly backend: Backend | null;
	readonly denied: readonly Denial[];
}

export interface HelperCall extends Metered {
	readonly id: string;
	/** On one line. */
	readonly line: string;
	/** The file that it writes; null for none. */
	readonly path: string | null;
	readonly state: 'requested' | 'running' | 'done' | 'failed';
	/** Characters that it printed. */
	readonly printed: number;
}

export interface ToolBlock extends Metered {
	readonly kind: 'tool';
	readonly id: number;
	/** The model's id of the call. */
	readonly call: string;
	/** On one line. */
	readonly args: string;
	/** The file that it writes; null for none. */
	readonly path: string | null;
	/** The person's own: run behind a `!`, or answered. */
	readonly isOwn: boolean;
	readonly state: 'requested' | 'running' | ToolSummary['ended'];
	readonly ok: boolean;
	/** What it changes in files, as a unified diff; empty for nothing. */
	readonly diff: string;
	/** What it printed, its last part where that is long. */
	readonly output: string;
	readonly droppedLines: number;
	/** What its helper called, oldest first. */
	readonly helperCalls: readonly HelperCall[];
	/** What the model was told, where nothing was printed. */
	readonly text: string;
}

export type Block =
	| {
			readonly kind: 'user';
			readonly id: number;
			readonly text: string;
			/** A line for each picture beside it. */
			readonly images: readonly string[];
			readonly isApart: boolean;
	  }
	| AgentBlock
	| ToolBlock
	| {readonly kind: 'plan'; readonly id: number; readonly tasks: readonly PlanTask[]}
	| {readonly kind: 'notice'; readonly id: number; readonly tone: Tone; readonly text: string};
