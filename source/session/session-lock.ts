/**
Keeps a session to one process while it is open.

The lock is a link beside the transcript whose target names the owner, so that it comes into being with its content. It
outlives its owner after a crash; then it is taken over, because the process it names is gone.
*/

import {readFileSync, readlinkSync, symlinkSync, unlinkSync} from 'node:fs';
import {hostname} from 'node:os';
import {ConfigError, withFileLock} from '../../sandbox/index.ts';

/** Lock the transcript at `path`; gives the function that unlocks it. Throws a ConfigError naming the process that has it. */
export function lockSession(path: string, name: string): () => void {
	const lock = `${path.replace(/\.jsonl$/, '')}.lock`;
	const owner = `${process.pid} ${hostname()} ${startOf('self')}`;
	withFileLock(`${lock}.taking`, () => {
		const holder = readOwner(lock);
		if (holder !== null && isAlive(holder)) {
			throw new ConfigError(`Cannot open the session "${name}": the process ${holder.split(' ')[0]} has it open.`, {
				hint: `Close it there, choose another --session NAME, or read it with: skilllite sessions show ${name}`,
			});
		}

		remove(lock);
		symlinkSync(owner, lock);
	});
	return () => {
		if (readOwner(lock) === owner) {
			remove(lock);
		}
	};
}

/** Whether some process has the session at `path` open. */
export function isLocked(path: string): boolean {
	const holder = readOwner(`${path.replace(/\.jsonl$/, '')}.lock`);
	return holder !== null && isAlive(holder);
}

function readOwner(lock: string): string | null {
	try {
		return readlinkSync(lock);
	} catch {
		return null; // nobody's
	}
}

/** The owner of another machine that shares the folder counts as alive: who it is cannot be looked up. */
function isAlive(owner: string): boolean {
	const [pid = '', host, start] = owner.split(' ');
	if (host !== hostname()) {
		return true;
	}

	try {
		process.kill(Number(pid), 0);
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}

	// A number that was given out again belongs to a process that started later.
	return start === startOf(pid);
}

/** When a process started, in ticks since boot; `-` where there is no /proc. */
function startOf(pid: string): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
	} catch {
		return '-';
	}
}

function remove(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
			throw error;
		}
	}
}
