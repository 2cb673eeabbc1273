/** Which bwrap to trust, and what it can do. */

import {realpathSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import {join, sep} from 'node:path';
import {SandboxError} from '../base/errors.ts';
import {isExecutable} from './is-executable.ts';
import {installCommand} from './install-command.ts';

/**
The absolute path of bwrap: `/usr/bin` first (distributions' AppArmor exceptions name that path), then PATH
without entries that are relative, below the current folder, below the home folder or writable by others.

Throws a SandboxError (`unavailable`) that names the command to install it.
*/
export function findBubblewrap(searchPath: string = process.env.PATH ?? ''): string {
	const folders = ['/usr/bin', ...searchPath.split(':').filter(isTrustedFolder)];
	const found = folders.map(folder => join(folder, 'bwrap')).find(isExecutable);
	if (found === undefined) {
		throw new SandboxError('unavailable', 'Cannot run anything: bubblewrap is not installed.', {
			hint: `Install it with: ${installCommand('bubblewrap')}`,
		});
	}

	return found;
}

function isTrustedFolder(folder: string): boolean {
	if (!folder.startsWith('/')) {
		return false;
	}

	try {
		const real = realpathSync(folder);
		const below = (parent: string) => real === parent || real.startsWith(parent.endsWith(sep) ? parent : parent + sep);
		return !below(realpathSync(process.cwd())) && !below(realpathSync(homedir())) && (statSync(real).mode & 0o002) === 0;
	} catch {
		// A folder that cannot be looked at is not one to start programs from.
		return false;
	}
}
