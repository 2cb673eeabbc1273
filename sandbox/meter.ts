/** What a running sandbox uses, read from outside: `/proc/<pid>` of its processes. */

import {readdirSync, readFileSync} from 'node:fs';
import type {UsageSample} from './envelope.ts';
import {watchFileSystem, watchFolder} from './scratch-use.ts';

/** Sampling at 10 Hz costs less than a thousandth of a core (measured: 40-90 microseconds a sample). */
const intervalMs = 100;
const firstMs = 20;
/** What takes memory this fast is looked at more often: between two looks only a control group would hold it. */
const growingMs = 20;
const fastGrowthBytes = 8 * 1024 * 1024;
const clockTicksPerSecond = 100;

export interface Meter {
	/** The largest sum of resident memory seen, in bytes. */
	readonly peakBytes: number;
	/** CPU time of all processes seen so far, the gone ones too, in milliseconds. */
	readonly cpuMs: number;
	/** The most processes seen at once. */
	readonly peakProcesses: number;
	/** Bytes in the scratch file system now, or at its end when that was caught. */
	scratchBytes(): number;
	stop(): void;
}

export interface MeterOptions {
	readonly pid: number;
	/** What it had used while it waited for its job, and is not the job's. */
	readonly cpuMsBefore: number;
	/** Where scratch is a folder of the host's. */
	readonly scratchFolder?: string | undefined;
	readonly onSample: (sample: UsageSample, scratchEntries: number) => void;
}

/**
Sample the process `pid` and all its descendants until stopped. Scratch is the file system at /work of that process, or a
folder of the host.

`onSample` gets every sample, and how many files, folders and links scratch holds; it may kill the run. A process that is gone yields no sample.
*/
export function startMeter({pid, cpuMsBefore, scratchFolder, onSample}: MeterOptions): Meter {
	const begun = process.hrtime.bigint();
	const scratch = scratchFolder === undefined ? watchFileSystem(`/proc/${pid}/root/work`) : watchFolder(scratchFolder);
	let rssBytes = 0;
	let peakBytes = 0;
	let peakProcesses = 1;
	let scratchBytes = 0;
	const cpu = createCpuTally(cpuMsBefore);
	const take = () => {
		const samples = processTree(pid)
			.map(sampleProcess)
			.filter(sample => sample !== undefined);
		if (samples.length === 0) {
			return;
		}

		rssBytes = total(samples.map(sample => sample.rssBytes));
		const used = scratch.used();
		scratchBytes = used?.bytes ?? scratchBytes;
		peakBytes = Math.max(peakBytes, rssBytes);
		peakProcesses = Math.max(peakProcesses, samples.length);
		const sample = {
			wallMs: Number(process.hrtime.bigint() - begun) / 1_000_000,
			cpuMs: cpu.add(samples),
			rssBytes,
			threads: total(samples.map(sample => sample.threads)),
			processes: samples.length,
			writtenBytes: scratchBytes,
		};
		onSample(sample, used?.entries ?? 0);
	};
	let lastRssBytes = 0;
	const look = () => {
		take();
		const isGrowing = rssBytes - lastRssBytes > fastGrowthBytes;
		lastRssBytes = rssBytes;
		timer = setTimeout(look, isGrowing ? growingMs : intervalMs);
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

interface ProcessSample {
	/** Tells apart two processes that had the same number one after the other. */
	readonly identity: string;
	readonly cpuMs: number;
	/** Of descendants that have ended and were waited for. */
	readonly reapedCpuMs: number;
	readonly rssBytes: number;
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
		rssBytes: (field('VmRSS') + field('VmPTE') + field('VmSwap')) * 1024,
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
