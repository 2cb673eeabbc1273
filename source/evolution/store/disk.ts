/**
The few things the store does to files, each by a name below its own folder. One port, so that a test can make every
single step fail or end the process there.

A link is never followed: the folder is ours, and what is a link in it is not.
*/

import {randomBytes} from 'node:crypto';
import {
	chmodSync,
	closeSync,
	constants,
	fstatSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {IntegrityError, withFileLock} from '../../../sandbox/index.ts';

export interface Disk {
	/** The folder, for what needs a real path. */
	readonly root: string;
	/** Null when there is no such file. Throws an IntegrityError for anything but a plain file of at most `limit` bytes. */
	read(name: string, limit?: number): Buffer | null;
	/** Old bytes or new bytes; the new ones outlast a power cut once this returns, unless `lasting` is false. */
	replace(name: string, data: string | Uint8Array, lasting?: boolean): void;
	/** Add a line; `durable` when it has to outlast a power cut. A line torn by an earlier crash is closed first. */
	append(name: string, line: string, durable: boolean): void;
	/** Names in a folder, sorted; none when it is missing. */
	list(folder: string): readonly string[];
	remove(name: string): void;
	/** Run a short action while no other process does. */
	exclusively<T>(name: string, action: () => T): T;
}

/** What is about to happen; a test throws here or ends the process. */
export type DiskStep = 'open' | 'write' | 'sync' | 'rename' | 'sync-folder' | 'append' | 'sync-append' | 'remove' | 'lock' | 'unlock';

export interface DiskOptions {
	readonly before?: (step: DiskStep, name: string) => void;
	/** Off for simulations, which do not outlast a power cut anyway. */
	readonly durable?: boolean;
}

const largest = 16 * 1024 * 1024;

export function createDisk(root: string, {before = () => {}, durable = true}: DiskOptions = {}): Disk {
	const sync = (fd: number, step: DiskStep, name: string) => {
		if (durable) {
			before(step, name);
			fsyncSync(fd);
		}
	};
	return {
		root,
		read: (name, limit = largest) => readPlainFile(join(root, name), limit),
		replace(name, data, lasting = true) {
			const path = join(root, name);
			makeFolder(dirname(path));
			const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
			try {
				before('open', name);
				withFile(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, fd => {
					before('write', name);
					writeAll(fd, typeof data === 'string' ? Buffer.from(data) : data);
					if (lasting) {
						sync(fd, 'sync', name);
					}
				});
				before('rename', name);
				renameSync(temporary, path);
			} catch (error) {
				rmSync(temporary, {force: true});
				throw error;
			}

			if (durable && lasting) {
				withFile(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY, fd => sync(fd, 'sync-folder', name));
			}
		},
		append(name, line, lasting) {
			const path = join(root, name);
			makeFolder(dirname(path));
			withFile(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, fd => {
				before('append', name);
				writeAll(fd, Buffer.from(`${endsTorn(fd) ? '\n' : ''}${line}\n`));
				if (lasting) {
					sync(fd, 'sync-append', name);
				}
			});
		},
		list: folder => namesIn(join(root, folder)),
		remove(name) {
			before('remove', name);
			rmSync(join(root, name), {recursive: true, force: true});
		},
		exclusively(name, action) {
			before('lock', name);
			return withFileLock(join(root, name), () => {
				try {
					return action();
				} finally {
					before('unlock', name);
				}
			});
		},
	};
}

function makeFolder(folder: string): void {
	const made = mkdirSync(folder, {recursive: true, mode: 0o700});
	if (made !== undefined) {
		// A mask of 0 would leave it to the mode, one that takes rights from the owner would not.
		chmodSync(folder, 0o700);
	}
}

function withFile(path: string, flags: number, action: (fd: number) => void): void {
	const fd = openSync(path, flags | constants.O_NOFOLLOW, 0o600);
	try {
		action(fd);
	} finally {
		closeSync(fd);
	}
}

function writeAll(fd: number, bytes: Uint8Array): void {
	for (let written = 0; written < bytes.length; ) {
		written += writeSync(fd, bytes, written);
	}
}

function endsTorn(fd: number): boolean {
	const {size} = fstatSync(fd);
	const last = Buffer.alloc(1);
	return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

function readPlainFile(path: string, limit: number): Buffer | null {
	let fd: number;
	try {
		fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (cause) {
		if (isCode(cause, 'ENOENT')) {
			return null;
		}

		if (isCode(cause, 'ELOOP')) {
			throw new IntegrityError(`Cannot read ${path}: it is a link.`, {cause});
		}

		throw cause;
	}

	try {
		const stats = fstatSync(fd);
		if (!stats.isFile() || stats.size > limit) {
			throw new IntegrityError(`Cannot read ${path}: it is ${stats.isFile() ? `larger than ${limit} bytes` : 'no plain file'}.`);
		}

		const bytes = Buffer.alloc(stats.size);
		const read = readSync(fd, bytes, 0, stats.size, 0);
		return bytes.subarray(0, read);
	} finally {
		closeSync(fd);
	}
}

function namesIn(folder: string): readonly string[] {
	if (lstatSync(folder, {throwIfNoEntry: false})?.isDirectory() !== true) {
		return [];
	}

	return readdirSync(folder).sort();
}

function isCode(cause: unknown, code: string): boolean {
	return cause instanceof Error && 'code' in cause && cause.code === code;
}
