/** What a person reads before answering: one suggestion against what it replaces, or one state against another. */

import {UsageError} from '../../../sandbox/index.ts';
import {artefactLines, diffLines} from './escaped.ts';
import type {Ground} from './ground.ts';
import {readPending} from './pending.ts';

/** The lines that go and come. Throws a UsageError for a name that nothing has. */
export function differencesOf(ground: Ground, a: string, b?: string): readonly string[] {
	const pending = readPending(ground.disk).find(({candidate}) => candidate.artefact.id === a);
	if (pending !== undefined && b === undefined) {
		const {artefact, replaces} = pending.candidate;
		const replaced = ground.store.load().artefacts.filter(({id}) => replaces.includes(id));
		return diffLines(replaced.flatMap(artefactLines), artefactLines(artefact));
	}

	const active = ground.store.load().artefacts.find(({id}) => id === a);
	if (active !== undefined && b === undefined) {
		return diffLines([], artefactLines(active));
	}

	return diffLines(linesOf(ground, a), linesOf(ground, b ?? 'HEAD'));
}

function linesOf({store, disk}: Ground, name: string): readonly string[] {
	const {hash, artefacts} = store.load();
	if (name === 'HEAD') {
		return artefacts.flatMap(artefactLines);
	}

	const one = [...artefacts, ...readPending(disk).map(({candidate}) => candidate.artefact)].find(({id}) => id === name);
	if (one !== undefined) {
		return artefactLines(one);
	}

	const {lineage} = store.history();
	const state =
		name === 'known-good'
			? (lineage.at(-2) ?? hash)
			: lineage.findLast(state => state.startsWith(`sha256:${name.replace(/^sha256:/, '')}`));
	if (state === undefined || name.length < 6) {
		throw new UsageError('There is neither an artefact nor a state of that name.', {hint: 'See both with: skilllite evolution status'});
	}

	return store.loadState(state).flatMap(artefactLines);
}
