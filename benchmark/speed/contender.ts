/** One way to run a script, to be timed beside the others. */

import type {Workload, WorkloadId} from './workload.ts';

export interface Contender {
	readonly id: string;
	readonly name: string;
	readonly isOurs: boolean;
	/** How it is run, for the report. */
	readonly about: string;
	readonly workloads: readonly WorkloadId[];
	/** It takes part in every so manyth round: above 1 for what takes a hundred times as long. */
	readonly every: number;
	/** What comes before a run and is not timed. */
	readonly prepare?: (workload: Workload) => Promise<void>;
	/** Run it once, to its answer; throws when that is wrong. */
	run(workload: Workload): Promise<void>;
	/** End what it keeps. */
	readonly close?: () => Promise<void>;
}

export function assertAnswer(name: string, {answer}: Workload, stdout: string): void {
	if (stdout.trim() !== answer) {
		throw new Error(`${name} answered ${JSON.stringify(stdout.slice(0, 200))} instead of ${answer}.`);
	}
}
