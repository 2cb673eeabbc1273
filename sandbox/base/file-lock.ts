/**
A lock between processes: a name that only one of them can create.

It is a link whose target names the owner, because a link comes into being together with its content: a process that
is killed cannot leave a lock without an owner. Nothing in Node waits for `flock`, so a lock that was left behind is
recognised instead: its owner is dead (same machine), or it is older than any honest use.
*/

import {randomBytes} from 'node:crypto';
import {lstatSync, readlinkSync, symlinkSync, unlinkSync} from 'node:fs';
import {hostname} from 'node:os';
import {dirname} from 'node:path';
import {ConfigError} from './errors.ts';
import {makeFolder} from './make-folder.ts';

/** The work under a lock takes milliseconds; whoever holds one for so long has crashed. */
const staleAfterMs = 10_000;
const giveUpAfterMs = 15_000;

/**
Run a short synchronous action while no other process runs one under the same lock file.

Throws a ConfigError when the lock cannot be had within 15 seconds or its folder cannot be written.
*/
export function withFileLock<T>(path: string, action: () => T): T {
	const token = `${process.pid} ${hostname()} ${randomBytes(8).toString('hex')}`;
	acquire(path, token);
	try {
		return action();
	} finally {
		release(path, token);
	}
}

function acquire(path: string, token: string): void {
	const deadline = Date.now() + giveUpAfterMs;
	makeFolder(dirname(path), 0o700);
	for (let attempt = 0; !create(path, token); attempt += 1) {
		if (Date.now() > deadline) {
			throw new ConfigError(`Cannot lock ${path}: another process holds it.`, {
				hint: 'Remove the file when no other skilllite is running.',
			});
		}

		if (isStale(path)) {
			removeStale(path, token);
		} else {
			pause(Math.min(1 + attempt, 10) * Math.random());
		}
	}
}

function create(path: string, token: string): boolean {
	try {
		symlinkSync(token, path);
		return true;
	} catch (cause) {
		if (isCode(cause, 'EEXIST')) {
			return false;
		}

		throw new ConfigError(`Cannot lock ${path}.`, {hint: 'Check that its folder can be written.', cause});
	}
}

/** Somebody who took the lock from us, thinking us dead, keeps it. */
function release(path: string, token: string): void {
	if (readOwner(path) === token) {
		unlinkSync(path);
	}
}

function isStale(path: string): boolean {
	const stats = lstatSync(path, {throwIfNoEntry: false});
	if (!stats) {
		return false;
	}

	const [pid, host] = readOwner(path).split(' ');
	const isDead = host === hostname() && pid !== undefined && !isAlive(Number(pid));
	return isDead || Date.now() - stats.mtimeMs > staleAfterMs;
}

/**
Two processes may find the same stale lock; the slower one must not remove the lock that the quicker one has
made meanwhile. So removing needs a lock of its own, under which the first is looked at again.
*/
function removeStale(path: string, token: string): void {
	const guard = `${path}.steal`;
	if (!create(guard, token)) {
		const stats = lstatSync(guard, {throwIfNoEntry: false});
		if (stats && Date.now() - stats.mtimeMs > staleAfterMs) {
			removeIfThere(guard);
		}

		pause(1);
		return;
	}

	try {
		if (isStale(path)) {
			removeIfThere(path);
		}
	} finally {
		removeIfThere(guard);
	}
}

function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if (!isCode(error, 'ENOENT')) {
			throw error;
		}
	}
}

function readOwner(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		// Gone, or no link of ours: nobody's.
		return '';
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !isCode(error, 'ESRCH');
	}
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Everything under a lock is synchronous, so the waiting is too. */
function pause(milliseconds: number): void {
	Atomics.wait(sleeper, 0, 0, Math.max(0.2, milliseconds));
}
