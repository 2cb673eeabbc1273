import {appendFileSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {appendEntry, createSession} from '../../source/session/transcript.ts';
import {temporaryHome} from '../agent/temporary-home.ts';

const folder = temporaryHome();

function lines(path: string): readonly Record<string, unknown>[] {
	return readFileSync(path, 'utf8')
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
}

test('writes each entry on a line of its own, each with its parent', () => {
	const session = createSession();
	const first = appendEntry(session, {type: 'user', text: 'one\ntwo'});
	const second = appendEntry(session, {type: 'assistant', text: 'three'});
	session.close();
	expect(lines(session.path)).toMatchObject([
		{v: 1, type: 'session', parentId: null, session: session.id},
		{type: 'user', id: first, text: 'one\ntwo'},
		{type: 'assistant', id: second, parentId: first},
	]);
});

test('keeps transcripts from other users', () => {
	const session = createSession();
	session.close();
	expect(statSync(session.path).mode & 0o777).toBe(0o600);
	expect(statSync(join(folder, 'home', 'sessions')).mode & 0o777).toBe(0o700);
});

test('goes on with a session of the same name', () => {
	const before = createSession('work');
	const last = appendEntry(before, {type: 'user', text: 'one'});
	before.close();
	const after = createSession('work');
	appendEntry(after, {type: 'user', text: 'two'});
	after.close();
	expect(lines(after.path)).toHaveLength(3);
	expect(lines(after.path).at(-1)).toMatchObject({text: 'two', parentId: last});
});

test('leaves a line that a crash cut in two, and starts the next on its own', () => {
	const before = createSession('crashed');
	const last = appendEntry(before, {type: 'user', text: 'one'});
	before.close();
	appendFileSync(before.path, '{"v":1,"id":"ab');
	const after = createSession('crashed');
	appendEntry(after, {type: 'user', text: 'two'});
	after.close();
	const all = readFileSync(after.path, 'utf8').trim().split('\n');
	expect(all[2]).toBe('{"v":1,"id":"ab');
	expect(JSON.parse(all[3] ?? '')).toMatchObject({text: 'two', parentId: last});
});

test('masks secrets before they are written', () => {
	const session = createSession();
	appendEntry(session, {type: 'assistant', text: '', calls: [{arguments: {password: 'hunter2'}}]});
	session.close();
	expect(readFileSync(session.path, 'utf8')).not.toContain('hunter2');
});

test.each(['../escape', 'a/b', '', '.hidden', 'x'.repeat(65), 'a b'])('refuses the name %j', name => {
	expect(() => createSession(name)).toThrow(`Cannot name a session ${JSON.stringify(name)}.`);
});

test('takes an ordinary name in any script', () => {
	const session = createSession('Überblick-2.1');
	session.close();
	expect(existsSync(session.path)).toBe(true);
});

test('follows no link', () => {
	const target = join(folder, 'target');
	writeFileSync(target, 'untouched');
	symlinkSync(target, join(folder, 'home', 'sessions', 'linked.jsonl'));
	expect(() => createSession('linked')).toThrow('Cannot open the transcript');
	expect(readFileSync(target, 'utf8')).toBe('untouched');
});

test('throws for an entry after it was closed', () => {
	const session = createSession();
	session.close();
	session.close();
	expect(() => appendEntry(session, {type: 'user'})).toThrow('the session was closed');
});
