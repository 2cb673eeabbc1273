/**
The project's `.env`: a file that came with a folder and may say only which model to talk to.

- Only the nine variables of a model's address, key and name are returned; nothing is put into process.env.
- Values are literal: no `$NAME` is expanded, or a file could carry the user's own key out in a base URL.
- Lines that reach for our settings or for how programs are loaded are returned as `ignored`; the project's own variables are not our business.
- The file is opened without following a link and without waiting for a pipe, and read up to 64 KB.
*/

import {closeSync, constants, fstatSync, lstatSync, openSync, readSync} from 'node:fs';
import {join} from 'node:path';

/** Base URL, key and name of a model, in the order in which they are looked at. */
export const modelVariables = [
	{base: 'SKILLLITE_API_BASE', key: 'SKILLLITE_API_KEY', model: 'SKILLLITE_MODEL'},
	{base: 'OPENAI_BASE_URL', key: 'OPENAI_API_KEY', model: 'OPENAI_MODEL'},
	{base: 'BASE_URL', key: 'API_KEY', model: 'MODEL'},
] as const;

export interface IgnoredLine {
	/** Counted from 1. */
	readonly line: number;
	readonly name: string;
	readonly reason: 'not-allowed' | 'malformed';
}

export interface EnvFileContent {
	readonly values: Readonly<Record<string, string>>;
	readonly ignored: readonly IgnoredLine[];
}

export type EnvFile =
	| {readonly kind: 'absent'}
	| {readonly kind: 'unreadable'; readonly path: string; readonly reason: string}
	| ({readonly kind: 'read'; readonly path: string} & EnvFileContent);

const maximumBytes = 65_536;
const allowed: ReadonlySet<string> = new Set(modelVariables.flatMap(family => Object.values(family)));

// What would change our own behaviour, or how node, python, git and TLS load and trust things, if it were believed.
// NODE_ENV, USER and the like are ordinary lines of other programs: a warning about them would teach people to skip warnings.
const reserved = new RegExp(
	[
		'SKILLLITE_.*|SKILLBOX_.*|HOME|PATH|SHELL|INIT_CWD|TMPDIR|XDG_.*|NO_COLOR|FORCE_COLOR|EDITOR|VISUAL|PAGER|TERM|LANG|LC_.*',
		'NODE_OPTIONS|NODE_PATH|NODE_TLS_.*|NODE_EXTRA_.*|NPM_CONFIG_.*|PYTHON.*|PIP_.*|GIT_.*|LD_.*|DYLD_.*|SSL_.*|BASH_ENV',
		'(?:HTTPS?|ALL|NO|FTP)_PROXY',
	]
		.map(names => `^(?:${names})$`)
		.join('|'),
	'i',
);

/** Whether the folder has a `.env` of any kind, without opening it. */
export function hasEnvFile(folder: string): boolean {
	try {
		return lstatSync(join(folder, '.env'), {throwIfNoEntry: false}) !== undefined;
	} catch {
		// A folder that may not be looked into has nothing to announce.
		return false;
	}
}

/** What the folder's `.env` says about models. Never throws: what cannot be read safely is `unreadable`, with the reason. */
export function readEnvFile(folder: string): EnvFile {
	const path = join(folder, '.env');
	try {
		return {kind: 'read', path, ...parseEnvFile(readBounded(path))};
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : undefined;
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			return {kind: 'absent'};
		}

		return {kind: 'unreadable', path, reason: reasonOf(error, code)};
	}
}

/** Read the text of a `.env`. Pure; a later line for the same name wins, as everywhere else. */
export function parseEnvFile(text: string): EnvFileContent {
	const values = new Map<string, string>();
	const ignored: IgnoredLine[] = [];
	for (const [index, line] of text
		.replace(/^\uFEFF/, '')
		.split(/\r\n|\n|\r/)
		.entries()) {
		const [, name, written] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]{0,63})\s*=(.*)$/s.exec(line) ?? [];
		if (name === undefined || written === undefined) {
			continue;
		}

		if (!allowed.has(name)) {
			if (reserved.test(name)) {
				ignored.push({line: index + 1, name, reason: 'not-allowed'});
			}

			continue;
		}

		const value = readValue(written);
		if (value === null) {
			ignored.push({line: index + 1, name, reason: 'malformed'});
		} else {
			values.set(name, value);
		}
	}

	return {values: Object.fromEntries(values), ignored};
}

/** A value without its quotes and comment; null when it holds anything but printable ASCII, which no URL, key or model name needs. */
function readValue(written: string): string | null {
	const text = written.trim();
	const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/s.exec(text);
	const value = quoted ? (quoted[2] ?? '') : text.replace(/(?:^|\s+)#.*$/s, '').trimEnd();
	return /^[\x20-\x7E]*$/.test(value) && (quoted || !/^["']/.test(value)) ? value : null;
}

function readBounded(path: string): string {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		if (!fstatSync(fd).isFile()) {
			throw new Error('it is not a regular file');
		}

		const buffer = Buffer.alloc(maximumBytes + 1);
		let length = 0;
		for (let read = -1; read !== 0 && length < buffer.length; length += read) {
			read = readSync(fd, buffer, length, buffer.length - length, null);
		}

		if (length > maximumBytes) {
			throw new Error('it is larger than 64 KB');
		}

		return buffer.toString('utf8', 0, length);
	} finally {
		closeSync(fd);
	}
}

function reasonOf(error: unknown, code: unknown): string {
	if (code === 'ELOOP' || code === 'EMLINK') {
		return 'it is a symbolic link';
	}

	if (typeof code === 'string') {
		return code === 'EACCES' ? 'permission is denied' : `the system says ${code}`;
	}

	return error instanceof Error ? error.message : String(error);
}
