/** The processes of sandboxes, as the host sees them. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';

/** Supervisors that a process has started, and all below them; parents first. */
export function sandboxesOf(host: number): readonly number[] {
	const tree = children(host).filter(pid => read(`/proc/${pid}/comm`).trim() === 'supervise');
	for (const pid of tree) {
		tree.push(...children(pid));
	}

	return tree;
}

export function isGone(pid: number): boolean {
	return !existsSync(`/proc/${pid}`) || / Z /.test(read(`/proc/${pid}/stat`));
}

function children(pid: number): number[] {
	return tasks(pid).flatMap(thread => read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number));
}

function tasks(pid: number): readonly string[] {
	try {
		return readdirSync(`/proc/${pid}/task`);
	} catch {
		// It has ended.
		return [];
	}
}

function read(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// It has ended.
		return '';
	}
}
