import {chmodSync, lstatSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError} from '../base/errors.ts';
import {cacheFolder} from '../base/home.ts';
import {makeFolder} from '../base/make-folder.ts';

/**
A folder of the cache for what is mounted into sandboxes, made when missing.

For root it is 0755, because the sandbox that root starts runs as another user; for everybody else 0700.
Throws a ConfigError when the cache folder or the folder itself is a link or belongs to somebody else.
*/
export function snapshotParent(name: 'snapshots' | 'environments' = 'snapshots'): string {
	const parent = join(cacheFolder(), name);
	const mode = process.geteuid?.() === 0 ? 0o755 : 0o700;
	try {
		makeFolder(parent, mode);
	} catch (cause) {
		throw unusable(parent, 'cannot be made', cause);
	}

	for (const folder of [cacheFolder(), parent]) {
		secure(folder, mode);
	}

	return parent;
}

function secure(folder: string, mode: number): void {
	const stats = lstatSync(folder);
	if (!stats.isDirectory()) {
		throw unusable(folder, 'is a link');
	}

	if (process.geteuid && stats.uid !== process.geteuid()) {
		throw unusable(folder, `belongs to another user (${stats.uid})`);
	}

	if ((stats.mode & 0o7777) !== mode) {
		chmodSync(folder, mode);
	}
}

function unusable(folder: string, says: string, cause?: unknown): ConfigError {
	return new ConfigError(`Cannot keep copies of skills and packages: ${folder} ${says}.`, {
		hint: 'Set XDG_CACHE_HOME to a folder of your own.',
		cause,
	});
}
