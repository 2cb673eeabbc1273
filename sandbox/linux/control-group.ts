/**
A control group for one run: the kernel's own bound on the memory and the tasks of the whole tree.

rlimits bound each process, the meter looks ten times a second; a group bounds what forks, what Node's reserve leaves open
and what no rlimit counts (shared memory, tmpfs, tables of pages). It is made wherever this machine lets us make one: as
root, and as an ordinary user where the session manager delegated memory and pids. It costs a tenth of a millisecond.

	v1   one folder in the memory hierarchy, beside our own group; one in the pids hierarchy
	v2   one folder, in the nearest group above ours that hands both controllers to its children
*/

import {existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

export interface GroupLimits {
	/** At a time, threads included. */
	readonly tasks: number;
	/** Resident memory and file systems in memory together. */
	readonly memoryBytes: number;
}

export interface ControlGroup {
	readonly version: 'v1' | 'v2';
	readonly folders: readonly string[];
	/** For the supervisor, which puts the run into each of them before anything starts. */
	readonly supervisorArgs: readonly string[];
	/** Whether the kernel has killed something in the group for want of memory. */
	wasOutOfMemory(): boolean;
	/** Waits up to half a second for the last process to be gone; a group that is still busy then stays, and a later run removes it. */
	remove(): void;
}

/** A fresh group; undefined where this machine does not let us make one that bounds both. */
export function createControlGroup(limits: GroupLimits): ControlGroup | undefined {
	try {
		return existsSync('/sys/fs/cgroup/cgroup.controllers') ? createUnified(limits) : createSplit(limits);
	} catch {
		// Read-only, not delegated, or no such controller: the caller decides whether it can do without.
		return undefined;
	}
}

let made = 0;
const prefix = 'skilllite-';

/** Names tell whose they are, so that groups of a process that was killed can be swept by the next one. */
function makeFolder(parent: string): string {
	sweep(parent);
	const folder = join(parent, `${prefix}${process.pid}-${++made}`);
	mkdirSync(folder);
	return folder;
}

function createSplit({tasks, memoryBytes}: GroupLimits): ControlGroup {
	const memory = makeFolder(ownGroup('memory'));
	const folders = [memory];
	try {
		write(memory, 'memory.limit_in_bytes', memoryBytes);
		if (existsSync(join(memory, 'memory.memsw.limit_in_bytes'))) {
			write(memory, 'memory.memsw.limit_in_bytes', memoryBytes);
		}

		const pids = makeFolder(ownGroup('pids'));
		folders.push(pids);
		write(pids, 'pids.max', tasks);
	} catch (error) {
		folders.forEach(removeGroup);
		throw error;
	}

	return {
		version: 'v1',
		folders,
		supervisorArgs: folders.flatMap(folder => ['-c', folder]),
		wasOutOfMemory: () => counted(join(memory, 'memory.oom_control'), 'oom_kill') > 0,
		remove: () => folders.forEach(removeGroup),
	};
}

function createUnified({tasks, memoryBytes}: GroupLimits): ControlGroup {
	const folder = makeFolder(delegatingGroup());
	try {
		write(folder, 'memory.max', memoryBytes);
		write(folder, 'memory.swap.max', 0);
		// All or nothing: a tree that lost one process would go on with a wrong result.
		write(folder, 'memory.oom.group', 1);
		write(folder, 'pids.max', tasks);
	} catch (error) {
		removeGroup(folder);
		throw error;
	}

	return {
		version: 'v2',
		folders: [folder],
		supervisorArgs: ['-C', folder],
		wasOutOfMemory: () => counted(join(folder, 'memory.events'), 'oom_kill') > 0,
		remove: () => removeGroup(folder),
	};
}

function write(folder: string, file: string, value: number): void {
	writeFileSync(join(folder, file), String(value));
}

// Below our own group, so that what bounds us bounds the run too; at the root where our own is not shown (a container).
function ownGroup(controller: 'memory' | 'pids'): string {
	const hierarchy = `/sys/fs/cgroup/${controller}`;
	const own = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(.*)$`, 'm').exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
	const folder = join(hierarchy, own ?? '/');
	return existsSync(folder) ? folder : hierarchy;
}

// A group that holds processes cannot hand on controllers, so ours is rarely the one; the one above it is, when it was delegated.
function delegatingGroup(): string {
	const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
	return ancestors(join('/sys/fs/cgroup', own)).find(handsOnControllers) ?? join('/sys/fs/cgroup', own);
}

function ancestors(folder: string): readonly string[] {
	return folder.startsWith('/sys/fs/cgroup/') ? [folder, ...ancestors(dirname(folder))] : ['/sys/fs/cgroup'];
}

function handsOnControllers(folder: string): boolean {
	try {
		const controllers = readFileSync(join(folder, 'cgroup.subtree_control'), 'utf8').trim().split(' ');
		return controllers.includes('memory') && controllers.includes('pids');
	} catch {
		// Not shown in here.
		return false;
	}
}

function counted(path: string, key: string): number {
	try {
		return Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(readFileSync(path, 'utf8'))?.[1] ?? 0);
	} catch {
		// The group is gone.
		return 0;
	}
}

const swept = new Set<string>();

/** Groups that a killed process left; the kernel refuses to remove any that is still in use. */
function sweep(parent: string): void {
	if (swept.has(parent)) {
		return;
	}

	swept.add(parent);
	for (const name of readdirSync(parent).filter(name => name.startsWith(prefix))) {
		if (!existsSync(`/proc/${name.slice(prefix.length).split('-')[0]}`)) {
			tryRemove(join(parent, name));
		}
	}
}

// The kernel lets go of a dead task a little after its parent has heard of it.
function removeGroup(folder: string): void {
	const deadline = Date.now() + 500;
	// The run's outcome must not be lost over an empty folder of the kernel.
	while (!tryRemove(folder) && Date.now() < deadline) {
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
	}
}

function tryRemove(folder: string): boolean {
	try {
		rmdirSync(folder);
		return true;
	} catch {
		return !existsSync(folder);
	}
}
