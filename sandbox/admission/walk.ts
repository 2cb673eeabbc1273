/**
The walk over a skill folder that trusts nothing it meets.

On Linux each folder is held open and its children are named through
`/proc/self/fd/N/…`: a folder that is swapped for a link after it was looked at
cannot lead the walk out of the tree. Elsewhere the path is used and the
per-file checks of `readUnchanged` remain.
*/

import {type BigIntStats, closeSync, constants, existsSync, lstatSync, openSync, readdirSync, readlinkSync} from 'node:fs';
import {sha256} from '../base/canonical-json.ts';
import {toDisplay} from '../base/display.ts';
import {IntegrityError, SkillError} from '../base/errors.ts';
import type {InventoryFile, InventoryProblem} from './inventory-file.ts';
import {problem} from './names.ts';
import {changed, errorCode, isGone, readUnchanged} from './read-file.ts';

/** Entries, folders counted. */
const mostEntries = 5000;
const mostBytes = 50 * 1024 * 1024;
const deepest = 32;

export interface Walk {
	readonly files: InventoryFile[];
	readonly problems: InventoryProblem[];
	entries: number;
	totalBytes: number;
	partial: boolean;
	/** No more entries are taken. */
	isFull: boolean;
}

/** Everything below a folder, in no promised order. Throws as `readInventory` does. */
export function walkTree(root: string): Walk {
	const walk: Walk = {files: [], problems: [], entries: 0, totalBytes: 0, partial: false, isFull: false};
	const fd = openRoot(root);
	try {
		walkFolder(walk, fd, root, '', 0);
	} finally {
		closeSync(fd);
	}

	return walk;
}

function openRoot(root: string): number {
	try {
		return openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
	} catch (cause) {
		const where = toDisplay(root);
		switch (errorCode(cause)) {
			case 'ENOENT':
				throw new SkillError('skill-not-found', `Cannot read the skill: there is no folder ${where}.`, {cause});
			case 'ENOTDIR':
				throw new SkillError('skill-invalid', `Cannot read the skill: ${where} is not a folder.`, {
					hint: 'Name the folder that holds SKILL.md.',
					cause,
				});
			default:
				throw new SkillError('skill-invalid', `Cannot read the skill: the folder ${where} cannot be opened (${errorCode(cause)}).`, {
					hint: 'Check the permissions of the folder.',
					cause,
				});
		}
	}
}

function walkFolder(walk: Walk, fd: number, path: string, prefix: string, depth: number): void {
	const at = hasProcFs() ? `/proc/self/fd/${fd}` : path;
	const names = listFolder(at, path, prefix);
	for (const name of names.sort()) {
		if (walk.isFull) {
			return;
		}

		if (prefix === '' && name === '.git') {
			continue;
		}

		if (walk.entries >= mostEntries) {
			walk.isFull = true;
			leaveOut(walk, 'bounds', prefix + name, `and what follows was not read: the skill has more than ${mostEntries} files`);
			return;
		}

		walk.entries += 1;
		walkEntry(walk, `${at}/${name}`, prefix + name, depth);
	}
}

function listFolder(at: string, path: string, prefix: string): string[] {
	try {
		return readdirSync(at);
	} catch (cause) {
		// Opening succeeded, so this is the root losing its read permission or a failing disk.
		throw new SkillError('skill-invalid', `Cannot read the skill: the folder ${toDisplay(prefix || path)} cannot be listed.`, {cause});
	}
}

function walkEntry(walk: Walk, at: string, path: string, depth: number): void {
	// A name that is not UTF-8 comes back with replacement characters and cannot be opened by them.
	if (path.includes('\uFFFD')) {
		addUnread(walk, path, 'other', 0n);
		leaveOut(walk, 'undecodable-name', path, 'has a name that is not UTF-8 and was not read');
		return;
	}

	const seen = look(at, path);
	if (seen.isDirectory()) {
		walkSubfolder(walk, at, path, depth);
	} else if (seen.isSymbolicLink()) {
		const linkTarget = readLink(at, path);
		walk.files.push({path, kind: 'symlink', executable: false, size: Buffer.byteLength(linkTarget), bytes: null, sha256: null, linkTarget});
	} else if (seen.isFile()) {
		addFile(walk, at, path, seen);
	} else {
		addUnread(walk, path, 'other', seen.mode);
		walk.problems.push(problem('special-file', path, 'is a device, pipe or socket'));
	}
}

function look(at: string, path: string): BigIntStats {
	try {
		return lstatSync(at, {bigint: true});
	} catch (cause) {
		throw changed(toDisplay(path), cause);
	}
}

function readLink(at: string, path: string): string {
	try {
		return readlinkSync(at);
	} catch (cause) {
		throw changed(toDisplay(path), cause);
	}
}

function walkSubfolder(walk: Walk, at: string, path: string, depth: number): void {
	if (depth + 1 >= deepest) {
		leaveOut(walk, 'bounds', path, `was not read: it is more than ${deepest} folders deep`);
		return;
	}

	let fd: number;
	try {
		fd = openSync(at, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
	} catch (cause) {
		if (isGone(cause)) {
			throw changed(toDisplay(path), cause);
		}

		leaveOut(walk, 'unreadable', path, `cannot be opened (${errorCode(cause)})`);
		return;
	}

	try {
		walkFolder(walk, fd, at, `${path}/`, depth + 1);
	} finally {
		closeSync(fd);
	}
}

function addFile(walk: Walk, at: string, path: string, seen: BigIntStats): void {
	if (walk.totalBytes + Number(seen.size) > mostBytes) {
		addUnread(walk, path, 'file', seen.mode, Number(seen.size));
		leaveOut(walk, 'bounds', path, `was not read: the skill is larger than ${mostBytes / 1024 / 1024} MB`);
		return;
	}

	let bytes: Uint8Array;
	try {
		bytes = readUnchanged(at, seen, toDisplay(path));
	} catch (error) {
		if (isGone(error)) {
			throw changed(toDisplay(path), error);
		}

		if (error instanceof IntegrityError) {
			throw error;
		}

		addUnread(walk, path, 'file', seen.mode, Number(seen.size));
		leaveOut(walk, 'unreadable', path, `cannot be read (${errorCode(error)})`);
		return;
	}

	walk.totalBytes += bytes.length;
	walk.files.push({path, kind: 'file', executable: isExecutable(seen.mode), size: bytes.length, bytes, sha256: sha256(bytes)});
}

function addUnread(walk: Walk, path: string, kind: 'file' | 'other', mode: bigint, size = 0): void {
	walk.files.push({path, kind, executable: isExecutable(mode), size, bytes: null, sha256: null});
}

/** What is left out of an inventory is left out of the snapshot: it cannot run, and the tree is never clean. */
function leaveOut(walk: Walk, kind: InventoryProblem['kind'], path: string, says: string): void {
	walk.partial = true;
	walk.problems.push(problem(kind, path, says));
}

/** The owner's bit alone, as git keeps it. */
function isExecutable(mode: bigint): boolean {
	return (mode & 0o100n) !== 0n;
}

let procFs: boolean | undefined;

function hasProcFs(): boolean {
	procFs ??= existsSync('/proc/self/fd');
	return procFs;
}
