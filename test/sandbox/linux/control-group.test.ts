import {existsSync, mkdirSync, readFileSync, rmdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test, vi} from 'vitest';
import {createControlGroup} from '../../../sandbox/linux/control-group.ts';

const mebibyte = 1024 * 1024;
const probe = createControlGroup({tasks: 8, memoryBytes: 64 * mebibyte});
const parents = probe?.folders.map(dirname) ?? [];
probe?.remove();
const why = 'this machine lets us make no control group that bounds memory and tasks';

test.skipIf(!probe)(`bounds memory and tasks, and is gone afterwards${probe ? '' : ` (${why})`}`, () => {
	const group = createControlGroup({tasks: 8, memoryBytes: 64 * mebibyte});
	const read = (name: string) =>
		group?.folders
			.map(folder => join(folder, name))
			.filter(existsSync)
			.map(path => readFileSync(path, 'utf8').trim());
	expect(read('pids.max')).toEqual(['8']);
	expect(read(group?.version === 'v2' ? 'memory.max' : 'memory.limit_in_bytes')).toEqual([String(64 * mebibyte)]);
	expect(group?.wasOutOfMemory()).toBe(false);
	group?.remove();
	expect(group?.folders.filter(existsSync)).toEqual([]);
});

test.skipIf(!probe)(`what a killed process left is swept, what a living one uses is not${probe ? '' : ` (${why})`}`, async () => {
	const parent = parents[0] ?? '';
	// No process has this number: it is above the kernel's largest.
	const [stale, living] = [join(parent, 'skilllite-99999999-1'), join(parent, `skilllite-${process.ppid}-1`)];
	mkdirSync(stale);
	mkdirSync(living);
	try {
		// It looks once a process.
		vi.resetModules();
		const fresh = await import('../../../sandbox/linux/control-group.ts');
		fresh.createControlGroup({tasks: 8, memoryBytes: mebibyte})?.remove();
		expect([existsSync(stale), existsSync(living)]).toEqual([false, true]);
	} finally {
		rmdirSync(living);
	}
});
