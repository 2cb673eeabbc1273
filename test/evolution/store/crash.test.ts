/** Attacks 38 and 39: whatever dies or fails in the middle, the store is in the old state or the new one. */

import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {rmSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {DiskStep} from '../../../source/evolution/store/disk.ts';
import {emptyHash} from '../../../source/evolution/store/manifest.ts';
import type {StoreAuditEntry} from '../../../source/evolution/store/transaction.ts';
import {adopt, numbered, openIn, temporaryFolder} from '../artefacts.ts';

const child = fileURLToPath(new URL('child.ts', import.meta.url));
const one = numbered(1);

function run(action: string, root: string, dieAt = 0) {
	return spawnSync(process.execPath, [child, action, root, String(dieAt)], {encoding: 'utf8', timeout: 200_000});
}

/** A store with one artefact, for a child to change. */
function prepared(): {readonly root: string; readonly before: string} {
	const root = temporaryFolder();
	return {root, before: adopt(openIn(root).store, one)};
}

/** The state after a crash, seen by a process that opens the store and by the one that changes it next. */
function afterwards(root: string) {
	const {store, log} = openIn(root);
	const {hash, artefacts, problem} = store.load();
	expect(problem).toBeNull();
	expect(store.history().open).toBeNull();
	expect(store.history().head).toBe(hash);
	const next = adopt(store, numbered(3));
	expect(store.load().hash).toBe(next);
	return {hash, ids: artefacts.map(({id}) => id), log};
}

test('attack 38: killed before any step of an adoption, the old or the new state holds and nothing in between', async () => {
	const steps = run('count', prepared().root).stdout.trim().split('\n');
	// Journal, two objects, the pointers, the folders: if this shrinks, the kills below miss steps.
	expect(steps.length).toBeGreaterThan(20);
	expect(new Set(steps)).toEqual(new Set(['lock', 'open', 'write', 'sync', 'rename', 'sync-folder', 'append', 'sync-append', 'unlock']));
	const seen = new Set<string>();
	for (let dieAt = 1; dieAt <= steps.length; dieAt += 1) {
		const {root, before} = prepared();
		expect(run('adopt', root, dieAt).signal).toBe('SIGKILL');
		const {hash, ids} = afterwards(root);
		expect(ids.includes(one.id)).toBe(true);
		expect(hash === before ? ids.length : ids.length - 1).toBe(1);
		seen.add(hash === before ? 'old' : 'new');
	}

	expect(seen).toEqual(new Set(['old', 'new']));
	expect(run('adopt', prepared().root).status).toBe(0);
});

test('attack 39: killed before any step of a rollback, repeating it comes to the same state', () => {
	for (let dieAt = 1; ; dieAt += 1) {
		const {root, before} = prepared();
		const died = run('rollback', root, dieAt).signal === 'SIGKILL';
		const {store} = openIn(root);
		const {hash, problem} = store.load();
		expect(problem).toBeNull();
		expect([before, emptyHash]).toContain(hash);
		store.rollback('empty', {actor: 'user', reason: 'test'});
		expect(store.load()).toEqual({hash: emptyHash, artefacts: [], problem: null});
		if (!died) {
			expect(dieAt).toBeGreaterThan(10);
			break;
		}
	}
});

test.each(['ENOSPC', 'EIO', 'EROFS'])(
	'attack 38: when a step fails with %s, the change is not made or is finished by the next one',
	code => {
		let failed = 0;
		for (let at = 1; ; at += 1) {
			const root = temporaryFolder();
			const before = adopt(openIn(root).store, one);
			let step = 0;
			const fail = (name: DiskStep) => {
				step += 1;
				if (step === at && name !== 'unlock') {
					throw Object.assign(new Error(`${code}: injected`), {code});
				}
			};
			const log: StoreAuditEntry[] = [];
			const {store} = openIn(root, {before: fail, log, durable: true});
			const threw = attempt(() => adopt(store, numbered(2)));
			const {hash, ids} = afterwards(root);
			expect(hash === before ? ids.length : ids.length - 1).toBe(1);
			failed += threw ? 1 : 0;
			if (step < at) {
				break;
			}
		}

		expect(failed).toBeGreaterThan(15);
	},
);

test('an audit log that cannot be written stops the change from being called done, and the next one writes the entry', () => {
	const root = temporaryFolder();
	const log: StoreAuditEntry[] = [];
	const broken = openIn(root, {log});
	Object.defineProperty(log, 'push', {
		value: () => {
			throw new Error('the log is full');
		},
	});
	expect(() => adopt(broken.store, one)).toThrow('the log is full');
	const after = openIn(root);
	expect(after.log).toEqual([
		expect.objectContaining({event: 'commit', from: emptyHash, recovered: true}),
		expect.objectContaining({event: 'recover', outcome: 'finished'}),
	]);
	expect(after.store.load().artefacts).toEqual([one]);
});

test('attack 39: a rollback works when everything but the history is broken', () => {
	const {root} = prepared();
	const {store} = openIn(root);
	adopt(store, numbered(2));
	rmSync(join(root, 'HEAD'));
	rmSync(join(root, 'refs'), {recursive: true});
	expect(openIn(root).store.load().problem?.message).toContain('HEAD');
	const again = openIn(root).store;
	again.rollback(undefined, {actor: 'user', reason: 'test'});
	expect(again.load()).toMatchObject({artefacts: [one], problem: null});
});

test('attack 36: two and eight processes that adopt at once write one history without a loss', async () => {
	for (const count of [2, 8]) {
		const root = temporaryFolder();
		const done = await Promise.all(Array.from({length: count}, () => finished(spawn(process.execPath, [child, 'race', root]))));
		const adopted = done.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0);
		const {store} = openIn(root);
		expect(done.every(text => /^\d+ \d+\n$/.test(text))).toBe(true);
		expect(adopted).toBeGreaterThanOrEqual(40);
		// Every adoption that was confirmed to its process is one step of the one line.
		expect(store.history().lineage).toHaveLength(adopted + 1);
		expect(new Set(store.history().lineage).size).toBe(adopted + 1);
		expect(store.load().problem).toBeNull();
		for (const state of store.history().lineage) {
			expect(() => store.loadState(state)).not.toThrow();
		}
	}
});

