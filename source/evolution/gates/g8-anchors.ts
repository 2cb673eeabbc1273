/** G8: what it should not touch stays as it is: unrelated tasks are solved as before and cost no more. */

import {type Candidate, candidateSet, type GateResult} from '../candidate.ts';
import type {GatePorts, ReplayTask} from '../ports.ts';
import {clearHarmThreshold, costThreshold, harmProbability, harmThreshold} from '../statistics/anchors.ts';
import {runPairOf, shuffled} from './pairs.ts';
import {result} from './result.ts';

type Ports = Pick<GatePorts, 'anchors' | 'runPair' | 'random' | 'spend'>;

export const leastAnchors = 10;
const mostAnchors = 20;
const pairsEach = 2;

/** Whether unrelated tasks suffer. */
export async function anchors(candidate: Candidate, ports: Ports, signal: AbortSignal): Promise<GateResult> {
	const pool = ports.anchors(candidate.artefact).filter(({id, tiers}) => !candidate.suggestedBy.includes(id) && tierOf({tiers}) !== null);
	if (pool.length < leastAnchors) {
		return result('G8', 'suggest', 'Unverified: too few unrelated tasks can be replayed.', {tasks: pool.length});
	}

	const sets = {candidate: candidateSet(candidate), incumbent: candidate.incumbent};
	const count = {wins: 0, losses: 0, pairs: 0};
	const tokens = {candidate: 0, incumbent: 0};
	const data = () => ({...count, tokens: tokens.candidate + tokens.incumbent, cost: ratio(tokens)});
	for (const {task, attempt} of spread(pool, ports.random)) {
		const pair = await runPairOf({task, tier: tierOf(task) ?? 'R1', sets, attempt}, ports, signal);
		if (typeof pair === 'string') {
			return result('G8', 'suggest', `Unverified: ${pair === 'budget' ? 'the budget ended' : 'it was ended'} first.`, data());
		}

		count.pairs += 1;
		count.wins += pair.candidate && !pair.incumbent ? 1 : 0;
		count.losses += pair.incumbent && !pair.candidate ? 1 : 0;
		tokens.candidate += pair.tokens.candidate;
		tokens.incumbent += pair.tokens.incumbent;
		if (harmProbability(count.losses, count.wins) >= clearHarmThreshold) {
			return result('G8', 'refuse', 'Unrelated tasks fail with it.', data());
		}
	}

	if (harmProbability(count.losses, count.wins) >= harmThreshold) {
		return result('G8', 'refuse', 'Unrelated tasks fail with it.', data());
	}

	return (ratio(tokens) ?? 1) > costThreshold
		? result('G8', 'refuse', 'Unrelated tasks cost more than a tenth more with it.', data())
		: result('G8', 'pass', 'Unrelated tasks are solved as before.', data());
}

/** Each family once before any has a second task, then everything a second time. */
function spread(pool: readonly ReplayTask[], random: () => number): readonly {readonly task: ReplayTask; readonly attempt: number}[] {
	const seen = new Map<string, number>();
	const ranked = shuffled(pool, random).map(task => {
		const rank = seen.get(task.family) ?? 0;
		seen.set(task.family, rank + 1);
		return {task, rank};
	});
	const chosen = ranked.sort((a, b) => a.rank - b.rank).slice(0, mostAnchors);
	return Array.from({length: pairsEach}, (_, attempt) =>
		// A pure function says the same each time.
		chosen.filter(({task}) => attempt === 0 || tierOf(task) !== 'R0').map(({task}) => ({task, attempt})),
	).flat();
}

function tierOf({tiers}: Pick<ReplayTask, 'tiers'>): 'R0' | 'R1' | null {
	return tiers.includes('R0') ? 'R0' : tiers.includes('R1') ? 'R1' : null;
}

function ratio({candidate, incumbent}: {readonly candidate: number; readonly incumbent: number}): number | null {
	return incumbent > 0 ? candidate / incumbent : null;
}
