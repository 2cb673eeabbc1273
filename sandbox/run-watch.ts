/** A run while it runs: the meter, the caller's signal, and why it was killed. */

import type {Ended, NetworkCount, UsageSample} from './envelope.ts';
import {memorySlack, mostThreads} from './limits.ts';
import type {ControlGroup} from './linux/control-group.ts';
import type {ScratchFolder} from './linux/scratch.ts';
import {type Meter, type MeterOptions, startMeter} from './meter.ts';
import type {Limits} from './policy.ts';

export interface WatchHooks {
	readonly signal?: AbortSignal | undefined;
	readonly onUsage?: ((sample: UsageSample) => void) | undefined;
}

/** What of a run lies outside its processes. */
export interface Watched {
	readonly group?: ControlGroup | undefined;
	readonly scratch?: ScratchFolder | undefined;
	/** How it is measured where there is no /proc. */
	readonly startMeter?: (options: MeterOptions) => Meter;
}

export interface RunWatch {
	/** Begin to measure the sandbox's first process; the number is the host's, and what it used before is not the run's. */
	measure(pid: number, cpuUsBefore: number): void;
	/** Tell how the run is killed; until then a reason to kill is only remembered. */
	setKill(kill: () => void): void;
	/** Why we asked for the kill; null when we did not. */
	killedFor(): Ended | null;
	meter(): Meter | undefined;
	stop(): void;
}

/** For a display; the meter itself looks more often where memory gets short. */
const shownEveryMs = 80;
/** What a file, folder or link in scratch costs the kernel, empty or not; the size of a tmpfs counts only content. */
const entryBytes = 1024;

/** Watch one run until `stop`: it is killed when it passes a limit that the kernel does not hold, and when the caller asks. */
export function watchRun(limits: Limits, hooks: WatchHooks, {group, scratch, startMeter: start = startMeter}: Watched = {}): RunWatch {
	let kill = () => {};
	let meter: Meter | undefined;
	let killedFor: Ended | null = null;
	const stopFor = (reason: Ended) => {
		killedFor ??= reason;
		kill();
	};
	const endsAtBytes = limits.memoryBytes * memorySlack;
	const onAbort = () => stopFor('cancelled');
	hooks.signal?.addEventListener('abort', onAbort, {once: true});
	let shownAtMs = -shownEveryMs;
	const show = (sample: UsageSample) => {
		if (sample.wallMs - shownAtMs >= shownEveryMs) {
			shownAtMs = sample.wallMs;
			hooks.onUsage?.(sample);
		}
	};
	const onSample = (sample: UsageSample, scratchEntries: number) => {
		show(sample);
		if (sample.rssBytes > endsAtBytes || group?.wasOutOfMemory()) {
			stopFor('memory');
		} else if (sample.cpuMs > limits.cpuSeconds * 1000 * memorySlack) {
			stopFor('cpu');
		} else if (Math.max(sample.writtenBytes, scratchEntries * entryBytes) > limits.scratchBytes * memorySlack) {
			stopFor('scratch');
		} else if (sample.threads > mostThreads) {
			stopFor('processes');
		}
	};
	return {
		measure: (pid: number, cpuUsBefore: number) => {
			meter = start({pid, cpuMsBefore: cpuUsBefore / 1000, scratchFolder: scratch?.path, endsAtBytes, onSample});
		},
		setKill: (action: () => void) => {
			kill = action;
			if (killedFor !== null) {
				// It was asked for before there was anything to kill.
				action();
			}
		},
		killedFor: () => killedFor,
		meter: () => meter,
		stop: () => {
			hooks.signal?.removeEventListener('abort', onAbort);
			meter?.stop();
		},
	};
}

/** Every sample says what the proxy has decided by then. */
export function countingHooks({signal, onUsage}: WatchHooks, {counts}: {readonly counts: () => NetworkCount}): WatchHooks {
	return {signal, ...(onUsage ? {onUsage: sample => onUsage({...sample, network: counts()})} : {})};
}
