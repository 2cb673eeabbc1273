import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {
	artefactHash,
	emptyHash,
	manifestHash,
	manifestText,
	withArtefact,
	emptyManifest,
} from '../../../source/evolution/store/manifest.ts';
import {adopt, numbered, openIn, ruleOf, temporaryFolder} from '../artefacts.ts';

const [one, two, three] = [numbered(1), numbered(2), numbered(3)];

test('a new store holds nothing and has no file for it', () => {
	const {store, root} = openIn(temporaryFolder());
	expect(store.load()).toEqual({hash: emptyHash, artefacts: [], problem: null});
	expect(readdirSync(root)).toEqual([]);
});

test('what is adopted holds from then on, also for another process', () => {
	const root = temporaryFolder();
	adopt(openIn(root).store, one);
	adopt(openIn(root).store, two);
	expect(
		new Set(
			openIn(root)
				.store.load()
				.artefacts.map(({id}) => id),
		),
	).toEqual(new Set([one.id, two.id]));
});

test('equal sets have equal manifests, whatever the order in which they grew', () => {
	const forwards = [one, two, three].reduce(withArtefact, emptyManifest);
	const backwards = [three, two, one].reduce(withArtefact, emptyManifest);
	expect(manifestText(forwards)).toBe(manifestText(backwards));
});

test('a rollback goes back to the complete state before, so that what was added since is gone', () => {
	const {store} = openIn(temporaryFolder());
	const first = adopt(store, one);
	adopt(store, two);
	expect(store.rollback(undefined, {actor: 'user', reason: 'test'})).toMatchObject({to: first});
	expect(store.load().artefacts).toEqual([one]);
});

test('attack 40: rolling back the first artefact ever leaves nothing active', () => {
	const {store} = openIn(temporaryFolder());
	adopt(store, one);
	store.rollback(undefined, {actor: 'user', reason: 'test'});
	expect(store.load()).toEqual({hash: emptyHash, artefacts: [], problem: null});
	// And again: nothing is left to go back to, which is no error.
	expect(store.rollback(undefined, {actor: 'user', reason: 'test'}).to).toBe(emptyHash);
});

test('rolling back step by step goes through every earlier state', () => {
	const {store} = openIn(temporaryFolder());
	const states = [emptyHash, adopt(store, one), adopt(store, two), adopt(store, three)];
	for (const state of states.slice(0, -1).reverse()) {
		expect(store.rollback(undefined, {actor: 'user', reason: 'test'}).to).toBe(state);
	}
});

test('goes back to a state that is named by its beginning, and to no other hash', () => {
	const {store} = openIn(temporaryFolder());
	const first = adopt(store, one);
	adopt(store, two);
	const {to: third} = {to: adopt(store, three)};
	expect(store.rollback(first.slice(7, 15), {actor: 'user', reason: 'test'}).to).toBe(first);
	// What was rolled back is not part of the history any more, and a stranger's hash never was.
	expect(() => store.rollback(third, {actor: 'user', reason: 'test'})).toThrow('no earlier state');
	expect(() => store.rollback('../../etc', {actor: 'user', reason: 'test'})).toThrow('no earlier state');
});

test('attack 41: what was taken out for good does not come back by a rollback, nor by being adopted again', () => {
	const {store} = openIn(temporaryFolder());
	const first = adopt(store, one);
	adopt(store, two);
	store.remove({ids: [one.id], as: 'disabled', actor: 'user'});
	expect(store.load().artefacts).toEqual([two]);
	store.rollback(first, {actor: 'user', reason: 'test'});
	expect(store.load().artefacts).toEqual([]);
	expect(() => adopt(store, one)).toThrow('taken out for good');
	expect(() => adopt(store, {...one, created: '2026-11-21T00:00:00.000Z'})).toThrow('taken out for good');
	expect(store.tombstones()).toMatchObject([{hash: artefactHash(one), id: one.id, reason: 'disabled'}]);
	// And once more: the state that lacks it is the one that is remembered.
	adopt(store, three);
	expect(store.rollback(undefined, {actor: 'user', reason: 'test'}).to).toBe(emptyHash);
});

test('an adoption tested with another state than the current one is refused', () => {
	const {store} = openIn(temporaryFolder());
	const {hash} = store.load();
	adopt(store, one);
	expect(() => store.adopt({artefact: two, replaces: [], expected: hash, actor: 'engine'})).toThrow('has changed meanwhile');
	expect(store.load().artefacts).toEqual([one]);
});

test('a replacement takes the place of what it replaces', () => {
	const {store} = openIn(temporaryFolder());
	adopt(store, one);
	store.adopt({artefact: two, replaces: [one.id], expected: store.load().hash, actor: 'engine'});
	expect(store.load().artefacts).toEqual([two]);
});

