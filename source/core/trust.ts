/**
The folders whose `.env`, notes and skills the user trusts, in `~/.skilllite/trusted.json`.

Kept in the user's home and by real path: nothing inside a project can make it trusted.
*/

import {readFileSync, realpathSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, requireWritableHome, skillliteHome, writeFileAtomically} from '../../sandbox/index.ts';

/**
Whether the user said once that this folder is trusted. A folder inside a trusted one is not.

Throws a ConfigError when the list cannot be read: an unreadable list is not an empty one.
*/
export function isTrusted(folder: string): boolean {
	return readTrusted().includes(realPath(folder));
}

/** Trust a folder from now on. Throws a ConfigError when the user's folder cannot be written. */
export function trustFolder(folder: string): void {
	const path = realPath(folder);
	requireWritableHome();
	const trusted = readTrusted();
	if (!trusted.includes(path)) {
		const folders = [...trusted, path].sort();
		writeFileAtomically(trustedPath(), `${JSON.stringify({v: 1, folders}, null, '\t')}\n`);
	}
}

function readTrusted(): readonly string[] {
	let text: string;
	try {
		text = readFileSync(trustedPath(), 'utf8');
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) {
			return [];
		}

		throw unreadable(cause);
	}

	try {
		return parseTrusted(JSON.parse(text));
	} catch (cause) {
		throw unreadable(cause);
	}
}

function parseTrusted(value: unknown): readonly string[] {
	if (typeof value === 'object' && value !== null && 'folders' in value && Array.isArray(value.folders)) {
		return value.folders.filter(folder => typeof folder === 'string');
	}

	throw new TypeError('The list of folders is missing.');
}

function unreadable(cause: unknown): ConfigError {
	return new ConfigError(`Cannot read the list of trusted folders in ${trustedPath()}.`, {
		hint: 'Repair or delete the file; folders are asked about again.',
		cause,
	});
}

function trustedPath(): string {
	return join(skillliteHome(), 'trusted.json');
}

function realPath(folder: string): string {
	try {
		return realpathSync(folder);
	} catch {
		// A folder that is not there yet is known by the path it will have.
		return folder;
	}
}
