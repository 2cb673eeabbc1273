/** Paths as Seatbelt compares them: of the file itself, not of a link to it, and spelt as on the disk. */

import {realpathSync} from 'node:fs';
import {SandboxError} from '../base/errors.ts';

/** A longer one is cut or refused by the compiler of profiles. */
const mostBytes = 1024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\0-\x1f\x7f]/;

/**
Where a path leads, in the one spelling that rules are written in: `/tmp` is `/private/tmp`, and on a disk that does not
tell case apart the case is that of the disk.

Throws a SandboxError (`setup`) for a path that no rule can name, and what `realpath` throws for one that is not there.
*/
export function hostPath(path: string): string {
	// Only the system's own realpath gives the case of the disk.
	return assertNameable(realpathSync.native(path));
}

/** The path itself. Throws a SandboxError (`setup`) unless a rule can name it. */
export function assertNameable(path: string): string {
	const parts = path.split('/').slice(1);
	const isPlain = path.startsWith('/') && parts.every(part => part !== '' && part !== '.' && part !== '..');
	if (!isPlain || control.test(path) || Buffer.byteLength(path) > mostBytes) {
		throw new SandboxError('setup', `Cannot run anything: no sandbox rule can name the path ${JSON.stringify(path)}.`, {
			hint: 'Move it to a path without line breaks, of at most 1,024 bytes.',
		});
	}

	return path;
}
