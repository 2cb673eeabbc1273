/** What a run gives back; one shape for `run --json`, MCP, JSON-RPC and the SDK. */

import type {Sha256} from './base/canonical-json.ts';
import type {VerdictKind} from './admission/report.ts';

/** What ended a run; everything but `exit`, `signal`, `policy` and `cancelled` is a limit. */
export type Ended =
	| 'exit'
	| 'signal'
	| 'wall'
	| 'cpu'
	| 'memory'
	| 'output'
	| 'processes'
	| 'file-size'
	| 'scratch'
	| 'policy'
	| 'cancelled';

/** The ends that are limits. */
export type LimitEnded = Exclude<Ended, 'exit' | 'signal' | 'policy' | 'cancelled'>;

export interface Denial {
	readonly kind: 'network' | 'exec' | 'file' | 'syscall' | 'env';
	readonly target: string;
	readonly count: number;
}

/** Requests that the proxy of a run let through and refused. */
export interface NetworkCount {
	readonly allowed: number;
	readonly denied: number;
}

export interface Usage {
	readonly wallMs: number;
	readonly cpuMs: number;
	readonly maxRssBytes: number;
	readonly processes: number;
	readonly writtenBytes: number;
	/** Absent for a run that was given no network. */
	readonly network?: NetworkCount;
}

/** The layers that were in force; a layer that is off is `false`, never left out. */
export interface Layers {
	readonly userns: boolean;
	readonly seccomp: boolean;
	/** The Landlock ABI in force, or false. */
	readonly landlock: number | false;
	readonly cgroup: 'v2' | 'v1' | false;
	/** Whether denied system calls are counted. */
	readonly notify: boolean;
}

export type Backend = 'bwrap' | 'landlock' | 'seatbelt' | 'none';

/** Where a run's files went that may not stay where it put them. */
export interface Quarantine {
	readonly folder: string;
	readonly files: number;
}

/** The outcome of one command under one policy. */
export interface RunOutcome {
	readonly backend: Backend;
	readonly layers: Layers;
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly ended: Ended;
	/** The limit that ended it, in bytes, seconds or a count; absent where none did. */
	readonly limit?: number;
	readonly stdout: string;
	readonly stderr: string;
	readonly truncated: {readonly stdout: boolean; readonly stderr: boolean};
	readonly usage: Usage;
	readonly denied: readonly Denial[];
	/** The next step, where a denial needs one. */
	readonly hint?: string;
	/** There when the run left something under names that make other programs run or obey it; `denied` names it. */
	readonly quarantine?: Quarantine | undefined;
}

/** The outcome of one run of a skill. */
export interface RunEnvelope extends RunOutcome {
	/** Ended by `exit` with code 0. */
	readonly ok: boolean;
	readonly skill: string;
	readonly script: string;
	readonly level: 1 | 2 | 3;
	/** The parsed stdout when it is JSON, else null. */
	readonly result: unknown;
	readonly policy: {readonly digest: Sha256};
	readonly admission: {readonly verdict: VerdictKind; readonly digest: Sha256};
}

/** A sample of what a running skill uses, for live display. */
export interface UsageSample {
	readonly wallMs: number;
	readonly cpuMs: number;
	readonly rssBytes: number;
	readonly threads: number;
	readonly processes: number;
	readonly writtenBytes: number;
	/** Absent for a run that was given no network. */
	readonly network?: NetworkCount;
}
