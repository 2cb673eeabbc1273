/** Attacks 41 to 43: what somebody else wrote into the store is never taken for ours. */

import {appendFileSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {appendAudit, exitCodeOf, IntegrityError} from '../../../sandbox/index.ts';
import type {Artefact} from '../../../source/evolution/artefact.ts';
import {createDisk} from '../../../source/evolution/store/disk.ts';
import {artefactText, emptyHash} from '../../../source/evolution/store/manifest.ts';
import {type ArtefactStore, openStore} from '../../../source/evolution/store/store.ts';
import {verifyStore} from '../../../source/evolution/store/verify.ts';
import {temporaryHome} from '../../agent/temporary-home.ts';
import {adopt, numbered, openIn, temporaryFolder} from '../artefacts.ts';

const home = temporaryHome();
const [one, two] = [numbered(1), numbered(2)];

function logged(root = temporaryFolder()): {readonly store: ArtefactStore; readonly root: string} {
	const store = openStore({
		disk: createDisk(root, {durable: false}),
		clock: () => new Date(),
		audit: entry => appendAudit({...entry, type: 'evolution', store: 'test'}),
		parse: value => value as Artefact,
	});
	return {store, root};
}

function objectsOf(root: string): readonly string[] {
	return readdirSync(join(root, 'objects'), {recursive: true, withFileTypes: true, encoding: 'utf8'})
		.filter(entry => entry.isFile())
		.map(entry => join(entry.parentPath, entry.name));
}

test('an untouched store is found sound', async () => {
	const {store} = logged();
	adopt(store, one);
	adopt(store, two);
	store.rollback(undefined, {actor: 'user', reason: 'test'});
	expect(await verifyStore(store, 'test')).toMatchObject({ok: true, problems: [], objects: 4});
});

test('attack 43: any single changed byte of an object or of HEAD is found, and the agent starts without it', async () => {
	const {store, root} = logged();
	adopt(store, one);
	adopt(store, two);
	let changes = 0;
	for (const path of [...objectsOf(root), join(root, 'HEAD')]) {
		const good = readFileSync(path);
		for (let at = 0; at < good.length; at += 7) {
			const bad = Buffer.from(good);
			bad[at] = (bad[at] ?? 0) ^ 1;
			writeFileSync(path, bad);
			changes += 1;
			const {ok, problems} = await verifyStore(store, 'test');
			expect([path, at, ok]).toEqual([path, at, false]);
			expect(problems.length).toBeGreaterThan(0);
			const loaded = store.load();
			// Nothing of the changed bytes is ever given out.
			expect(loaded.artefacts.every(artefact => [one, two].map(artefactText).includes(artefactText(artefact)))).toBe(true);
		}

		writeFileSync(path, good);
	}

	expect(changes).toBeGreaterThan(100);
	expect(await verifyStore(store, 'test')).toMatchObject({ok: true});
});

test('attack 41: HEAD set by hand to an earlier state is refused, and a rollback puts it right', async () => {
	const {store, root} = logged();
	const first = adopt(store, one);
	adopt(store, two);
	writeFileSync(join(root, 'HEAD'), `${first.slice(7)}\n`);
	const {problem} = store.load();
	expect(problem).toBeInstanceOf(IntegrityError);
	expect(exitCodeOf(problem?.code ?? 'internal')).toBe(4);
	expect(() => adopt(store, numbered(3))).toThrow(IntegrityError);
	expect((await verifyStore(store, 'test')).ok).toBe(false);
	store.rollback('known-good', {actor: 'user', reason: 'test'});
	expect(store.load()).toMatchObject({hash: first, problem: null});
	expect((await verifyStore(store, 'test')).ok).toBe(true);
});

test('attack 42: HEAD moved by somebody else in the middle of a change stops the change', () => {
	const root = temporaryFolder();
	const first = adopt(openIn(root).store, one);
	adopt(openIn(root).store, two);
	let moved = false;
	const {store} = openIn(root, {
		before(step, name) {
			if (!moved && step === 'lock' && name === 'commit.lock') {
				moved = true;
				writeFileSync(join(root, 'HEAD'), `${first.slice(7)}\n`);
			}
		},
	});
	expect(() => adopt(store, numbered(3))).toThrow(IntegrityError);
	expect(store.load().artefacts.some(({id}) => id === numbered(3).id)).toBe(false);
});

test('a journal and a HEAD that were both rewritten are still found out by the audit log', async () => {
	const {store, root} = logged();
	adopt(store, one);
	adopt(store, two);
	const journal = readFileSync(join(root, 'journal.jsonl'), 'utf8').split('\n');
	const head = readFileSync(join(root, 'refs/known-good'));
	writeFileSync(join(root, 'journal.jsonl'), `${journal.slice(0, 4).join('\n')}\n`);
	writeFileSync(join(root, 'HEAD'), head);
	expect(store.load().problem).toBeNull();
	expect(await verifyStore(store, 'test')).toMatchObject({
		ok: false,
		problems: ['The audit log does not end with the state that HEAD names.'],
	});
});

test('attack 43: an edited, cut, swapped or forked audit log is found', async () => {
	const {store} = logged();
	adopt(store, one);
	adopt(store, two);
	const folder = join(home, 'home', 'audit');
	const file = join(folder, readdirSync(folder).find(name => name.endsWith('.jsonl')) ?? '');
	const good = readFileSync(file, 'utf8');
	const lines = good.trimEnd().split('\n');
	const bad = [
		good.replace('"actor":"engine"', '"actor":"user"'),
		`${lines.slice(0, -1).join('\n')}\n`,
		`${[...lines].reverse().join('\n')}\n`,
		`${[...lines, lines.at(-1)].join('\n')}\n`,
		'',
	];
	for (const text of bad) {
		writeFileSync(file, text);
		expect((await verifyStore(store, 'test')).ok).toBe(false);
	}

	writeFileSync(file, good);
	expect((await verifyStore(store, 'test')).ok).toBe(true);
	appendFileSync(file, '{"torn');
	expect((await verifyStore(store, 'test')).ok).toBe(false);
});

test('a store that is nothing but noise opens empty', () => {
	const root = temporaryFolder();
	for (const name of ['HEAD', 'journal.jsonl', 'tombstones.jsonl', 'LOCK', 'fence', 'refs/known-good']) {
		createDisk(root).replace(name, Buffer.from([0, 255, 10, 34, 123]));
	}

	const {store} = openIn(root);
	expect(store.load()).toMatchObject({hash: emptyHash, artefacts: [], problem: {code: 'integrity'}});
	expect(store.lease().fence).toBe(1);
	store.rollback('empty', {actor: 'user', reason: 'test'});
	expect(store.load().problem).toBeNull();
});
