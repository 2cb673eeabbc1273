/** A sandbox beside ours: how it is found here, and how it is told to run one Python script. */

/** As whom something is started: root, and an ordinary user whom the system does not know by name. */
export interface Caller {
	readonly name: 'root' | 'an ordinary user';
	readonly uid: number;
	readonly gid: number;
	/** A folder of this user's alone. */
	readonly home: string;
	/** Where commands are started: a folder of this user's with nothing in it. */
	readonly workspace: string;
}

/** Where the benchmark works: a place that any user can enter, wherever the clone lies. */
export interface Bench {
	readonly folder: string;
	/** A Node that any user can start. */
	readonly node: string;
	/** test/attacks/runner.ts in one file. */
	readonly runner: string;
	/** The interpreter itself, not a link to it. */
	readonly python: string;
}

export interface Start {
	/** Host path of the script; its folder holds nothing else. */
	readonly script: string;
	readonly args: readonly string[];
	readonly stdin: string;
	readonly caller: Caller;
	/** For peers that can limit it; their default when left out. */
	readonly cpuSeconds?: number;
}

export interface Invocation {
	readonly command: readonly string[];
	/** The script's own when left out. */
	readonly stdin?: string;
	/** What the script gave, where the command's output is not simply the script's. */
	readonly read?: (stdout: string) => ScriptResult;
}

export interface ScriptResult {
	readonly stdout: string;
	readonly stderr: string;
	/** Null when it was killed. */
	readonly exitCode: number | null;
}

/** A peer that works here. */
export interface ReadyPeer {
	readonly version: string;
	invoke(start: Start): Invocation;
	/** Who the script is for the kernel of the host; the caller when left out. */
	readonly uidFor?: (caller: Caller) => number;
}

export interface Peer {
	readonly id: string;
	readonly name: string;
	/** How it was set up, for the report. */
	readonly setup: string;
	readonly isOurs?: boolean;
	/** Find or install it. Throws a NotHere when it cannot run on this machine. */
	prepare(bench: Bench): Promise<ReadyPeer> | ReadyPeer;
}

/** Why a peer is left out, in words for the report. */
export class NotHere extends Error {
	override readonly name: string = 'NotHere';
}

/** Arguments of Python that keep the host's packages and settings out, as in our sandbox. */
export const pythonFlags = ['-s', '-S', '-E', '-B'] as const;
