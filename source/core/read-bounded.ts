import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';
import {ConfigError} from '../../sandbox/index.ts';

/**
The text of a small regular file, or null when there is none.

Throws a ConfigError for a file that cannot be read, is larger than `maxBytes`
or is no regular file: a pipe in a foreign folder must not make us wait.
*/
export function readBounded(path: string, maxBytes = 1_048_576): string | null {
	let fd: number;
	try {
		fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) {
			return null;
		}

		throw new ConfigError(`Cannot read ${path}.`, {hint: 'Check who owns the file and its mode.', cause});
	}

	try {
		const stat = fstatSync(fd);
		if (!stat.isFile() || stat.size > maxBytes) {
			throw new ConfigError(`Cannot read ${path}: it is ${stat.isFile() ? `larger than ${maxBytes} bytes` : 'not a regular file'}.`);
		}

		return readFileSync(fd, 'utf8');
	} finally {
		closeSync(fd);
	}
}
