import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {openNoteStore} from '../../../source/session/notes/note-store.ts';
import {temporaryFolder} from './folder.ts';

const writer = fileURLToPath(new URL('write-notes.ts', import.meta.url));

function startWriter(folder: string, name: string, count: number) {
	const child = spawn(process.execPath, [writer, folder, name, String(count)], {stdio: ['ignore', 'pipe', 'inherit']});
	let printed = '';
	child.stdout.setEncoding('utf8').on('data', text => {
		printed += text;
	});
	const ids = () => printed.split('\n').filter(Boolean);
	return {child, ids, ended: once(child, 'close')};
}

test('two processes write at once and no note is lost or torn', async () => {
	const folder = temporaryFolder();
	const writers = ['left', 'right'].map(name => startWriter(folder, name, 60));
	await Promise.all(writers.map(({ended}) => ended));
	const said = writers.flatMap(({ids}) => ids());
	const store = openNoteStore(folder);
	expect(said).toHaveLength(120);
	expect(new Set(store.list().map(({id}) => id))).toEqual(new Set(said));
	for (const line of readFileSync(join(folder, 'notes.jsonl'), 'utf8').trimEnd().split('\n')) {
		expect(JSON.parse(line)).toHaveProperty('v', 1);
	}

	store.close();
});

test('what was kept before a kill is there after it, and writing goes on', async () => {
	const folder = temporaryFolder();
	for (let round = 0; round < 4; round++) {
		const {child, ids, ended} = startWriter(folder, `round ${round}`, 10_000);
		while (ids().length < 5 + round * 3) {
			await once(child.stdout, 'data');
		}

		child.kill('SIGKILL');
		await ended;
		const store = openNoteStore(folder);
		const kept = new Set(store.list().map(({id}) => id));
		expect(ids().filter(id => !kept.has(id))).toEqual([]);
		expect(store.get(store.add({text: `After kill ${round}`, label: 'user'}).id)?.text).toBe(`After kill ${round}`);
		store.close();
	}
});

test('a line that a crash cut in two costs that note and no other', () => {
	const folder = temporaryFolder();
	const store = openNoteStore(folder);
	const {id: before} = store.add({text: 'The heron is the staging server.', label: 'user'});
	appendFileSync(join(folder, 'notes.jsonl'), '{"v":1,"op":"add","note":{"id":"ncut","kind":"fact","text":"half');
	const {id: after} = store.add({text: 'The crane is the build server.', label: 'user'});
	expect(store.list().map(({id}) => id)).toEqual(expect.arrayContaining([before, after]));
	expect(store.list()).toHaveLength(2);
	store.close();
	rmSync(join(folder, 'index.sqlite'));
	expect(openNoteStore(folder).list()).toHaveLength(2);
});

test('forgotten text is in no file of the folder, and stays forgotten', () => {
	const folder = temporaryFolder();
	const store = openNoteStore(folder);
	const {id: first} = store.add({text: 'The zanzibar address is old.', label: 'user'});
	const {id: second} = store.add({text: 'The zanzibar address is new.', label: 'user', supersedes: first});
	const {id: other} = store.add({text: 'Something else altogether.', label: 'user'});
	expect(store.list().map(({id}) => id)).toEqual([other, second]);
	expect(store.forget([second]).toSorted()).toEqual([first, second].toSorted());
	for (const name of ['notes.jsonl', 'index.sqlite']) {
		expect(readFileSync(join(folder, name), 'latin1')).not.toContain('zanzib');
	}

	expect(store.list().map(({id}) => id)).toEqual([other]);
	expect(store.forget(['nnothing'])).toEqual([]);
	store.close();
});

test('17: files and folder are the user’s alone, also under an open umask', () => {
	const folder = join(temporaryFolder(), 'memory');
	const old = process.umask(0);
	const store = openNoteStore(folder);
	store.add({text: 'A note.', label: 'user'});
	store.list();
	process.umask(old);
	store.close();
	expect(statSync(folder).mode & 0o777).toBe(0o700);
	expect(['notes.jsonl', 'index.sqlite'].map(name => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
});

test('16: a link in the place of the journal is neither read nor written through', () => {
	const folder = temporaryFolder();
	const canary = join(temporaryFolder(), 'canary');
	writeFileSync(canary, 'untouched');
	symlinkSync(canary, join(folder, 'notes.jsonl'));
	const store = openNoteStore(folder);
	expect(() => store.add({text: 'A note.', label: 'user'})).toThrow(/Cannot open the notes/);
	expect(() => store.list()).toThrow(/Cannot open the notes/);
	expect(readFileSync(canary, 'utf8')).toBe('untouched');
});

test.each([
	['garbage', (path: string) => writeFileSync(path, 'this is no database at all, only words '.repeat(200))],
	['a truncated file', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 6000))],
	['overwritten pages', (path: string) => writeFileSync(path, readFileSync(path).fill(0xff, 4096, 20_000))],
	['nothing', (path: string) => rmSync(path)],
])('an index that is %s is made anew from the journal', (_, damage) => {
	const folder = temporaryFolder();
	const writing = openNoteStore(folder);
	for (let number = 0; number < 50; number++) {
		writing.add({text: `Bird ${number} is called heron${number}.`, label: 'user'});
	}

	expect(writing.list()).toHaveLength(50);
	writing.close();
	damage(join(folder, 'index.sqlite'));
	const store = openNoteStore(folder);
	expect(store.search('heron17', {limit: 1})[0]?.note.text).toBe('Bird 17 is called heron17.');
	expect(store.list()).toHaveLength(50);
	store.close();
});

test('an index that cannot be opened is named, with what to do', () => {
	const folder = temporaryFolder();
	const path = join(folder, 'index.sqlite');
	const writing = openNoteStore(folder);
	writing.add({text: 'A note.', label: 'user'});
	writing.close();
	rmSync(path, {force: true});
	mkdirSync(path);
	expect(() => openNoteStore(folder).list()).toThrow(/Cannot use the index of notes/);
});
