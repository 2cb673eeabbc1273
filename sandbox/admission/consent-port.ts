/**
The one port through which a person is asked. Terminal prompt, full-screen UI, RPC
client and "deny" implement it; no model can answer it.
*/

import type {AdmissionReport} from './report.ts';

export interface ConsentQuestion {
	/** What is asked for; running where it is left out. */
	readonly act?: 'run' | 'install';
	readonly report: AdmissionReport;
	/** What would be granted, in one line. */
	readonly summary: string;
	/** What grew since the last approval, as short phrases; empty at the first time. */
	readonly growth: readonly string[];
	/** Files that changed since the last approval of a skill of this name. */
	readonly changedFiles: readonly string[];
	/** The difference of their text as lines of a unified diff, safe to show; left out where there is nothing to compare. */
	readonly changes?: readonly string[];
}

export type ConsentAnswer =
	| {readonly kind: 'once'}
	| {readonly kind: 'session'}
	/** For this content and policy, until either changes. */
	| {readonly kind: 'always'}
	| {readonly kind: 'deny'; readonly reason: string | null}
	/** Nobody is there to answer: no terminal, no client. */
	| {readonly kind: 'nobody'};

export interface ConsentPort {
	ask(question: ConsentQuestion, signal: AbortSignal): Promise<ConsentAnswer>;
}

/** The port of programs without a person. */
export const nobody: ConsentPort = {ask: async () => ({kind: 'nobody'})};
