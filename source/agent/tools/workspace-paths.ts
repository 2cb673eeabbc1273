/**
The one way from a path that a model wrote to a file: real, inside the workspace or a granted folder, and not of those that
nobody may read or write.

What is decided here is checked again on the opened file (`open-file.ts`): between the two a link may have been put in its place.
*/

import {lstatSync, realpathSync} from 'node:fs';
import {dirname, join, relative, resolve, sep} from 'node:path';
import {isOwnPath, isProtectedPath, isSecretPath, PolicyError, SkillLiteError, toDisplay} from '../../../sandbox/index.ts';

export interface Roots {
	/** Real path of the workspace; relative paths start there. */
	readonly workspace: string;
	/** Real paths of other folders that the person opened for this session. */
	readonly granted: readonly string[];
}

export interface ResolvedPath {
	/** Without a link in it; what does not exist yet is named below its real folder. */
	readonly real: string;
	readonly root: string;
	/** The names from the root to it; none for the root itself. */
	readonly parts: readonly string[];
	/** As the model and rules see it: relative to the workspace, absolute in a granted folder. Not yet safe to display. */
	readonly name: string;
	readonly exists: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const unreadableName = /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/;
const longestPath = 4096;

/**
Resolve a path for reading or listing; it need not exist.

Throws a PolicyError for what may not be read, whoever asks, and a SkillLiteError (`input-invalid`) for what is no path.
*/
export function resolveForReading(roots: Roots, path: string): ResolvedPath {
	assertPath(path);
	const asked = resolve(roots.workspace, path);
	const {real, exists} = realOf(asked, path);
	const root = [roots.workspace, ...roots.granted].find(folder => isInside(folder, real));
	if (root === undefined || path === '~' || path.startsWith('~/')) {
		throw refused('use', path, 'it is outside the workspace');
	}

	// Where the whole machine is the workspace, they are in it: environments of processes, memory, devices.
	if (['/proc', '/sys', '/dev'].some(folder => isInside(folder, real))) {
		throw refused('use', path, 'it belongs to the kernel');
	}

	const parts = partsOf(root, real);
	// A link that is called like a secret leads to one.
	if (isSecretPath(root, parts) || (isInside(root, asked) && isSecretPath(root, partsOf(root, asked)))) {
		throw refused('use', path, 'files of keys and credentials are closed to tools');
	}

	if (isOwnPath(real)) {
		throw refused('use', path, "it is in this program's own folder");
	}

	return {real, root, parts, name: root === roots.workspace ? parts.join('/') || '.' : real, exists};
}

/** As `resolveForReading`, of what may be written too. */
export function resolveForWriting(roots: Roots, path: string): ResolvedPath {
	const resolved = resolveForReading(roots, path);
	if (resolved.parts.length === 0) {
		throw refused('change', path, 'it is the workspace itself');
	}

	if (resolved.parts.some(part => unreadableName.test(part))) {
		throw refused('change', path, 'its name has characters that cannot be seen');
	}

	if (isProtectedPath(resolved.root, resolved.parts)) {
		throw refused('change', path, 'other programs run or obey what is written there');
	}

	return resolved;
}

/** Whether a path may be read by its names alone; for walks, which follow no links. */
export function isReadable(root: string, parts: readonly string[]): boolean {
	return !isSecretPath(root, parts) && !isOwnPath(join(root, ...parts));
}

/** A path in messages: hidden characters are shown as what they are. */
export function shownPath(path: string): string {
	return JSON.stringify(toDisplay(path, {reveal: true, maxLength: 200}));
}

export function missing(path: string): SkillLiteError {
	return new SkillLiteError('input-invalid', `There is no ${shownPath(path)}.`);
}

function assertPath(path: string): void {
	if (path === '' || path.length > longestPath || path.includes('\0') || !path.isWellFormed()) {
		throw new SkillLiteError('input-invalid', `${shownPath(path)} is not a path.`);
	}
}

/** The real path, as far as it exists; what is missing below is taken as written. */
function realOf(asked: string, path: string): {readonly real: string; readonly exists: boolean} {
	const missingParts: string[] = [];
	for (let known = asked; ; known = dirname(known)) {
		if (isThere(known, path)) {
			const real = realpathOf(known, path);
			return {real: missingParts.length > 0 ? join(real, ...missingParts.toReversed()) : real, exists: missingParts.length === 0};
		}

		missingParts.push(known.slice(known.lastIndexOf(sep) + 1));
	}
}

function isThere(path: string, asked: string): boolean {
	try {
		return lstatSync(path, {throwIfNoEntry: false}) !== undefined;
	} catch (cause) {
		throw new SkillLiteError('input-invalid', `Cannot use ${shownPath(asked)}: its folder cannot be looked into.`, {cause});
	}
}

function realpathOf(path: string, asked: string): string {
	try {
		return realpathSync.native(path);
	} catch (cause) {
		// A link to nothing: writing to it would make a file wherever it leads.
		throw new PolicyError('policy', `Cannot use ${shownPath(asked)}: there is a link on its way that leads nowhere.`, {cause});
	}
}

function partsOf(root: string, path: string): readonly string[] {
	return relative(root, path).split(sep).filter(Boolean);
}

function isInside(folder: string, path: string): boolean {
	return path === folder || path.startsWith(folder === sep ? sep : folder + sep);
}

function refused(verb: string, path: string, why: string): PolicyError {
	return new PolicyError('policy', `Cannot ${verb} ${shownPath(path)}: ${why}.`);
}
