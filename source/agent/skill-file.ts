/** Reads a file of a skill for a model: inside the folder, no links, bounded, text only. */

import {closeSync, constants, fstatSync, openSync, readSync, realpathSync} from 'node:fs';
import {isAbsolute, join, sep} from 'node:path';
import {SkillError, toDisplay} from '../../sandbox/index.ts';

const maximumBytes = 1024 * 1024;

/** The text of a file. Throws a SkillError that names the path for anything that is no such file. */
export function readSkillText(dir: string, path: string): string {
	const shown = JSON.stringify(toDisplay(path, {maxLength: 200}));
	const bytes = readBytes(dir, path, shown);
	if (bytes.includes(0)) {
		throw new SkillError('input-invalid', `Cannot read ${shown} of the skill: it is not a text file.`);
	}

	return bytes.toString('utf8');
}

function readBytes(dir: string, path: string, shown: string): Buffer {
	const root = realpathSync(dir);
	const outside = new SkillError('input-invalid', `Cannot read ${shown}: it is not inside the skill folder.`);
	if (isAbsolute(path) || path.split(/[/\\]/).includes('..')) {
		throw outside;
	}

	let fd: number;
	try {
		const real = realpathSync(join(root, path));
		if (!real.startsWith(root + sep)) {
			throw outside;
		}

		// The last part may have become a link or a pipe since: neither is followed nor waited for.
		fd = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (cause) {
		throw cause === outside ? outside : new SkillError('input-invalid', `The skill has no file ${shown}.`, {cause});
	}

	try {
		const stat = fstatSync(fd);
		if (!stat.isFile() || stat.size > maximumBytes) {
			throw new SkillError(
				'input-invalid',
				`Cannot read ${shown} of the skill: ${stat.isFile() ? 'it is larger than 1 MB' : 'it is not a file'}.`,
			);
		}

		const buffer = Buffer.alloc(stat.size);
		return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0));
	} finally {
		closeSync(fd);
	}
}
