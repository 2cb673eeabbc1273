/** What a running tool uses, from the samples of its sandbox: at most two readings a second, and peaks of all samples. */

import type {UsageSample} from '../../../sandbox/index.ts';

export interface Reading {
	readonly sample: UsageSample;
	/** Share of one core since the reading before, in per cent. */
	readonly cpuPercent: number;
	readonly peakCpuPercent: number;
	readonly peakRssBytes: number;
	readonly peakProcesses: number;
}

const intervalMs = 450;

/** The next reading; the old one with new peaks while it is too young to be replaced. */
export function nextReading(last: Reading | null, sample: UsageSample): Reading {
	const peaks = {
		peakRssBytes: Math.max(last?.peakRssBytes ?? 0, sample.rssBytes),
		peakProcesses: Math.max(last?.peakProcesses ?? 0, sample.processes),
	};
	const sinceMs = sample.wallMs - (last?.sample.wallMs ?? 0);
	if (last !== null && sinceMs < intervalMs) {
		const isHigher = peaks.peakRssBytes > last.peakRssBytes || peaks.peakProcesses > last.peakProcesses;
		return isHigher ? {...last, ...peaks} : last;
	}

	const cpuMs = Math.max(0, sample.cpuMs - (last?.sample.cpuMs ?? 0));
	const cpuPercent = sinceMs > 0 ? Math.round((cpuMs / sinceMs) * 100) : 0;
	return {sample, cpuPercent, peakCpuPercent: Math.max(last?.peakCpuPercent ?? 0, cpuPercent), ...peaks};
}
