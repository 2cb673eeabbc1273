import {closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {makeFolder} from './make-folder.ts';

/**
Replace a file in one step: readers see the old bytes or the new ones, never a part.

Missing parent folders are made with mode 0700; the file gets `mode` (default 0600).
*/
export function writeFileAtomically(path: string, data: string | Uint8Array, mode = 0o600): void {
	makeFolder(dirname(path), 0o700);
	const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
	const bytes = typeof data === 'string' ? Buffer.from(data) : data;
	try {
		const fd = openSync(temporary, 'wx', mode);
		try {
			for (let written = 0; written < bytes.length; ) {
				written += writeSync(fd, bytes, written);
			}

			fsyncSync(fd);
		} finally {
			closeSync(fd);
		}

		renameSync(temporary, path);
	} catch (error) {
		rmSync(temporary, {force: true});
		throw error;
	}
}
