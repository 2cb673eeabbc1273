/** What a run on a Mac uses, as `ps` sees it: there is no /proc, and the kernel holds no run to its memory. */

import type {UsageSample} from '../envelope.ts';
import type {Meter, MeterOptions} from '../meter.ts';
import {watchFolder} from '../scratch-use.ts';
import {askLater} from './ask.ts';

const slowestMs = 100;
/** From half of its limit on: a processor fills 2.5 MB in a millisecond. */
const fastestMs = 25;

export interface PsMeterOptions extends Omit<MeterOptions, 'scratchFolder'> {
	readonly scratchFolder: string;
	/** It cannot be told any more what the run uses, and it still runs. */
	readonly onBlind: (cause: unknown) => void;
}

/** Sample one process until stopped. It has no children, and its threads are not counted. */
export function startPsMeter({pid, cpuMsBefore, scratchFolder, endsAtBytes, onSample, onBlind}: PsMeterOptions): Meter {
	const begun = performance.now();
	const scratch = watchFolder(scratchFolder);
	const most = {rssBytes: 0, cpuMs: 0, scratchBytes: 0};
	let isStopped = false;
	let timer: NodeJS.Timeout | undefined;
	const look = async () => {
		const used = parsePs((await askLater('/bin/ps', ['-o', 'rss=', '-o', 'time=', '-p', String(pid)])) ?? '');
		if (isStopped) {
			return;
		}

		let rssBytes = 0;
		if (used !== undefined) {
			rssBytes = used.rssBytes;
			const {bytes = 0, entries = 0} = scratch.used() ?? {};
			most.rssBytes = Math.max(most.rssBytes, rssBytes);
			most.cpuMs = Math.max(most.cpuMs, used.cpuMs - cpuMsBefore);
			most.scratchBytes = bytes;
			onSample(sampleOf({...most, rssBytes}, performance.now() - begun), entries);
		}

		again(rssBytes > endsAtBytes / 2 ? fastestMs : slowestMs);
	};
	const again = (ms: number) => {
		timer = setTimeout(() => {
			look().catch(cause => {
				if (!isStopped) {
					onBlind(cause);
				}
			});
		}, ms);
	};
	again(fastestMs);
	return {
		get peakBytes() {
			return most.rssBytes;
		},
		get cpuMs() {
			return most.cpuMs;
		},
		peakProcesses: 1,
		scratchBytes: () => scratch.used()?.bytes ?? most.scratchBytes,
		stop() {
			isStopped = true;
			clearTimeout(timer);
		},
	};
}

function sampleOf(
	{rssBytes, cpuMs, scratchBytes}: {readonly rssBytes: number; readonly cpuMs: number; readonly scratchBytes: number},
	wallMs: number,
): UsageSample {
	return {wallMs, cpuMs, rssBytes, threads: 1, processes: 1, writtenBytes: scratchBytes};
}

/** `  12345   0:01.52`: kilobytes, then days, hours, minutes and seconds; undefined for anything else, as for a process that is gone. */
export function parsePs(line: string): {readonly rssBytes: number; readonly cpuMs: number} | undefined {
	const match = /^\s*(\d+)\s+(?:(\d+)-)?((?:\d+:)*\d+(?:\.\d+)?)\s*$/.exec(line);
	if (match === null) {
		return undefined;
	}

	const seconds = (match[3] ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(match[2] ?? 0) * 86_400;
	return {rssBytes: Number(match[1]) * 1024, cpuMs: Math.round(seconds * 1000)};
}
