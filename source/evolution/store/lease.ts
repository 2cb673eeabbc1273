/**
Who evolves: one process for as long as a cycle takes, minutes or hours (`LOCK`).

Each lease has a higher number than the one before, its fence. A holder that was thought dead, a paused machine for
example, still has its old number when it wakes, and what it then wants to write is refused. A person's rollback or
answer needs no lease.
*/

import {hostname} from 'node:os';
import {SkillLiteError} from '../../../sandbox/index.ts';
import type {Disk} from './disk.ts';
import {isAlive, ownIdentity, type ProcessIdentity} from './process-identity.ts';

export interface Lease {
	readonly fence: number;
	/** Say that the work goes on; throws a SkillLiteError (`conflict`) when somebody else took over. */
	renew(): void;
	release(): void;
}

interface Holder extends ProcessIdentity {
	readonly fence: number;
	/** When it last said that it lives; what counts for a holder on another machine. */
	readonly renewed: string;
}

export interface LeaseOptions {
	readonly clock: () => Date;
	readonly onSteal?: (from: {readonly pid: number; readonly host: string; readonly fence: number}) => void;
	/** For tests. */
	readonly identity?: ProcessIdentity;
}

const name = 'LOCK';
const guard = 'LOCK.guard';
/** The highest fence ever given, kept when nobody holds the lease. */
const fenceName = 'fence';
const silentForMs = 60 * 60 * 1000;

/** Take the lease. Throws a SkillLiteError (`conflict`) naming the process that holds it. */
export function takeLease(disk: Disk, options: LeaseOptions): Lease {
	const {clock, onSteal = () => {}, identity = ownIdentity()} = options;
	return disk.exclusively(guard, () => {
		const holder = readHolder(disk);
		if (holder !== null) {
			if (isHeld(holder, clock())) {
				throw lost(holder);
			}

			onSteal({pid: holder.pid, host: holder.host, fence: holder.fence});
		}

		const fence = Math.max(highestFence(disk), holder?.fence ?? 0) + 1;
		disk.replace(fenceName, `${fence}\n`);
		writeHolder(disk, {...identity, fence, renewed: clock().toISOString()});
		return {
			fence,
			renew: () =>
				disk.exclusively(guard, () => {
					assertFence(disk, fence);
					writeHolder(disk, {...identity, fence, renewed: clock().toISOString()});
				}),
			release: () =>
				disk.exclusively(guard, () => {
					if (readHolder(disk)?.fence === fence) {
						disk.remove(name);
					}
				}),
		};
	});
}

/** Throws a SkillLiteError (`conflict`) unless this fence is the one that holds. */
export function assertFence(disk: Disk, fence: number): void {
	const holder = readHolder(disk);
	if (holder?.fence !== fence) {
		throw lost(holder);
	}
}

/** Who holds the lease; null for nobody. */
export function leaseHolder(disk: Disk, now: Date): {readonly pid: number; readonly host: string} | null {
	const holder = readHolder(disk);
	return holder !== null && isHeld(holder, now) ? {pid: holder.pid, host: holder.host} : null;
}

function isHeld(holder: Holder, now: Date): boolean {
	return isAlive(holder) ?? now.getTime() - Date.parse(holder.renewed) < silentForMs;
}

function highestFence(disk: Disk): number {
	const fence = Number(disk.read(fenceName, 64)?.toString('utf8') ?? 0);
	return Number.isSafeInteger(fence) && fence > 0 ? fence : 0;
}

function writeHolder(disk: Disk, holder: Holder): void {
	disk.replace(name, `${JSON.stringify(holder)}\n`);
}

/** A lock that cannot be read names nobody, so nobody holds it; the fence keeps counting. */
function readHolder(disk: Disk): Holder | null {
	try {
		const holder = JSON.parse(disk.read(name, 4096)?.toString('utf8') ?? 'null') as Holder | null;
		return holder !== null && Number.isSafeInteger(holder.pid) && Number.isSafeInteger(holder.fence) ? holder : null;
	} catch {
		return null;
	}
}

function lost(holder: Holder | null): SkillLiteError {
	const who = holder === null ? 'another process' : `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`}`;
	return new SkillLiteError('conflict', `Cannot evolve: ${who} does so at the moment.`, {
		hint: 'Try again when it is done; rollback works at any time.',
	});
}
