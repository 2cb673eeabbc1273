/** A folder of cached files that holds so many and no more. */

import {readdirSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';

/** Remove the oldest files of a folder until one more has room among `most`. */
export function makeRoom(folder: string, most: number): void {
	const names = readdirSync(folder);
	if (names.length < most) {
		return;
	}

	const byAge = names.map(name => ({path: join(folder, name), time: statSync(join(folder, name), {throwIfNoEntry: false})?.mtimeMs ?? 0}));
	for (const {path} of byAge.sort((a, b) => a.time - b.time).slice(0, names.length - most + 1)) {
		rmSync(path, {force: true});
	}
}
