/** Small records of the engine: which sets were probed, for which models an artefact was shown to help, what is watched. */

import type {ArtefactEffect} from '../effect.ts';
import {type Watched, unwatched} from '../monitors.ts';
import type {Disk} from '../store/disk.ts';

/** What to write down once. */
export type Fact =
	| {readonly probed: string}
	| {readonly validated: string; readonly model: string}
	| ({readonly effect: string} & ArtefactEffect);

const factsName = 'facts.jsonl';
const watchedName = 'watched.json';

export function addFact(disk: Disk, fact: Fact): void {
	disk.append(factsName, JSON.stringify(fact), false);
}

export function probedSets(disk: Disk): ReadonlySet<string> {
	return new Set(readFacts(disk).flatMap(fact => ('probed' in fact ? [fact.probed] : [])));
}

export function validatedModels(disk: Disk): (id: string) => readonly string[] {
	const facts = readFacts(disk);
	return id => facts.flatMap(fact => ('validated' in fact && fact.validated === id ? [fact.model] : []));
}

/** What each artefact did in its last trial. */
export function effects(disk: Disk): ReadonlyMap<string, ArtefactEffect> {
	return new Map(readFacts(disk).flatMap(fact => ('effect' in fact ? [[fact.effect, fact] as const] : [])));
}

/** What is known of an active artefact's use. */
export function readWatched(disk: Disk): Readonly<Record<string, Watched>> {
	try {
		const watched = JSON.parse(disk.read(watchedName)?.toString('utf8') ?? '{}') as Record<string, Watched>;
		return Object.fromEntries(Object.entries(watched).map(([id, one]) => [id, {...unwatched, ...one}]));
	} catch {
		// Damaged: watching begins anew.
		return {};
	}
}

/** Change what is watched, beside other processes; gives it as it is then. */
export function changeWatched(
	disk: Disk,
	change: (watched: Readonly<Record<string, Watched>>) => Readonly<Record<string, Watched>>,
): Readonly<Record<string, Watched>> {
	return disk.exclusively('watched.lock', () => {
		const watched = change(readWatched(disk));
		disk.replace(watchedName, `${JSON.stringify(watched)}\n`);
		return watched;
	});
}

function readFacts(disk: Disk): readonly Fact[] {
	return (disk.read(factsName)?.toString('utf8') ?? '').split('\n').flatMap(line => {
		try {
			return [JSON.parse(line) as Fact];
		} catch {
			// Torn, or the empty text after the last line.
			return [];
		}
	});
}