test('attack 37: a second process is refused the lease while the first lives and takes it when that was killed', async () => {
	const root = temporaryFolder();
	const holder = spawn(process.execPath, [child, 'hold', root], {stdio: ['ignore', 'pipe', 'inherit']});
	await once(holder.stdout, 'data');
	const {store, log} = openIn(root);
	expect(() => store.lease()).toThrow(`process ${holder.pid} does so at the moment`);
	holder.kill('SIGKILL');
	await once(holder, 'exit');
	const lease = store.lease();
	expect(lease.fence).toBe(2);
	expect(log).toEqual([expect.objectContaining({event: 'lock.steal', pid: holder.pid, fence: 1})]);
	lease.release();
	expect(store.lease().fence).toBe(3);
});

test('attack 37: a pid that was given out again, and a lock from before a reboot, hold nobody up', () => {
	for (const stranger of [{start: '1'}, {boot: 'another boot'}]) {
		const {store} = openIn(temporaryFolder());
		const first = store.lease();
		const holder = JSON.parse(store.context.disk.read('LOCK')?.toString() ?? '');
		store.context.disk.replace('LOCK', JSON.stringify({...holder, ...stranger}));
		expect(store.lease().fence).toBe(first.fence + 1);
	}
});

test('attack 37: a holder that slept while another took over writes nothing when it wakes', () => {
	const root = temporaryFolder();
	const {store} = openIn(root);
	const first = store.lease();
	// As a machine does that was taken for dead.
	const holder = JSON.parse(store.context.disk.read('LOCK')?.toString() ?? '');
	store.context.disk.replace('LOCK', JSON.stringify({...holder, boot: 'another boot'}));
	const second = store.lease();
	const {hash} = store.load();
	expect(() => store.adopt({artefact: one, replaces: [], expected: hash, actor: 'engine', lease: first})).toThrow('does so at the moment');
	expect(() => first.renew()).toThrow('does so at the moment');
	expect(store.load().artefacts).toEqual([]);
	first.release();
	store.adopt({artefact: one, replaces: [], expected: hash, actor: 'engine', lease: second});
	expect(store.load().artefacts).toEqual([one]);
});

function attempt(action: () => void): boolean {
	try {
		action();
		return false;
	} catch {
		return true;
	}
}

async function finished(process_: ChildProcess): Promise<string> {
	let text = '';
	process_.stdout?.setEncoding('utf8').on('data', chunk => {
		text += chunk;
	});
	await once(process_, 'close');
	return text;
}

test('attack 37: a process that slept inside of a change and was taken for dead undoes what it then overwrites', () => {
	const root = temporaryFolder();
	const other = openIn(root).store;
	let slept = false;
	const {store} = openIn(root, {
		before(step, name) {
			if (!slept && step === 'rename' && name === 'HEAD') {
				slept = true;
				rmSync(join(root, 'commit.lock'));
				adopt(other, numbered(2));
			}
		},
	});
	expect(() => adopt(store, one)).toThrow('has changed meanwhile');
	expect(slept).toBe(true);
	expect(other.load()).toMatchObject({artefacts: [numbered(2)], problem: null});
});
