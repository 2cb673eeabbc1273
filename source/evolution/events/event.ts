/**
What evolution knows of a task: counts, durations, names that our own tables hold, and closed sets of words.

No event has a field that a message, an argument, an output or an error text could fit into; what comes from such
a text is one of the words below, chosen by our code. Pure.
*/

import type {Label} from '../../core/events.ts';

/** Why a call failed, as far as our code can tell. */
export const errorClasses = [
	'not-found',
	'access',
	'timeout',
	'limit',
	'no-match',
	'syntax',
	'type',
	'module-missing',
	'test-failed',
	'network-denied',
	'schema',
	'unknown-tool',
	'other',
] as const;

export type ErrorClass = (typeof errorClasses)[number];

/** What a tool can do at most; `task kinds` are the strongest class that was used, or `answer` when no tool was. */
export const toolClasses = ['read', 'write', 'execute', 'network', 'other'] as const;

export type ToolClass = (typeof toolClasses)[number];

export const taskKinds = ['answer', ...toolClasses] as const;

export type TaskKind = (typeof taskKinds)[number];

/** Kinds of arguments, never their values. */
export const slotKinds = ['path', 'url', 'number', 'boolean', 'query', 'code', 'text', 'list', 'object'] as const;

export type SlotKind = (typeof slotKinds)[number];

/** Languages that file names and tools of a task point to. */
export const languages = ['typescript', 'javascript', 'python', 'shell', 'c', 'go', 'rust', 'java', 'web', 'data', 'prose'] as const;

export type Language = (typeof languages)[number];

/** How a call ended. `expected`: a test that fails, a search without a hit: the tool did what it is for. */
export const outcomes = ['ok', 'error', 'denied', 'timeout', 'expected', 'cancelled'] as const;

export type Outcome = (typeof outcomes)[number];

export const replanReasons = ['tool-error', 'check-failed', 'self'] as const;

export type ReplanReason = (typeof replanReasons)[number];

/** Acts of the person. No reading of moods: each is a key, a command or a change of a file. */
export const signalKinds = [
	'accept',
	'reject',
	'undo',
	'deny',
	'interrupt',
	'edit-after',
	'reask',
	'thumb-up',
	'thumb-down',
	'remember',
] as const;

export type SignalKind = (typeof signalKinds)[number];

export const taskStatuses = ['done', 'failed', 'aborted'] as const;

export type TaskStatus = (typeof taskStatuses)[number];

export const arms = ['incumbent', 'candidate', 'none'] as const;

export type Arm = (typeof arms)[number];

/** What the name of a tool or of an argument looks like; another one is not written. */
export const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** What happened, without its place. */
export type EventBody =
	| {
			readonly type: 'task.start';
			/** A keyed hash of the message: tells the same message again, and nothing else. */
			readonly prompt: string;
			/** Some of it was pasted more likely than typed. */
			readonly pasted: boolean;
	  }
	| {
			readonly type: 'tool.call';
			/** A name of the session's own tools; `unknown` for what a model made up. */
			readonly tool: string;
			readonly class: ToolClass;
			/** The names of its arguments that its schema knows, and what kind each is. */
			readonly arguments: readonly {readonly key: string; readonly kind: SlotKind}[];
			readonly ms: number;
			readonly outcome: Outcome;
			/** Null unless the outcome is `error`, `timeout`, `denied` or `expected`. */
			readonly error: ErrorClass | null;
			/** How much the model was given to read. */
			readonly bytes: number;
	  }
	| {readonly type: 'replan'; readonly reason: ReplanReason; readonly step: number}
	| {readonly type: 'check'; readonly check: string; readonly exit: number; readonly ms: number; readonly phase: 'before' | 'after'}
	| {
			readonly type: 'user.signal';
			readonly kind: SignalKind;
			/** How much it says, from 0 to 1: an explicit word most, an act less. */
			readonly weight: number;
			readonly linesChanged: number | null;
	  }
	| {
			readonly type: 'task.end';
			readonly status: TaskStatus;
			/** `check`: a check of the user's passed at its end. That a person said so is in the signals. */
			readonly verified: 'check' | 'none';
			readonly kind: TaskKind;
			readonly languages: readonly Language[];
			readonly replans: number;
			readonly calls: number;
			/** Errors and timeouts; neither what was denied nor what was expected. */
			readonly failures: number;
			readonly inputTokens: number;
			readonly outputTokens: number;
			/** In US dollars; null when the price is unknown. */
			readonly cost: number | null;
			readonly ms: number;
	  }
	| {readonly type: 'artefact.fired'; readonly artefact: string};

export type EventType = EventBody['type'];

/** Where and when it happened. */
export interface EventPlace {
	readonly v: 1;
	/** Unique, and in the order of time. */
	readonly id: string;
	/** ISO 8601. */
	readonly ts: string;
	/** Counts from 1 within one recorder. */
	readonly seq: number;
	/** A keyed hash of the session's id, as a session may have a name: see `sessionKey`. */
	readonly session: string;
	/** One message and its turn; signals that follow it carry the same. */
	readonly task: string;
	/** `provider:name`, or `offline`. */
	readonly model: string;
	/** The manifest of what had been evolved; null when nothing was. */
	readonly manifest: string | null;
	readonly arm: Arm;
	/** The lowest label of what the model had before it. */
	readonly label: Label;
}

export type EvolutionEvent = EventPlace & EventBody;
