/** What the speed benchmark measured, and the bars that it is held against: pure. */

import type {SkippedPeer} from '../peers/all.ts';
import {atMost, type QualityBar} from '../report/bar-of-quality.ts';
import type {Circumstances} from '../report/machine.ts';
import {median, quantile} from '../report/statistics.ts';
import type {KillResults, RunResults} from './endurance.ts';
import type {Times} from './rounds.ts';
import type {Throughput} from './throughput.ts';
import type {WorkloadId} from './workload.ts';

export interface ContenderFacts {
	readonly id: string;
	readonly name: string;
	readonly isOurs: boolean;
	readonly about: string;
}

export interface Footprint {
	readonly name: string;
	readonly isOurs: boolean;
	/** Samples of the whole tree, in bytes. */
	readonly bytes: readonly number[];
}

export interface SpeedResults {
	readonly at: Circumstances;
	readonly tookSeconds: number;
	readonly contenders: readonly ContenderFacts[];
	readonly times: Times;
	readonly throughput: Readonly<Record<string, Throughput>>;
	readonly lanes: number;
	/** The first is the bare interpreter. */
	readonly footprints: readonly Footprint[];
	/** Bytes of one idle Python slot of several. */
	readonly slotBytes: readonly number[];
	readonly kill: KillResults;
	readonly endurance: RunResults;
	readonly skipped: readonly SkippedPeer[];
}

/** Median milliseconds; NaN where it was not measured. */
export function medianMs(times: Times, id: string, workload: WorkloadId): number {
	return median(times[id]?.[workload] ?? []);
}

type Measured = Pick<SpeedResults, 'times' | 'footprints' | 'slotBytes' | 'kill' | 'endurance'>;

/** The bars of the specification, each from this run's figures alone. */
export function speedBars({times, footprints, slotBytes, kill, endurance}: Measured): readonly QualityBar[] {
	const of = (id: string, workload: WorkloadId) => medianMs(times, id, workload);
	const command = of('cli-3', 'print') - of('empty-node', 'print') - of('bare', 'print');
	return [
		atMost('cold strict run over the bare interpreter, `print(1)`', of('run', 'print') / of('bare', 'print'), 1.7, times2),
		atMost('cold strict run over the bare interpreter, JSON skill', of('run', 'json') / of('bare', 'json'), 1.35, times2),
		atMost('warm slot, job → result, Python', of('warm', 'json'), 3, milliseconds),
		atMost('warm slot, job → result, Node', of('warm', 'node-json'), 5, milliseconds),
		atMost('`run()` over bubblewrap and interpreter', of('run', 'print') - of('bubblewrap-as-ours', 'print'), 3, milliseconds),
		atMost('`skilllite run` over bare Node and bare interpreter, at first', command, 60, milliseconds),
		atMost('`skilllite run` over bare Node and bare interpreter, the target', command, 45, milliseconds),
		atMost('memory of the tree beside the interpreter', memoryBeside(footprints), 1024 ** 2, megabytes),
		atMost('memory of an idle Python slot', median(slotBytes), 5 * 1024 ** 2, megabytes),
		killBar(kill),
		enduranceBar(endurance),
	];
}

function memoryBeside([bare, ours]: readonly Footprint[]): number {
	return median(ours?.bytes ?? []) - median(bare?.bytes ?? []);
}

function killBar({kills, goneMs, orphans}: KillResults): QualityBar {
	const p95 = quantile(goneMs, 0.95);
	return {
		name: `kill → gone, ${kills} times`,
		target: '≤ 50 ms, no orphan',
		measured: `median ${milliseconds(median(goneMs))}, p95 ${milliseconds(p95)}, slowest ${milliseconds(Math.max(...goneMs))}, ${orphans} orphans`,
		met: p95 <= 50 && orphans === 0,
	};
}

function enduranceBar({runs, failures, leaked}: RunResults): QualityBar {
	const {descriptors, mounts, processes, controlGroups} = leaked;
	return {
		name: `${runs} runs at concurrency 8`,
		target: '0 failures, nothing leaked',
		measured: `${failures} failures, leaked: ${descriptors} descriptors, ${mounts} mounts, ${processes} processes, ${controlGroups} control groups`,
		met: [failures, descriptors, mounts, processes, controlGroups].every(count => count <= 0),
	};
}

function times2(value: number): string {
	return `${value.toFixed(2)} ×`;
}

function milliseconds(value: number): string {
	return `${value.toFixed(value >= 10 ? 0 : 1)} ms`;
}

function megabytes(value: number): string {
	return `${(value / 1024 ** 2).toFixed(2)} MB`;
}
