import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {fuse} from '../../../source/session/notes/fuse.ts';
import {openMemory} from '../../../source/session/notes/memory.ts';
import {type NoteStore, openNoteStore} from '../../../source/session/notes/note-store.ts';
import type {Found} from '../../../source/session/notes/search-notes.ts';
import {bytesOf, closest, cosine, sketchOf} from '../../../source/session/notes/vector.ts';
import {temporaryFolder} from './folder.ts';

const dimensions = 64;

/** At right angles to those of other numbers. */
function axis(number: number, size = dimensions): Float32Array {
	return Float32Array.from({length: size}, (_, index) => (index === number ? 1 : 0));
}

function between(a: number, b: number, share: number): Float32Array {
	const length = Math.hypot(share, 1 - share);
	return axis(a).map((value, index) => (value * share + (axis(b)[index] ?? 0) * (1 - share)) / length);
}

/** Give each note the vector that its first word names: `heron` is 0, `crane` 1. */
function embed({index}: NoteStore, model = 'm', size = dimensions): void {
	const waiting = index.unembedded(model, size, 1000);
	const number = (text: string) => ['heron', 'crane', 'egret'].findIndex(word => text.startsWith(word));
	index.keepVectors(model, new Map(waiting.map(({hash, text}) => [hash, axis(number(text), size)])));
}

const asking = (vector: Float32Array, floor = 0.3) => ({model: 'm', vector, floor});
const textsOf = (near: readonly {readonly note: {readonly text: string}}[]) => near.map(({note}) => note.text);

function databaseOf({folder}: NoteStore): DatabaseSync {
	return new DatabaseSync(join(folder, 'index.sqlite'));
}

function storeOf(...texts: readonly string[]): NoteStore {
	const store = openNoteStore(temporaryFolder());
	for (const text of texts) {
		store.add({text, label: 'user'});
	}

	embed(store);
	return store;
}

test('notes are found by their vectors, the closest first, and nothing below the floor', () => {
	const {index} = storeOf('heron one', 'crane two', 'egret three');
	expect(textsOf(index.byMeaning(asking(between(0, 1, 0.6)), 5))).toEqual(['heron one', 'crane two']);
	expect(index.byMeaning(asking(axis(9)), 5)).toEqual([]);
	expect(index.byMeaning({...asking(axis(0)), model: 'another'}, 5)).toEqual([]);
});

test('a stranger’s note gets no vector, also where the user’s own says the same', () => {
	const store = openNoteStore(temporaryFolder());
	const foreign = store.add({text: 'heron evil', label: 'foreign'});
	expect(store.index.unembedded('m', null, 10)).toEqual([]);
	const own = store.add({text: 'heron evil', label: 'user'});
	embed(store);
	expect(store.index.byMeaning(asking(axis(0)), 5).map(({note}) => note.id)).toEqual([own.id]);
	expect(own.id).not.toBe(foreign.id);
});

test('a vector that comes too late for its note, or for a hash that is none, is not kept', () => {
	const store = openNoteStore(temporaryFolder());
	const {id} = store.add({text: 'heron one', label: 'user'});
	const [waiting] = store.index.unembedded('m', null, 10);
	store.forget([id]);
	store.index.keepVectors('m', new Map([[waiting?.hash ?? '', axis(0)]]));
	expect(databaseOf(store).prepare('SELECT count(*) AS rows FROM vectors').get()).toEqual({rows: 0});
});

test('forgetting a note takes its vector out of the file, and leaves those of others', () => {
	const store = storeOf('heron one', 'crane two');
	const path = join(store.folder, 'index.sqlite');
	const marked = Float32Array.from({length: dimensions}, (_, place) => Math.sin(place + 0.5) / 6);
	const heron = store.list().find(({text}) => text === 'heron one');
	const {hash} =
		databaseOf(store)
			.prepare('SELECT hash FROM notes WHERE id = ?')
			.get(heron?.id ?? '') ?? {};
	store.index.keepVectors('m', new Map([[String(hash), marked]]));
	const isInFile = () => readFileSync(path).includes(bytesOf(marked.subarray(3, 13)));
	expect(isInFile()).toBe(true);
	store.forget([heron?.id ?? '']);
	expect(isInFile()).toBe(false);
	expect(textsOf(store.index.byMeaning(asking(axis(1)), 5))).toEqual(['crane two']);
	expect(store.index.countVectors('m')).toEqual({notes: 1, vectors: 1});
});

test('what another model or another number of dimensions left is made anew', () => {
	const store = storeOf('heron one', 'crane two');
	expect(store.index.unembedded('m', dimensions, 10)).toEqual([]);
	expect(store.index.unembedded('m', 32, 10)).toHaveLength(2);
	expect(store.index.byMeaning(asking(axis(0, 32)), 5)).toEqual([]);
	embed(store, 'm', 32);
	expect(textsOf(store.index.byMeaning(asking(axis(0, 32)), 5))).toEqual(['heron one']);
	expect(store.index.unembedded('other', null, 10)).toHaveLength(2);
	embed(store, 'other');
	expect(store.index.countVectors('m').vectors).toBe(0);
});

