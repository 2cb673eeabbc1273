/** Taking out: what nobody uses, what no longer helps, what was shown to help another model. */

import type {Artefact} from './artefact.ts';
import type {ArtefactSet} from './candidate.ts';
import {caps, countsOf} from './gates/g4-set.ts';
import {runPairOf, shuffled} from './gates/pairs.ts';
import type {GatePorts} from './ports.ts';
import {harmProbability, harmThreshold} from './statistics/anchors.ts';
import {eThreshold, judgePairs} from './statistics/paired-test.ts';

const unusedForMs = 30 * 86_400_000;
/** As far back as the miner looks. */
const forgottenForMs = 14 * 86_400_000;
const crowded = 0.8;

/** Whether the tasks of an artefact should be run without it to see if it is still worth its place. */
export function isDue(
	artefact: Artefact,
	{set, lastFired, now}: {readonly set: ArtefactSet; readonly lastFired: string | null; readonly now: Date},
): boolean {
	const used = Date.parse(lastFired ?? artefact.created);
	const counts = countsOf(set);
	const isCrowded = (['rules', 'plans', 'skills'] as const).some(kind => counts[kind] >= crowded * caps[kind]);
	return isCrowded || now.getTime() - used > unusedForMs;
}

/** Whether the work that it was for has not come for a fortnight; never where nobody watched. */
export function isForgotten({lastFired, now}: {readonly lastFired: string | null; readonly now: Date}): boolean {
	return lastFired !== null && now.getTime() - Date.parse(lastFired) > forgottenForMs;
}

export type Ablation = 'keep' | 'retire' | 'unknown';

/**
Run the tasks of an artefact with the set and with the set without it.

`keep` where it is shown to help still, `retire` where its tasks are solved as often or more often without it, `unknown`
where too little could be run.
*/
export async function ablate(
	artefact: Artefact,
	set: ArtefactSet,
	ports: Pick<GatePorts, 'targets' | 'runPair' | 'random' | 'spend'>,
	signal: AbortSignal,
): Promise<Ablation> {
	const sets = {candidate: set, incumbent: set.filter(({id}) => id !== artefact.id)};
	const tally = {wins: 0, losses: 0, ties: 0};
	for (const task of shuffled(ports.targets(artefact), ports.random)) {
		const tier = (['R0', 'R1'] as const).find(tier => task.tiers.includes(tier));
		if (tier === undefined) {
			continue;
		}

		const pair = await runPairOf({task, tier, sets, attempt: 0}, ports, signal);
		if (typeof pair === 'string') {
			return 'unknown';
		}

		tally[pair.candidate === pair.incumbent ? 'ties' : pair.candidate ? 'wins' : 'losses'] += 1;
		const {kind} = judgePairs(tally, eThreshold[artefact.scope]);
		if (kind === 'proven') {
			return 'keep';
		}

		if (kind === 'futile' || harmProbability(tally.losses, tally.wins) >= harmThreshold) {
			return 'retire';
		}
	}

	return 'unknown';
}
