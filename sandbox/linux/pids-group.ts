/**
A control group that limits how many processes a run may have.

Needed only where RLIMIT_NPROC does not bind: a forking run as the host's root. Cgroup v1 has a hierarchy of its own for
it, v2 has it where the controller is enabled at the root.
*/

import {randomUUID} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

export interface PidsGroup {
	readonly folder: string;
	readonly version: 'v1' | 'v2';
	/** Waits up to half a second for its last process to be gone; a group that is still busy then stays, which loses nothing. */
	remove(): void;
}

/** A fresh group for at most `processes` at a time; undefined where this machine does not let us make one. */
export function createPidsGroup(processes: number): PidsGroup | undefined {
	const parent = [
		{version: 'v1' as const, folder: '/sys/fs/cgroup/pids', isUsable: existsSync('/sys/fs/cgroup/pids/cgroup.procs')},
		{version: 'v2' as const, folder: '/sys/fs/cgroup', isUsable: controllers().includes('pids')},
	].find(({isUsable}) => isUsable);
	if (parent === undefined) {
		return undefined;
	}

	const folder = join(parent.folder, `skilllite-${randomUUID()}`);
	try {
		mkdirSync(folder);
		writeFileSync(join(folder, 'pids.max'), String(processes));
	} catch {
		// Read-only, or no such controller after all: the caller refuses the run.
		return undefined;
	}

	return {folder, version: parent.version, remove: () => removeGroup(folder)};
}

function controllers(): readonly string[] {
	try {
		return readFileSync('/sys/fs/cgroup/cgroup.subtree_control', 'utf8').trim().split(' ');
	} catch {
		// Not a v2 hierarchy.
		return [];
	}
}

// The kernel lets go of a dead task a little after its parent has heard of it.
function removeGroup(folder: string): void {
	const deadline = Date.now() + 500;
	for (;;) {
		try {
			rmdirSync(folder);
			return;
		} catch {
			// Busy. The run's outcome must not be lost over an empty folder of the kernel.
			if (Date.now() > deadline) {
				return;
			}

			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
}
