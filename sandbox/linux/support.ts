import {lstatSync} from 'node:fs';
import {join} from 'node:path';
import {SandboxError} from '../base/errors.ts';
import {cacheFolder} from '../base/home.ts';
import {makeFolder} from '../base/make-folder.ts';

/**
The folder of small files that runs are given beside the skill; made when missing.

Throws a SandboxError (`setup`) when it, or `name` in it, is a link: a cache folder inside a project may have come with the
project, and what lies here is mounted into every sandbox.
*/
export function supportParent(name = '.'): string {
	const parent = join(cacheFolder(), 'support');
	makeFolder(parent, 0o755);
	for (const folder of [cacheFolder(), parent, join(parent, name)]) {
		if (lstatSync(folder, {throwIfNoEntry: false})?.isSymbolicLink()) {
			throw new SandboxError('setup', `Cannot use ${folder}: it is a link.`, {hint: 'Set XDG_CACHE_HOME to a folder of your own.'});
		}
	}

	return parent;
}
