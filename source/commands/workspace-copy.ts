/**
A copy of a workspace in which a recorded task is run again: regular files alone, no link, nothing that holds secrets or that
a rule keeps from the agent, no repository and no packages; with the files that the task changed as they were before it.
*/

import {chmodSync, closeSync, constants, mkdirSync, openSync, readdirSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {sha256} from '../../sandbox/index.ts';
import {readAll, withFile} from '../agent/tools/open-file.ts';
import {walkFolder} from '../agent/tools/walk-folder.ts';
import {resolveForReading, resolveForWriting, type Roots} from '../agent/tools/workspace-paths.ts';
import type {RecordedTask} from '../evolution/replays/recorded-task.ts';

/** Digests by path. */
export type CopiedFiles = ReadonlyMap<string, string>;

const mostFiles = 2000;
const mostBytes = 20 * 1024 * 1024;

export interface CopySource {
	readonly folder: string;
	/** Whether the agent may read a file there without a question; others are left out. */
	readonly mayRead: (path: string) => boolean;
}

/**
Copy it into an empty folder; null when it is too large, or when a file that the task read or changed is not what it was or may
not be read. Throws when a file cannot be read.
*/
export function copyWorkspace(
	{folder: from, mayRead}: CopySource,
	to: string,
	{reads, before}: Pick<RecordedTask, 'reads' | 'before'>,
): CopiedFiles | null {
	const roots = rootsOf(from);
	const {entries, isCut} = walkFolder(resolveForReading(roots, '.'), true);
	const files = entries.filter(({kind}) => kind === 'file').map(({parts}) => parts);
	if (isCut || files.length > mostFiles || !before.every(({path}) => mayRead(path))) {
		return null;
	}

	const put = new Set(before.map(({path}) => path));
	const digests = new Map<string, string>();
	let left = mostBytes;
	for (const parts of files) {
		const name = parts.join('/');
		if (put.has(name) || !mayRead(name)) {
			continue;
		}

		const {bytes, mode} = withFile({real: join(roots.workspace, ...parts), name}, file => ({
			bytes: file.stat.size > left ? null : readAll(file, name, left),
			mode: file.stat.mode & 0o700,
		}));
		if (bytes === null) {
			return null;
		}

		left -= bytes.length;
		digests.set(name, write(join(to, ...parts), bytes, mode | 0o600));
	}

	for (const {path, text} of before) {
		// It was recorded of a workspace; now it must be one of this copy.
		const {real, name} = resolveForWriting(rootsOf(to), path);
		if (text !== null) {
			digests.set(name, write(real, Buffer.from(text), 0o700));
		}
	}

	return reads.every(({path, digest}) => digests.get(path) === digest) ? digests : null;
}

/** The paths whose files are not as they were copied. */
export function changedSince(folder: string, files: CopiedFiles): ReadonlySet<string> {
	return new Set([...files].filter(([path, digest]) => digestOf(folder, path) !== digest).map(([path]) => path));
}

/** Remove copies in which commands ran, also where these took rights from folders. Gives whether nothing is left; never throws. */
export function removeCopies(folder: string): boolean {
	try {
		rmSync(folder, {recursive: true, force: true});
	} catch {
		try {
			unlock(folder);
			rmSync(folder, {recursive: true, force: true, maxRetries: 3, retryDelay: 20});
		} catch {
			return false; // a command that is being killed still writes there
		}
	}

	return true;
}

// O_PATH: also for a folder that may not be read; its path leads nowhere else, whatever comes in its place.
const isLinux = process.platform === 'linux';
const unread = (isLinux ? 0o10_000_000 : constants.O_RDONLY) | constants.O_DIRECTORY | constants.O_NOFOLLOW;

function unlock(folder: string): void {
	const fd = openSync(folder, unread);
	try {
		const here = isLinux ? `/proc/self/fd/${fd}` : folder;
		chmodSync(here, 0o700);
		for (const entry of readdirSync(here, {withFileTypes: true}).filter(entry => entry.isDirectory())) {
			unlock(join(here, entry.name));
		}
	} finally {
		closeSync(fd);
	}
}

function digestOf(folder: string, path: string): string | null {
	try {
		const resolved = resolveForReading(rootsOf(folder), path);
		return withFile(resolved, file => sha256(readAll(file, path, mostBytes)));
	} catch {
		return null; // gone, grown, or something else by now
	}
}

function write(path: string, bytes: Uint8Array, mode: number): string {
	mkdirSync(dirname(path), {recursive: true, mode: 0o700});
	writeFileSync(path, bytes, {flag: 'wx', mode});
	return sha256(bytes);
}

function rootsOf(folder: string): Roots {
	return {workspace: realpathSync.native(folder), granted: []};
}
