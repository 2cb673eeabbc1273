import {spawnSync} from 'node:child_process';
import {randomInt} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, rmdirSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {expect, test, vi} from 'vitest';
import {createControlGroup} from '../../../sandbox/linux/control-group.ts';
import {nativePrograms} from '../../../sandbox/linux/native.ts';

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
	// No process has such a number: it is above the kernel's largest.
	const [stale, living] = [join(parent, `skilllite-${randomInt(90_000_000, 99_999_999)}-1`), join(parent, `skilllite-${process.ppid}-1`)];
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

/** What a process that the supervisor starts with these arguments says of its groups. */
function groupsWith(supervisorArgs: readonly string[]): string {
	const args = ['-p', String(process.pid), '-w', '60000', ...supervisorArgs, '--', '/bin/cat', '/proc/self/cgroup'];
	const {stdout, output} = spawnSync(nativePrograms().supervise, args, {
		env: {},
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe', 'ignore', 'pipe'],
	});
	return stdout + output[4];
}

test.skipIf(!probe)(`what the supervisor starts is in the group from its first moment${probe ? '' : ` (${why})`}`, () => {
	const group = createControlGroup({tasks: 8, memoryBytes: 64 * mebibyte});
	try {
		const seen = groupsWith(group?.supervisorArgs ?? []);
		for (const folder of group?.folders ?? []) {
			expect(seen).toContain(basename(folder));
		}
	} finally {
		group?.remove();
	}
});

test.skipIf(!probe)(`a group that is not there is a failed set-up, and nothing starts${probe ? '' : ` (${why})`}`, () => {
	for (const option of ['-c', '-C']) {
		const said = groupsWith([option, join(parents[0] ?? '', 'not-there')]);
		expect(said).toContain('"step":"cgroup"');
		expect(said).not.toContain('0::');
	}
});

// A hierarchy of the second version without controllers is enough to be born into.
const unified = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find(folder => existsSync(join(folder, 'cgroup.controllers')));
const ours = join(unified ?? '', `skilllite-${process.pid}-0`);
const canMakeUnified = unified !== undefined && tries(() => mkdirSync(ours)) && tries(() => rmdirSync(ours));

test.skipIf(!canMakeUnified)(
	`v2: the child is born in its group${canMakeUnified ? '' : ' (no v2 hierarchy here that we may change)'}`,
	() => {
		mkdirSync(ours);
		try {
			expect(groupsWith(['-C', ours])).toContain(`0::/${basename(ours)}`);
		} finally {
			rmdirSync(ours);
		}
	},
);

function tries(action: () => void): boolean {
	try {
		action();
		return true;
	} catch {
		return false;
	}
}
