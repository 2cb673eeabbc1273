/** Looking again at what is active: what is forgotten, unused or was shown to help another model. Loaded when that is asked for. */

import type {Artefact} from '../artefact.ts';
import {openSpending, pruning} from '../budget.ts';
import type {ArtefactSet} from '../candidate.ts';
import {ablate, type Ablation, isDue, isForgotten} from '../prune.ts';
import type {ReplayPorts} from '../ports.ts';
import {gatePorts} from './gate-ports.ts';
import type {Ground} from './ground.ts';
import {addFact, readWatched} from './records.ts';
import {staleIn} from './stale.ts';

export interface Pruned {
	readonly id: string;
	readonly outcome: Ablation;
}

/** Run what is due without it, and take out what is not missed. */
export async function pruneActive(ground: Ground, signal: AbortSignal): Promise<readonly Pruned[]> {
	const {store, disk, options} = ground;
	const {left} = ground.budget();
	if (dueIn(ground).length === 0) {
		return [];
	}

	const lease = store.lease();
	const purse = openSpending(disk, pruning, left, options.clock());
	const found: Pruned[] = [];
	let replays: ReplayPorts | null = null;
	const ports = async () => {
		replays ??= await options.replays();
		return gatePorts(ground, replays, purse.spend);
	};
	try {
		for (const artefact of dueIn(ground)) {
			const set = store.load().artefacts;
			const outcome = isForgottenIn(ground, artefact) ? 'retire' : await ablate(artefact, set, await ports(), signal);
			found.push({id: artefact.id, outcome});
			ground.audit({event: 'revalidate', artefact: artefact.id, outcome, model: options.model ?? 'any'});
			lease.renew();
			if (outcome === 'retire') {
				store.remove({ids: [artefact.id], as: 'rolled-back', actor: 'engine'});
			} else if (outcome === 'keep' && options.model !== undefined) {
				addFact(disk, {validated: artefact.id, model: options.model});
			}
		}
	} finally {
		purse.close();
		lease.release();
		ground.changed();
	}

	return found;
}

function dueIn(ground: Ground): ArtefactSet {
	const set = ground.store.load().artefacts;
	const watched = readWatched(ground.disk);
	const stale = staleIn(ground, set);
	const now = ground.options.clock();
	return set.filter(
		artefact =>
			stale.includes(artefact) ||
			isForgotten({lastFired: watched[artefact.id]?.lastFired ?? null, now}) ||
			isDue(artefact, {set, lastFired: watched[artefact.id]?.lastFired ?? null, now}),
	);
}

function isForgottenIn({disk, options}: Ground, {id}: Artefact): boolean {
	return isForgotten({lastFired: readWatched(disk)[id]?.lastFired ?? null, now: options.clock()});
}
