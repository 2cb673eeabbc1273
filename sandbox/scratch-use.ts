/** What a run's scratch holds, seen from outside. */

import {closeSync, constants, lstatSync, openSync, readdirSync, statfsSync} from 'node:fs';
import {join} from 'node:path';

export interface ScratchUse {
	/** Undefined when it cannot be told any more. */
	used(): {readonly bytes: number; readonly entries: number} | undefined;
	close(): void;
}

/** Of a file system of its own; the handle keeps it countable after its processes are gone. */
export function watchFileSystem(path: string): ScratchUse {
	const fd = openFolder(path);
	return {
		used() {
			try {
				if (fd === undefined) {
					return undefined;
				}

				const {blocks, bfree, bsize, files, ffree} = statfsSync(`/proc/self/fd/${fd}`);
				return {bytes: (blocks - bfree) * bsize, entries: files - ffree};
			} catch {
				// The handle was closed.
				return undefined;
			}
		},
		close() {
			if (fd !== undefined) {
				closeSync(fd);
			}
		},
	};
}

/** More than this is over any limit: the count need not go on. */
const mostEntries = 200_000;

/** Of a folder among others: everything in it is counted. A file that was removed and is still open is not seen. */
export function watchFolder(path: string): ScratchUse {
	return {used: () => countFolder(path), close() {}};
}

function countFolder(top: string): {readonly bytes: number; readonly entries: number} {
	let bytes = 0;
	let entries = 0;
	const pending = [top];
	for (let folder = pending.pop(); folder !== undefined && entries < mostEntries; folder = pending.pop()) {
		for (const name of namesIn(folder)) {
			const path = join(folder, name);
			const about = lstatSync(path, {throwIfNoEntry: false});
			entries++;
			// Blocks, since a file may be sparse.
			bytes += (about?.blocks ?? 0) * 512;
			if (about?.isDirectory()) {
				pending.push(path);
			}
		}
	}

	return {bytes, entries};
}

// A folder that only the run's own user may read, or that is gone.
function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function openFolder(path: string): number | undefined {
	try {
		return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
	} catch {
		// Gone already, or hidden by a ptrace restriction: then nothing is counted.
		return undefined;
	}
}
