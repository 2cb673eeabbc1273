/** From granted limits to the kernel's: which rlimits hold a runtime to its memory, and what ended a run. */

import type {Ended, LimitEnded} from './envelope.ts';
import type {RlimitName} from './linux/policy-block.ts';
import {type CommandJob, isForking, type Job} from './job.ts';
import {defaultLimits, type Limits} from './policy.ts';

const mebibyte = 1024 * 1024;

/**
V8 counts its whole 512 MiB code range against RLIMIT_DATA when an isolate is made (Node >= 24);
it is reserved, never filled. Without this room Node does not start at all.
*/
const nodeCodeRangeBytes = 512 * mebibyte;
/** Each worker thread is an isolate with a code range of its own; one too few ends the whole process. */
const workersWithGroup = 64;

/** Resident memory may pass the granted limit by a tenth before the meter ends a run. */
export const memorySlack = 1.1;

/** Threads are not counted as processes, but each is a number and 30 KB of the kernel's: beyond so many the meter ends a run. */
export const mostThreads = 1024;
/**
The kernel's own bound between two looks of the meter. It is not tighter because kernels before 5.14 count everything that
the user runs, not only what is in the sandbox.
*/
const mostTasks = 4096;

type RunRuntime = (Job | CommandJob)['runtime'];

const installing = {
	memoryBytes: 1024 * mebibyte,
	cpuSeconds: 300,
	wallSeconds: 900,
	fileSizeBytes: 512 * mebibyte,
	scratchBytes: 2048 * mebibyte,
};

const ownDefaults: Readonly<Record<RunRuntime, Partial<Limits>>> = {
	python: {},
	node: {memoryBytes: 512 * mebibyte},
	bash: {processes: 64},
	git: {},
	pip: installing,
	npm: installing,
	// Builds and tests: compilers, Node, files of their size.
	workspace: {
		memoryBytes: 1024 * mebibyte,
		processes: 256,
		cpuSeconds: 120,
		wallSeconds: 120,
		fileSizeBytes: 256 * mebibyte,
		scratchBytes: 256 * mebibyte,
	},
};

/** What a script's runtime has where neither skill nor user says otherwise. */
export function limitsFor(runtime: RunRuntime, asked: Partial<Limits>): Limits {
	return {...defaultLimits, ...ownDefaults[runtime], ...asked};
}

/** What a control group of a run bounds. */
export function groupLimitsFor(runtime: RunRuntime, limits: Limits): {readonly tasks: number; readonly memoryBytes: number} {
	return {
		// bwrap itself is one of them.
		tasks: (isForking(runtime) ? limits.processes : mostTasks) + 1,
		// Scratch is memory to the kernel and has a limit of its own; the tenth is the meter's, which can name the reason.
		memoryBytes: Math.round(limits.memoryBytes * memorySlack) + limits.scratchBytes,
	};
}

/**
The rlimits that the launcher sets; bytes, seconds and counts.

Where a control group holds the memory of the whole run (`memoryHeld`), Node has room for the code ranges of a few worker
threads; without one it has room for its own alone, since the rest could be filled with data.
*/
export function rlimitsFor(runtime: RunRuntime, limits: Limits, memoryHeld = false): Readonly<Partial<Record<RlimitName, number>>> {
	// A shell of the workspace may start Node, too.
	const startsNode = runtime === 'node' || runtime === 'npm' || runtime === 'workspace';
	const codeRanges = startsNode ? (memoryHeld ? 1 + workersWithGroup : 1) : 0;
	const data = limits.memoryBytes + codeRanges * nodeCodeRangeBytes;
	return {
		// Address space also covers shared mappings; Node reserves terabytes of it, so it is for the others only.
		...(startsNode ? {} : {addressSpace: limits.memoryBytes + 512 * mebibyte}),
		processes: isForking(runtime) ? limits.processes : mostTasks,
		data,
		cpu: Math.max(1, Math.ceil(limits.cpuSeconds)),
		fileSize: limits.fileSizeBytes,
		core: 0,
		// Below the interpreter's fd 1023, so that it can never be opened again.
		files: 512,
	};
}

/** What is known when a process is gone. */
export interface EndFacts {
	/** What the supervisor did: let it exit, the wall clock, or a kill that we asked for. */
	readonly by: 'exit' | 'wall' | 'cancelled';
	/** Why we asked for the kill. */
	readonly killedFor: Ended | null;
	/** As a shell reports it: 128 + the signal's number. */
	readonly code: number;
	readonly cpuSeconds: number;
	readonly peakBytes: number;
	/** Whether the kernel killed something of the run for want of memory. */
	readonly outOfMemory: boolean;
	/** Undefined when the run was over before anybody could look. */
	readonly scratchBytes: number | undefined;
	readonly stderrTail: string;
}

const signals = {kill: 137, cpu: 152, fileSize: 153, system: 159} as const;
/**
The kernel ends a process at its CPU limit by clock ticks but reports the exact time, which is less on a busy machine
(measured: 0.9 s of a limit of 1 s). Nobody inside can send this signal, so short of the limit it is still the limit.
*/
const cpuTolerance = 0.75;
const outOfMemory = /MemoryError|heap out of memory|heap limit|Cannot allocate memory|memory exhausted|out of memory|ENOMEM/i;
const cannotFork = /fork: .*Resource temporarily unavailable|Cannot fork/;
const tooLarge = /File too large|File size limit exceeded|EFBIG/;
const noSpace = /No space left on device|ENOSPC/;

/** Name what ended a run; the first that applies, from certain to inferred. */
export function endedBy(facts: EndFacts, limits: Limits): Ended {
	const {code} = facts;
	if (facts.killedFor !== null) {
		return facts.killedFor;
	}

	if (facts.by !== 'exit') {
		return facts.by;
	}

	if (code === 0) {
		return 'exit';
	}

	if (facts.outOfMemory) {
		return 'memory';
	}

	if (code === signals.system) {
		return 'policy';
	}

	if (code === signals.cpu || (code === signals.kill && facts.cpuSeconds >= limits.cpuSeconds * cpuTolerance)) {
		return 'cpu';
	}

	if (code === signals.fileSize || tooLarge.test(facts.stderrTail)) {
		return 'file-size';
	}

	if (facts.peakBytes >= limits.memoryBytes * 0.9 || outOfMemory.test(facts.stderrTail)) {
		return 'memory';
	}

	if (cannotFork.test(facts.stderrTail)) {
		return 'processes';
	}

	if (noSpace.test(facts.stderrTail) && (facts.scratchBytes === undefined || facts.scratchBytes >= limits.scratchBytes * 0.9)) {
		return 'scratch';
	}

	return code > 128 && code < 128 + 65 ? 'signal' : 'exit';
}

const limitKeys = {
	wall: 'wallSeconds',
	cpu: 'cpuSeconds',
	memory: 'memoryBytes',
	output: 'outputBytes',
	processes: 'processes',
	'file-size': 'fileSizeBytes',
	scratch: 'scratchBytes',
} as const satisfies Record<LimitEnded, keyof Limits>;

/** The limit that ended a run, as a part of its outcome; empty where none did. */
export function limitThatEnded(ended: Ended, runtime: RunRuntime, limits: Limits): {readonly limit?: number} {
	if (!isLimit(ended)) {
		return {};
	}

	// What does not fork has one process; what it can have too many of is threads.
	return {limit: ended === 'processes' && !isForking(runtime) ? mostThreads : limits[limitKeys[ended]]};
}

function isLimit(ended: Ended): ended is LimitEnded {
	return Object.hasOwn(limitKeys, ended);
}