test('a canary stands beside HEAD until it is adopted or ended', () => {
	const {store} = openIn(temporaryFolder());
	adopt(store, one);
	const canary = store.prepareCanary({artefact: two, replaces: [], expected: store.load().hash, actor: 'engine'});
	expect(store.canary()).toBe(canary);
	expect(store.load().artefacts).toEqual([one]);
	expect(store.loadState(canary)).toHaveLength(2);
	store.endCanary();
	expect(store.canary()).toBeNull();
});

test('every change is an audit entry that names both states, its artefact and its hash', () => {
	const {store, log} = openIn(temporaryFolder());
	const to = adopt(store, one);
	expect(log).toEqual([
		expect.objectContaining({event: 'commit', from: emptyHash, to, artefact: one.id, content: artefactHash(one), actor: 'engine'}),
	]);
	expect(JSON.stringify(log)).not.toContain('lines');
});

test('attack 54: erasing leaves no text behind, and the history still reads', () => {
	const {store, root} = openIn(temporaryFolder());
	adopt(store, ruleOf({template: 'prefer-tool', tool: 'planted-word', over: 'bash'}));
	store.prepareCanary({artefact: two, replaces: [], expected: store.load().hash, actor: 'engine'});
	writeFileSync(join(root, 'canary.json'), 'planted-word');
	for (const folder of ['pending', 'events', 'replays', 'materialised']) {
		mkdirSync(join(root, folder));
		writeFileSync(join(root, folder, 'x.jsonl'), 'planted-word');
	}

	expect(everything(root)).toContain('planted-word');
	store.erase();
	expect(everything(root)).not.toContain('planted-word');
	expect(store.load()).toEqual({hash: emptyHash, artefacts: [], problem: null});
	expect(store.rollback(undefined, {actor: 'user', reason: 'test'}).to).toBe(emptyHash);
});

test('attack 17: files are 0600 and folders 0700 although the mask takes nothing away', () => {
	const mask = process.umask(0);
	try {
		const {store, root} = openIn(join(temporaryFolder(), 'made'));
		adopt(store, one);
		for (const name of ['.', ...readdirSync(root, {recursive: true, encoding: 'utf8'})]) {
			const stats = statSync(join(root, name));
			expect([name, stats.mode & 0o777]).toEqual([name, stats.isDirectory() ? 0o700 : 0o600]);
		}
	} finally {
		process.umask(mask);
	}
});

test('attack 16: a link in the place of a file is neither read nor written through, in 2,000 swaps', () => {
	const root = temporaryFolder();
	const outside = temporaryFolder();
	const victim = join(outside, 'victim');
	writeFileSync(victim, 'untouched');
	const {store} = openIn(root);
	adopt(store, one);
	for (let index = 0; index < 2000; index += 1) {
		const name = ['HEAD', 'refs/known-good', 'LOCK', 'fence'][index % 4] ?? 'HEAD';
		store.context.disk.remove(name);
		symlinkSync(victim, join(root, name));
		expect(() => store.context.disk.read(name)).toThrow('it is a link');
		store.context.disk.replace(name, `${index}`);
	}

	expect(readFileSync(victim, 'utf8')).toBe('untouched');
	store.context.disk.remove('journal.jsonl');
	symlinkSync(victim, join(root, 'journal.jsonl'));
	expect(() => store.context.disk.append('journal.jsonl', 'line', false)).toThrow();
	expect(readFileSync(victim, 'utf8')).toBe('untouched');
	expect(readdirSync(outside)).toEqual(['victim']);
});

test('attack 18: names that are one file on another system are not two here', () => {
	const rule = ruleOf({template: 'limit', what: 'lines', count: 1}, {id: 'r-0000000a'});
	const manifest = withArtefact(emptyManifest, rule);
	expect(() => withArtefact(manifest, {...rule, id: 'r-0000000A'})).toThrow('differs from an active one only by case');
	expect(manifestHash(withArtefact(manifest, rule))).toBe(manifestHash(manifest));
});

test('attack 39: a rollback with the index and every database gone needs neither', () => {
	const {store, root} = openIn(temporaryFolder());
	const first = adopt(store, one);
	adopt(store, two);
	expect(existsSync(join(root, 'index.sqlite'))).toBe(false);
	expect(openIn(root).store.rollback(first, {actor: 'user', reason: 'test'}).to).toBe(first);
});

function everything(root: string): string {
	return readdirSync(root, {recursive: true, withFileTypes: true, encoding: 'utf8'})
		.filter(entry => entry.isFile())
		.map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
		.join('\n');
}
