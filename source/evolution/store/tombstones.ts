/** What never comes back: `tombstones.jsonl`, the hashes of artefacts that were rejected, disabled, rolled back or erased. */

import type {Sha256} from '../../../sandbox/index.ts';
import type {Disk} from './disk.ts';

/** An artefact by its bytes, and by its id: what says the same with another date is the same. */
export interface Buried {
	readonly hash: Sha256;
	readonly id: string;
}

export interface Tombstone extends Buried {
	readonly reason: 'rejected' | 'rolled-back' | 'disabled' | 'erased';
	readonly ts: string;
}

const name = 'tombstones.jsonl';

export function addTombstone(disk: Disk, {hash, id, reason, ts}: Tombstone): void {
	disk.append(name, JSON.stringify({hash, id, reason, ts}), true);
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
		return /^sha256:[0-9a-f]{64}$/.test(value.hash) && typeof value.id === 'string' ? [value] : [];
	} catch {
		// Torn, or the empty text after the last line.
		return [];
	}
}
