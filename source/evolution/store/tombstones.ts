/** What never comes back: `tombstones.jsonl`, the hashes of artefacts that were rejected, disabled, rolled back or erased. */

import type {Sha256} from '../../../sandbox/index.ts';
import type {Disk} from './disk.ts';

export interface Tombstone {
	readonly hash: Sha256;
	readonly reason: 'rejected' | 'rolled-back' | 'disabled' | 'erased';
	readonly ts: string;
}

const name = 'tombstones.jsonl';

export function addTombstone(disk: Disk, {hash, reason, ts}: Tombstone): void {
	disk.append(name, JSON.stringify({hash, reason, ts}), true);
}

/** By hash. A line that a crash cut off is nobody's: its writer did not come to what it was for. */
export function readTombstones(disk: Disk): ReadonlyMap<Sha256, Tombstone> {
	const lines = (disk.read(name)?.toString('utf8') ?? '').split('\n');
	return new Map(lines.flatMap(readLine).map(stone => [stone.hash, stone]));
}

function readLine(line: string): readonly Tombstone[] {
	try {
		const value = JSON.parse(line) as Tombstone;
		return /^sha256:[0-9a-f]{64}$/.test(value.hash) ? [value] : [];
	} catch {
		// Torn, or the empty text after the last line.
		return [];
	}
}
