/**
Opens what was resolved, and nothing that has come in its place since.

On Linux a folder is held open and its entries are reached through it, so that no link put on the way can lead elsewhere; where
no path leads to a descriptor (macOS), the place is looked at again after opening.
*/

import {
	closeSync,
	constants,
	fchmodSync,
	fchownSync,
	fstatSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	readlinkSync,
	readSync,
	realpathSync,
	renameSync,
	rmSync,
	type Stats,
	statSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {PolicyError, SkillLiteError} from '../../../sandbox/index.ts';
import {missing, type ResolvedPath, shownPath} from './workspace-paths.ts';

export interface OpenFile {
	readonly fd: number;
	readonly stat: Stats;
}

/** Do something with an opened regular file. Throws a PolicyError when it was exchanged, a SkillLiteError when it is no file. */
export function withFile<Result>(path: Pick<ResolvedPath, 'real' | 'name'>, use: (file: OpenFile) => Result): Result {
	// Neither a link is followed, nor a pipe waited for.
	const fd = open(path.real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK, path.name);
	try {
		assertSamePlace(fd, path.real, path.name);
		const stat = fstatSync(fd);
		if (!stat.isFile()) {
			throw new SkillLiteError('input-invalid', `${shownPath(path.name)} is ${stat.isDirectory() ? 'a folder' : 'not a file'}.`);
		}

		return use({fd, stat});
	} finally {
		closeSync(fd);
	}
}

/** All bytes of an opened file. Throws a SkillLiteError for one that is larger than `most`. */
export function readAll({fd, stat}: OpenFile, name: string, most: number): Buffer {
	if (stat.size > most) {
		throw new SkillLiteError('input-invalid', `${shownPath(name)} is too large: ${stat.size} bytes, more than ${most}.`);
	}

	const buffer = Buffer.alloc(stat.size);
	let length = 0;
	for (let read = -1; read !== 0 && length < buffer.length; length += read) {
		read = readSync(fd, buffer, length, buffer.length - length, length);
	}

	return buffer.subarray(0, length);
}

/** Do something with the path of an opened folder. Throws as `withFile`. */
export function withFolder<Result>({real, name}: Pick<ResolvedPath, 'real' | 'name'>, use: (path: string) => Result): Result {
	const fd = openFolder(real, real, name);
	try {
		return use(process.platform === 'linux' ? `/proc/self/fd/${fd}` : real);
	} finally {
		closeSync(fd);
	}
}

/** A folder that is held open, with the path by which its entries are reached. */
export interface HeldFolder {
	readonly entry: (name: string) => string;
	readonly owner: Stats;
}

/** Do something in the folder of a resolved path; with `make`, missing folders on the way are made. */
export function withFolderOf<Result>({root, parts, name}: ResolvedPath, make: boolean, use: (folder: HeldFolder) => Result): Result {
	let folder = root;
	let fd = openFolder(root, root, name);
	try {
		for (const part of parts.slice(0, -1)) {
			folder = join(folder, part);
			const path = entryOf(fd, folder);
			if (make && lstatSync(path, {throwIfNoEntry: false}) === undefined) {
				mkdirSync(path);
				give(path, fstatSync(fd));
			}

			const next = openFolder(path, folder, name);
			closeSync(fd);
			fd = next;
		}

		const held = fd;
		return use({entry: entry => entryOf(held, join(folder, entry)), owner: fstatSync(held)});
	} finally {
		closeSync(fd);
	}
}

/** Remove a file, which must not have become something else. */
export function removeFile(path: ResolvedPath): void {
	withFolderOf(path, false, ({entry}) => unlinkSync(entry(path.parts.at(-1) ?? '')));
}

/** Replace a file in one step, with the mode of what was there; made by root, it belongs to whom the folder belongs to. */
export function replaceFile({entry, owner}: HeldFolder, name: string, bytes: Uint8Array, before: Pick<Stats, 'mode'> | null): void {
	const temporary = entry(`.${randomBytes(6).toString('hex')}.tmp`);
	try {
		const fd = openSync(temporary, 'wx', 0o666);
		try {
			for (let written = 0; written < bytes.length; ) {
				written += writeSync(fd, bytes, written);
			}

			if (before !== null) {
				fchmodSync(fd, before.mode & 0o777);
			}

			// A file that root makes in somebody's folder is theirs.
			if (process.getuid?.() === 0) {
				const {uid, gid} = lstatSync(entry(name), {throwIfNoEntry: false}) ?? owner;
				fchownSync(fd, uid, gid);
			}

			fsyncSync(fd);
		} finally {
			closeSync(fd);
		}

		renameSync(temporary, entry(name));
	} catch (error) {
		rmSync(temporary, {force: true});
		throw error;
	}
}

function open(path: string, flags: number, name: string): number {
	try {
		return openSync(path, flags);
	} catch (cause) {
		const code = cause instanceof Error && 'code' in cause ? cause.code : '';
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			throw missing(name);
		}

		throw code === 'ELOOP'
			? exchanged(name, cause)
			: new SkillLiteError('input-invalid', `Cannot open ${shownPath(name)} (${code}).`, {cause});
	}
}

function openFolder(path: string, real: string, name: string): number {
	const fd = open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW, name);
	try {
		assertSamePlace(fd, real, name);
		return fd;
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}

function entryOf(folder: number, path: string): string {
	return process.platform === 'linux' ? join(`/proc/self/fd/${folder}`, path.slice(path.lastIndexOf('/') + 1)) : path;
}

function assertSamePlace(fd: number, real: string, name: string): void {
	if (process.platform === 'linux') {
		if (readlinkSync(`/proc/self/fd/${fd}`) !== real) {
			throw exchanged(name);
		}

		return;
	}

	const [opened, there] = [fstatSync(fd), statSync(real)];
	if (realpathSync.native(real) !== real || opened.dev !== there.dev || opened.ino !== there.ino) {
		throw exchanged(name);
	}
}

function give(path: string, owner: Stats): void {
	if (process.getuid?.() === 0) {
		const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
		try {
			fchownSync(fd, owner.uid, owner.gid);
		} finally {
			closeSync(fd);
		}
	}
}

function exchanged(name: string, cause?: unknown): PolicyError {
	return new PolicyError('policy', `Cannot use ${shownPath(name)}: something else came in its place.`, {cause});
}
