/** What a run wrote into the folders that it was granted. */

import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';

/** Sizes of the files below a granted folder that changed since `begunAt` (ms since the epoch); counts at most 10,000 entries. */
export function writtenSince(folder: string, begunAt: number): number {
	let bytes = 0;
	let left = 10_000;
	const pending = [folder];
	for (let current = pending.pop(); current !== undefined && left > 0; current = pending.pop()) {
		for (const entry of entriesOf(current).slice(0, left)) {
			left--;
			const path = join(current, entry.name);
			if (entry.isDirectory()) {
				pending.push(path);
			} else if (entry.isFile()) {
				// File systems round times down; 10 ms covers their grain.
				bytes += sizeSince(path, begunAt - 10);
			}
		}
	}

	return bytes;
}

// A skill may leave folders that we cannot read and names that are not UTF-8; that must not cost us the outcome of a run
// that took place.
function entriesOf(folder: string) {
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch {
		return [];
	}
}

function sizeSince(path: string, since: number): number {
	try {
		const {size, mtimeMs} = statSync(path);
		return mtimeMs >= since ? size : 0;
	} catch {
		return 0;
	}
}
