/**
Where the user's folder keeps what belongs to one project: `projects/<id>/`, and `global/` for what holds everywhere.

The id is an HMAC of the project's real path with a key that never leaves the user's folder: the names there tell
nobody which projects there are, and nothing inside a project can choose or guess its id.
*/

import {createHmac, randomBytes} from 'node:crypto';
import {linkSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, requireWritableHome, writeFileAtomically} from '../../sandbox/index.ts';
import type {Project} from './paths.ts';

const keyBytes = 32;

/** The folder of a project's memory and evolution; the global one when the project is the home folder. Nothing is made but the key. */
export function projectStoreFolder(project: Project): string {
	return project.isHome ? globalStoreFolder() : join(requireWritableHome(), 'projects', projectId(project.folder));
}

/** The folder of what holds in every project. */
export function globalStoreFolder(): string {
	return join(requireWritableHome(), 'global');
}

/** The project's name in our files: 32 hex digits that only this user's key can make from the path. */
export function projectId(folder: string): string {
	return keyedHash(folder);
}

/** 32 hex digits that stand for a text: the same for the same text, and only this user's key can tell which. */
export function keyedHash(text: string): string {
	return createHmac('sha256', storeKey()).update(text).digest('hex').slice(0, 32);
}

/** The user's key, made on first use. Two processes that make it at once agree on one. */
function storeKey(): Buffer {
	const path = join(requireWritableHome(), 'store.key');
	return readKey(path) ?? makeKey(path);
}

function makeKey(path: string): Buffer {
	const fresh = `${path}.${randomBytes(6).toString('hex')}`;
	writeFileAtomically(fresh, `${randomBytes(keyBytes).toString('hex')}\n`);
	try {
		// A link comes into being with its content, and only once.
		linkSync(fresh, path);
	} catch (cause) {
		if (!isCode(cause, 'EEXIST')) {
			throw cause;
		}
	} finally {
		rmSync(fresh, {force: true});
	}

	return readKey(path) ?? makeKey(path);
}

function readKey(path: string): Buffer | null {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (cause) {
		if (isCode(cause, 'ENOENT')) {
			return null;
		}

		throw cause;
	}

	const key = Buffer.from(text.trim(), 'hex');
	if (key.length !== keyBytes) {
		// A new key would silently leave every project's memory behind.
		throw new ConfigError(`Cannot read ${path}: it is not the key that names the projects' folders.`, {
			hint: 'Put it back from a backup; without it the notes of all projects have to be started anew.',
		});
	}

	return key;
}

function isCode(cause: unknown, code: string): boolean {
	return cause instanceof Error && 'code' in cause && cause.code === code;
}
