/** Who this process is, so that another one can tell later whether it still lives: a pid alone is given out again. */

import {readFileSync} from 'node:fs';
import {hostname, uptime} from 'node:os';

export interface ProcessIdentity {
	readonly pid: number;
	/** When it started, in the system's own count; null where that cannot be read. */
	readonly start: string | null;
	/** Which boot of the machine. */
	readonly boot: string;
	readonly host: string;
}

export function ownIdentity(): ProcessIdentity {
	return {pid: process.pid, start: startOf(process.pid), boot: bootId(), host: hostname()};
}

/** Whether the process lives; null when it belongs to another machine, about which nothing can be said. */
export function isAlive(identity: ProcessIdentity): boolean | null {
	if (identity.host !== hostname()) {
		return null;
	}

	return isThisBoot(identity.boot) && exists(identity.pid) && (identity.start === null || identity.start === startOf(identity.pid));
}

function bootId(): string {
	return readText('/proc/sys/kernel/random/boot_id') ?? `at ${Math.round(Date.now() / 1000 - uptime())}`;
}

/** Without an id of its own a boot is known by its moment, which the clock may shift a little. */
function isThisBoot(boot: string): boolean {
	const [mine, theirs] = [bootId(), boot].map(id => /^at (\d+)$/.exec(id)?.[1]);
	return mine === undefined || theirs === undefined ? bootId() === boot : Math.abs(Number(mine) - Number(theirs)) < 120;
}

/** Field 22 of the process's line: ticks since boot. The name before it may hold anything, parentheses included. */
function startOf(pid: number): string | null {
	const line = readText(`/proc/${pid}/stat`);
	return line?.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function readText(path: string): string | null {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch {
		// No such file on this system, or no such process.
		return null;
	}
}

function exists(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
	}
}
