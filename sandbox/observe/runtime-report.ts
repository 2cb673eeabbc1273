/** What a rehearsal says about one skill: a part of `scan --runtime --json`. */

import type {Finding} from '../admission/report.ts';
import type {Backend, Ended} from '../envelope.ts';
import type {Policy} from '../policy.ts';
import type {Uses} from './uses.ts';

export interface RehearsedSample {
	readonly script: string;
	readonly args: readonly string[];
	readonly stdin: string;
	readonly ended: Ended;
	readonly exitCode: number | null;
}

/** A limit of which a run used four fifths or more. */
export interface ApproachedLimit {
	readonly limit: 'memory' | 'cpu' | 'wall' | 'processes' | 'scratch' | 'output';
	/** Bytes, seconds or a count, as the limit. */
	readonly used: number;
	readonly of: number;
}

/**
- `ok`: it kept to what it asks for.
- `adjust`: what it asks for and what it uses differ, in a way that a policy can settle.
- `unsafe`: it tried what no policy grants.
- `unproven`: nothing ran, or more was tried than could be recorded.
*/
export type RuntimeVerdictKind = 'ok' | 'adjust' | 'unsafe' | 'unproven';

export interface RuntimeReport {
	readonly verdict: RuntimeVerdictKind;
	/** Why, one sentence each; empty for `ok`. */
	readonly reasons: readonly string[];
	/** What a reader should know and what decides nothing. */
	readonly remarks: readonly string[];
	readonly samples: readonly RehearsedSample[];
	/** Undefined where nothing ran. */
	readonly backend: Backend | undefined;
	readonly used: Uses;
	readonly limits: readonly ApproachedLimit[];
	/** Names of environment variables in the code, from the static scan. */
	readonly environment: readonly string[];
	readonly asked: Policy;
	/** Asked but unused, as phrases. */
	readonly unused: readonly string[];
	/** Used but not asked, as phrases. */
	readonly undeclared: readonly string[];
	/** The smallest policy that would have sufficed, and the same as front matter. */
	readonly policy: Policy;
	readonly policyText: string;
	/** At least so many calls found no room in the record. */
	readonly lost: number;
	/** The reasons as findings, for `--fail-on` and SARIF. */
	readonly findings: readonly Finding[];
}
