/** What a running sandbox uses, read from outside: `/proc/<pid>` of its processes. */

import {readdirSync, readFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import type {UsageSample} from './envelope.ts';
import {watchFileSystem, watchFolder} from './scratch-use.ts';

/** Sampling at 10 Hz costs less than a thousandth of a core (measured: 40-90 microseconds a sample). */
const slowestMs = 100;
const fastestMs = 5;
const firstMs = 20;
/** Of a core's time that looking may take, where a large tree stays close to its limit. */
const mostShare = 0.2;
/** What one processor can fill in a millisecond (measured: 2.2 to 2.8 GB/s, whatever the language). */
const fillBytesPerMs = 2.5 * 1024 * 1024;
const clockTicksPerSecond = 100;

export interface Meter {
	/** The largest sum of resident memory seen, in bytes. */
	readonly peakBytes: number;
	/** CPU time of all processes seen so far, the gone ones too, in milliseconds. */
	readonly cpuMs: number;
	/** The most processes seen at once. */
	readonly peakProcesses: number;
	/** Bytes in the scratch file system now, or at its end when that was caught; undefined when the run was over before it could be seen. */
	scratchBytes(): number | undefined;
	stop(): void;
}

export interface MeterOptions {
	readonly pid: number;
	/** What it had used while it waited for its job, and is not the job's. */
	readonly cpuMsBefore: number;
	/** Where scratch is a folder of the host's. */
	readonly scratchFolder?: string | undefined;
	/** Where the caller ends the run: the nearer, the more often the meter looks, so that little grows between two looks. */
	readonly endsAtBytes: number;
	readonly onSample: (sample: UsageSample, scratchEntries: number) => void;
}

/**
Sample the process `pid` and all its descendants until stopped. Scratch is the file system at /work of that process, or a
folder of the host.

`onSample` gets every sample, and how many files, folders and links scratch holds; it may kill the run. A process that is gone yields no sample.
*/
export function startMeter({pid, cpuMsBefore, scratchFolder, endsAtBytes, onSample}: MeterOptions): Meter {
	const begun = process.hrtime.bigint();
	const scratch = scratchFolder === undefined ? watchFileSystem(`/proc/${pid}/root/work`) : watchFolder(scratchFolder);
	let rssBytes = 0;
	let processes = 1;
	let peakBytes = 0;
	let peakProcesses = 1;
	let scratchBytes: number | undefined;
	const cpu = createCpuTally(cpuMsBefore);
	const take = () => {
		const samples = processTree(pid)
			.map(sampleProcess)
			.filter(sample => sample !== undefined);
		if (samples.length === 0) {
			return;
		}

		processes = samples.length;
		rssBytes = residentBytes(samples);
		const used = scratch.used();
		scratchBytes = used?.bytes ?? scratchBytes;
		peakBytes = Math.max(peakBytes, rssBytes);
		peakProcesses = Math.max(peakProcesses, processes);
		const sample = {
			wallMs: Number(process.hrtime.bigint() - begun) / 1_000_000,
			cpuMs: cpu.add(samples),
			rssBytes,
			threads: total(samples.map(sample => sample.threads)),
			processes,
			writtenBytes: scratchBytes ?? 0,
		};
		onSample(sample, used?.entries ?? 0);
	};
	const look = () => {
		const from = performance.now();
		take();
		const rest = (performance.now() - from) / mostShare;
		timer = setTimeout(look, Math.min(slowestMs, Math.max(fastestMs, rest, untilFull(endsAtBytes - rssBytes, processes))));
	};
	let timer = setTimeout(look, firstMs);
	return {
		get peakBytes() {
			return peakBytes;
		},
		get cpuMs() {
			return cpu.ms();
		},
		get peakProcesses() {
			return peakProcesses;
		},
		scratchBytes: () => scratch.used()?.bytes ?? scratchBytes,
		stop() {
			clearTimeout(timer);
			scratch.close();
		},
	};
}

/** In how many milliseconds so much memory can be filled at the soonest. */
function untilFull(bytes: number, processes: number): number {
	return bytes / (fillBytesPerMs * Math.min(processes, availableParallelism()));
}

/** Of a tree. Pages of files (programs, libraries) are mostly the same ones in each of its processes: the most of them counts once. */
function residentBytes(samples: readonly ProcessSample[]): number {
	return total(samples.map(sample => sample.ownBytes)) + Math.max(...samples.map(sample => sample.fileBytes));
}

interface ProcessSample {
	/** Tells apart two processes that had the same number one after the other. */
	readonly identity: string;
	readonly cpuMs: number;
	/** Of descendants that have ended and were waited for. */
	readonly reapedCpuMs: number;
	readonly ownBytes: number;
	readonly fileBytes: number;
	readonly threads: number;
}

/**
CPU time of a whole tree. A shell can burn it in children that are gone at the next look, or whose parent never waits
for them; each way of counting misses one of these, so the larger counts.
*/
function createCpuTally(msBefore: number) {
	const seen = new Map<string, number>();
	let most = 0;
	return {
		ms: () => most,
		add(samples: readonly ProcessSample[]): number {
			for (const {identity, cpuMs} of samples) {
				seen.set(identity, cpuMs);
			}

			const used = Math.max(total([...seen.values()]), total(samples.map(({cpuMs, reapedCpuMs}) => cpuMs + reapedCpuMs)));
			most = Math.max(most, used - msBefore);
			return most;
		},
	};
}

function total(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0);
}

function processTree(pid: number): readonly number[] {
	const tree = [pid];
	for (const parent of tree) {
		for (const thread of threadsOf(parent)) {
			const children = readProc(`/proc/${parent}/task/${thread}/children`) ?? '';
			tree.push(...children.split(' ').filter(Boolean).map(Number));
		}
	}

	return tree;
}

// A child belongs to the thread that made it.
function threadsOf(pid: number): readonly string[] {
	try {
		return readdirSync(`/proc/${pid}/task`);
	} catch {
		// The process has ended.
		return [];
	}
}

function sampleProcess(pid: number): ProcessSample | undefined {
	const status = readProc(`/proc/${pid}/status`);
	const stat = readProc(`/proc/${pid}/stat`);
	if (status === undefined || stat === undefined) {
		return undefined;
	}

	const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
	// After the name, which may itself hold spaces and brackets, come the fields from the third on.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const milliseconds = (index: number) => (Number(fields[index] ?? 0) * 1000) / clockTicksPerSecond;
	return {
		identity: `${pid} ${fields[19]}`,
		cpuMs: milliseconds(11) + milliseconds(12),
		reapedCpuMs: milliseconds(13) + milliseconds(14),
		// Tables for addresses that are mapped and hold nothing are memory too; so is what was swapped out.
		ownBytes: (field('VmRSS') - field('RssFile') + field('VmPTE') + field('VmSwap')) * 1024,
		fileBytes: field('RssFile') * 1024,
		threads: field('Threads'),
	};
}

function readProc(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// The process has ended.
		return undefined;
	}
}
