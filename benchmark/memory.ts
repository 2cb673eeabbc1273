/** Memory of processes as the kernel shares it out: a page that three map counts a third for each. */

import {readdirSync, readFileSync} from 'node:fs';

/** All processes below one, not itself. */
export function descendantsOf(pid: number): readonly number[] {
	const children = read(() => readdirSync(`/proc/${pid}/task`), [])
		.map(task => read(() => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'), ''))
		.flatMap(pids => pids.split(' ').filter(Boolean).map(Number));
	return children.flatMap(child => [child, ...descendantsOf(child)]);
}

/** Proportional set size of all of them together. */
export function proportionalBytes(pids: readonly number[]): number {
	return pids.map(bytesOf).reduce((sum, bytes) => sum + bytes, 0);
}

function bytesOf(pid: number): number {
	const rollup = read(() => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), '');
	return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024;
}

function read<T>(look: () => T, otherwise: T): T {
	try {
		return look();
	} catch {
		// It has ended.
		return otherwise;
	}
}
