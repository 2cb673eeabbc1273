/** Many requests at a time, in batches in turn. */

import {inLanes} from '../lanes.ts';
import type {Contender} from './contender.ts';
import type {Workload} from './workload.ts';

export interface Throughput {
	readonly requests: number;
	readonly perSecond: number;
	/** From the moment a lane was free to the answer. */
	readonly latenciesMs: readonly number[];
}

const batches = 5;

/** So many requests for each contender, so many at a time; a fifth of them for those that take a hundred times as long. */
export async function measureThroughput(
	contenders: readonly Contender[],
	workload: Workload,
	{requests, lanes}: {readonly requests: number; readonly lanes: number},
): Promise<Readonly<Record<string, Throughput>>> {
	const latencies = new Map<string, number[]>();
	const seconds = new Map<string, number>();
	for (let batch = 0; batch < batches; batch++) {
		for (const contender of contenders.filter(({every}) => batch === 0 || every < 8)) {
			await contender.prepare?.(workload);
			const own = latencies.get(contender.id) ?? [];
			latencies.set(contender.id, own);
			const begun = performance.now();
			await inLanes(
				lanes,
				Array.from({length: requests / batches}, () => async () => {
					const asked = performance.now();
					await contender.run(workload);
					own.push(performance.now() - asked);
				}),
			);
			seconds.set(contender.id, (seconds.get(contender.id) ?? 0) + (performance.now() - begun) / 1000);
			await settle(contender);
		}
	}

	return summariesOf(latencies, seconds);
}

/** What it starts now for later would be on the next one's account. */
async function settle({prepare}: Contender): Promise<void> {
	if (prepare !== undefined) {
		await new Promise(resolve => setTimeout(resolve, 1000));
	}
}

function summariesOf(
	latencies: ReadonlyMap<string, readonly number[]>,
	seconds: ReadonlyMap<string, number>,
): Readonly<Record<string, Throughput>> {
	return Object.fromEntries(
		[...latencies].map(([id, latenciesMs]) => [
			id,
			{requests: latenciesMs.length, perSecond: latenciesMs.length / (seconds.get(id) ?? Number.NaN), latenciesMs},
		]),
	);
}
