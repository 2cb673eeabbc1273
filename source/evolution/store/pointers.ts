/** The pointers of the store: `HEAD` and `refs/{canary,known-good}`, each a file that holds one hash. */

import {IntegrityError, type Sha256} from '../../../sandbox/index.ts';
import type {Disk} from './disk.ts';

export type Pointer = 'HEAD' | 'refs/canary' | 'refs/known-good';

/** Where a pointer points; null when there is none. Throws an IntegrityError when it holds anything but a hash. */
export function readPointer(disk: Disk, pointer: Pointer): Sha256 | null {
	const text = disk.read(pointer, 1024)?.toString('utf8');
	if (text === undefined) {
		return null;
	}

	if (!/^[0-9a-f]{64}\n$/.test(text)) {
		throw new IntegrityError(`Cannot read ${pointer} of the evolution store: it is damaged.`, {
			hint: 'Go back to the last good state with: skilllite evolution rollback',
		});
	}

	return `sha256:${text.trimEnd()}`;
}

export function writePointer(disk: Disk, pointer: Pointer, hash: Sha256): void {
	// The others follow from the journal or can be lost: only HEAD has to outlast a power cut.
	disk.replace(pointer, `${hash.slice('sha256:'.length)}\n`, pointer === 'HEAD');
}

export function removePointer(disk: Disk, pointer: Exclude<Pointer, 'HEAD'>): void {
	disk.remove(pointer);
}
