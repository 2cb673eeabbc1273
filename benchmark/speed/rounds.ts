/** Timing in rounds: everything once, then everything again, so that a machine whose speed drifts drifts for all of it. */

import type {Contender} from './contender.ts';
import type {Workload, WorkloadId} from './workload.ts';

/** Milliseconds by contender and workload. */
export type Times = Readonly<Record<string, Partial<Record<WorkloadId, readonly number[]>>>>;

export async function timeInRounds(contenders: readonly Contender[], workloads: readonly Workload[], rounds: number): Promise<Times> {
	const times = new Map<string, Map<WorkloadId, number[]>>();
	// The round before the first fills caches and is not counted.
	for (let round = -1; round < rounds; round++) {
		for (const contender of rotated(contenders, round + 1).filter(({every}) => round % every === 0 || round < 0)) {
			for (const workload of workloads.filter(({id}) => contender.workloads.includes(id))) {
				const tookMs = await timeOnce(contender, workload);
				if (round >= 0) {
					record(times, contender.id, workload.id, tookMs);
				}
			}
		}
	}

	return Object.fromEntries([...times].map(([id, own]) => [id, Object.fromEntries(own)]));
}

async function timeOnce(contender: Contender, workload: Workload): Promise<number> {
	await contender.prepare?.(workload);
	const begun = performance.now();
	await contender.run(workload);
	const tookMs = performance.now() - begun;
	// What is started for later would be on the next one's account.
	await contender.prepare?.(workload);
	return tookMs;
}

function record(times: Map<string, Map<WorkloadId, number[]>>, contender: string, workload: WorkloadId, tookMs: number): void {
	const own = times.get(contender) ?? new Map<WorkloadId, number[]>();
	times.set(contender, own.set(workload, [...(own.get(workload) ?? []), tookMs]));
}

/** Nobody is always behind the same neighbour. */
function rotated<T>(all: readonly T[], by: number): readonly T[] {
	const at = by % all.length;
	return [...all.slice(at), ...all.slice(0, at)];
}
