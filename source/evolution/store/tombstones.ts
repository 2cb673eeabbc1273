/** What never comes back: `tombstones.jsonl`, the hashes of artefacts that were rejected, disabled, rolled back or erased. */

import type {Sha256} from '../../../sandbox/index.ts';
import type {Artefact} from '../artefact.ts';
import type {Disk} from './disk.ts';
import {artefactHash} from './manifest.ts';

/** An artefact by its bytes, and by its id: what says the same with another date is the same. */
export interface Buried {
	readonly hash: Sha256;
	readonly id: string;
	/** Of a skill the calls that it was made from: with another test it has another hash, and is the same all the same. */
	readonly sources?: readonly string[];
}

export interface Tombstone extends Buried {
	readonly reason: 'rejected' | 'rolled-back' | 'disabled' | 'erased';
	readonly ts: string;
}

const name = 'tombstones.jsonl';

/** What is to be remembered of an artefact that goes. */
export function burialOf(artefact: Artefact): Buried {
	const {id, kind, sources} = artefact;
	return {id, hash: artefactHash(artefact), ...(kind === 'skill' ? {sources} : {})};
}

export function addTombstone(disk: Disk, {hash, id, sources, reason, ts}: Tombstone): void {
	disk.append(name, JSON.stringify({hash, id, ...(sources && {sources}), reason, ts}), true);
}

/** All of them. A line that a crash cut off is nobody's: its writer did not come to what it was for. */
export function readTombstones(disk: Disk): readonly Tombstone[] {
	return (disk.read(name)?.toString('utf8') ?? '').split('\n').flatMap(readLine);
}

/** Whether an artefact was taken out for good. */
export function buriedIn(stones: readonly Tombstone[]): (artefact: Buried) => boolean {
	const names = new Set(stones.flatMap(({hash, id}) => [hash, id]));
	return ({hash, id}) => names.has(hash) || names.has(id);
}

function readLine(line: string): readonly Tombstone[] {
	try {
		const value = JSON.parse(line) as Tombstone;
		const isGood = /^sha256:[0-9a-f]{64}$/.test(value.hash) && typeof value.id === 'string';
		return isGood && (value.sources === undefined || Array.isArray(value.sources)) ? [value] : [];
	} catch {
		// Torn, or the empty text after the last line.
		return [];
	}
}
