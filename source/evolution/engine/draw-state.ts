/** Puts together what people see of evolution. */

import {effectText} from '../effect.ts';
import {readConfig} from '../modes.ts';
import type {Ground} from './ground.ts';
import {lineOf} from './line-of.ts';
import {readPending} from './pending.ts';
import {effects, readWatched} from './records.ts';
import {staleIn} from './stale.ts';
import {type ActiveLine, evidenceText, type EvolutionState, type PendingLine} from './state.ts';
import type {Trial} from './trial.ts';

/** The state as it is now, made from files. */
export function drawState(ground: Ground, trial: Trial): EvolutionState {
	const {metrics = () => [], log = () => []} = ground.options;
	const {hash, artefacts, problem} = ground.store.load();
	const watched = readWatched(ground.disk);
	const measured = effects(ground.disk);
	const stale = new Set(staleIn(ground, artefacts).map(({id}) => id));
	return {
		mode: ground.modeOf(problem),
		chosen: readConfig(ground.disk).mode,
		head: hash,
		problem: problem?.message ?? null,
		metrics: metrics(),
		canary: trial.line(),
		pending: pendingLines(ground),
		active: artefacts.map(
			(artefact): ActiveLine => ({
				...lineOf(artefact),
				created: artefact.created,
				isStale: stale.has(artefact.id),
				effect: effectText(measured.get(artefact.id)),
				lastFired: watched[artefact.id]?.lastFired ?? null,
			}),
		),
		budget: ground.budget(),
		log: log(),
	};
}

function pendingLines({disk}: Ground): readonly PendingLine[] {
	return readPending(disk)
		.filter(({isCanary}) => !isCanary)
		.map(({candidate: {artefact}, proposed, isTested, results}) => ({
			...lineOf(artefact),
			...{proposed, isTested, results},
			evidence: evidenceText(results, isTested),
		}));
}