test('rows that make no sense are passed over, and made anew where that can be seen', () => {
	const store = storeOf('heron one', 'crane two', 'egret three');
	const {index} = store;
	const database = databaseOf(store);
	const spoil = (text: string, vector: Uint8Array) =>
		database.prepare("UPDATE vectors SET vector = ? WHERE hash = (SELECT hash FROM notes WHERE body ->> 'text' = ?)").run(vector, text);
	spoil('heron one', new Uint8Array(7));
	spoil('crane two', bytesOf(axis(1).fill(Number.NaN)));
	spoil('egret three', bytesOf(axis(2).fill(1e30)));
	expect(index.byMeaning(asking(axis(0)), 5)).toEqual([]);
	expect(textsOf(store.search('heron', {limit: 5}))).toEqual(['heron one']);
	expect(index.unembedded('m', dimensions, 10).map(({text}) => text)).toEqual(['heron one']);
	embed(store);
	expect(textsOf(index.byMeaning(asking(axis(0)), 5))).toEqual(['heron one']);
});

test('what another process keeps or forgets is seen at the next question', () => {
	const store = storeOf('heron one');
	const other = openNoteStore(store.folder);
	expect(textsOf(other.index.byMeaning(asking(axis(1)), 5))).toEqual([]);
	const {id} = store.add({text: 'crane two', label: 'user'});
	embed(store);
	expect(textsOf(other.index.byMeaning(asking(axis(1)), 5))).toEqual(['crane two']);
	other.forget([id]);
	expect(store.index.byMeaning(asking(axis(1)), 5)).toEqual([]);
});

test('two processes write vectors while a third keeps and forgets notes: none is lost, torn or left behind', async () => {
	const store = storeOf();
	const ids = Array.from({length: 30}, (_, number) => store.add({text: `heron ${number}`, label: 'user'}).id);
	const writer = fileURLToPath(new URL('write-vectors.ts', import.meta.url));
	const writers = [1, 2].map(() => spawn(process.execPath, [writer, store.folder, '4'], {stdio: ['ignore', 'ignore', 'inherit']}));
	const ends = writers.map(child => once(child, 'close'));
	store.forget(ids.slice(0, 10));
	store.add({text: 'heron at last', label: 'user'});
	expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0]);
	embed(store);
	expect(store.index.countVectors('m')).toEqual({notes: 21, vectors: 21});
	expect(store.index.byMeaning(asking(axis(0)), 100)).toHaveLength(21);
	expect(databaseOf(store).prepare('SELECT count(*) AS rows FROM vectors').get()).toEqual({rows: 21});
});

test('words and meaning are fused: each finds what the other misses, and what both find stands first', () => {
	const folder = temporaryFolder();
	const memory = openMemory([folder]);
	memory.add({text: 'heron one', label: 'user'});
	const egret = memory.remember('egret three and the staging server');
	const crane = memory.remember('crane two on the staging server');
	const [store] = memory.stores();
	embed(store as NoteStore);
	expect(memory.recall('staging server')?.notes).toHaveLength(2);
	const found = memory.search('staging server', 5, asking(between(1, 0, 0.6)));
	expect(textsOf(found)).toEqual(['crane two on the staging server', expect.any(String), expect.any(String)]);
	expect(found.map(({note}) => note.id)).toContain(egret.id);
	expect(textsOf(memory.search('nothing of the kind', 5, asking(axis(1))))).toEqual([crane.text]);
	expect(memory.recall('nothing of the kind', asking(axis(9)))).toBeNull();
	expect(memory.recall('nothing of the kind', asking(axis(1)))).toMatchObject({notes: [crane.id], label: 'user'});
});

test('the order of reciprocal ranks: 1 / (60 + rank), and the newer of two that are as good', () => {
	const found = (id: string, created = '2026-01-01'): Found => ({note: {...template, id, created}, share: 0});
	const ids = (list: readonly Found[]) => list.map(({note}) => note.id);
	expect(
		ids(
			fuse(
				[
					[found('a'), found('b')],
					[found('c'), found('b')],
				],
				5,
			),
		),
	).toEqual(['b', expect.any(String), expect.any(String)]);
	expect(ids(fuse([[found('a')], [found('c', '2026-02-01')]], 5))).toEqual(['c', 'a']);
	expect(ids(fuse([[found('a'), found('b'), found('c')]], 2))).toEqual(['a', 'b']);
	expect(fuse([[], []], 5)).toEqual([]);
});

const template = {kind: 'fact', text: '', keys: [], label: 'user', sources: [], uses: 0, lastUsed: null} as const;

test('sketches find those that point the same way among many that do not', () => {
	const random = (seed: number) => Float32Array.from({length: 96}, (_, index) => Math.sin(seed * 7919 + index * 104_729 + seed * index));
	const vectors = Array.from({length: 2000}, (_, seed) => random(seed + 1));
	const sketches = new Uint32Array(vectors.flatMap(vector => [...sketchOf(vector)]));
	const wanted = vectors[1234]?.map((value, index) => value + 0.3 * Math.cos(index)) ?? new Float32Array();
	const best = [...vectors.keys()].sort((a, b) => cosine(vectors[b] ?? wanted, wanted) - cosine(vectors[a] ?? wanted, wanted))[0];
	expect(best).toBe(1234);
	const close = closest(sketchOf(wanted), sketches, 20);
	expect(close).toContain(1234);
	expect(close.length).toBeLessThan(200);
	expect(closest(sketchOf(wanted), sketches, 5000)).toHaveLength(2000);
	expect(closest(sketchOf(wanted), new Uint32Array(), 20)).toEqual([]);
});
