import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {appendEntry, createSession, forkSession} from '../../source/session/transcript.ts';
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

test('cuts off half a last line that a crash left, says so, and goes on behind the line before it', () => {
	const before = createSession('crashed');
	const last = appendEntry(before, {type: 'user', text: 'one'});
	before.close();
	appendFileSync(before.path, '{"v":1,"id":"ab');
	const after = createSession('crashed');
	expect(after.notices).toEqual(['The last line of the session "crashed" was cut by a crash; it was taken off.']);
	appendEntry(after, {type: 'user', text: 'two'});
	after.close();
	expect(lines(after.path).at(-1)).toMatchObject({text: 'two', parentId: last});
	const again = createSession('crashed');
	again.close();
	expect(again.notices).toEqual([]);
});

test('survives a cut at every byte of its last line', () => {
	const whole = createSession('cut');
	const first = appendEntry(whole, {type: 'user', text: 'früher'});
	const kept = statSync(whole.path).size;
	appendEntry(whole, {type: 'user', text: 'später 漢字'});
	whole.close();
	const bytes = readFileSync(whole.path);
	for (let length = kept; length <= bytes.length; length++) {
		writeFileSync(whole.path, bytes.subarray(0, length));
		const session = createSession('cut');
		const branch = session.branch();
		appendEntry(session, {type: 'user', text: 'next'});
		session.close();
		const isWhole = length >= bytes.length - 1;
		expect(branch.map(({text}) => text)).toEqual([undefined, 'früher', ...(isWhole ? ['später 漢字'] : [])]);
		expect(session.notices).toHaveLength(isWhole || length === kept ? 0 : 1);
		expect(lines(session.path)).toHaveLength(branch.length + 1);
		expect(branch[1]?.id).toBe(first);
	}
});

test('reads past a damaged line in the middle, and says so', () => {
	const before = createSession('damaged');
	appendEntry(before, {type: 'user', text: 'one'});
	const lost = appendEntry(before, {type: 'assistant', text: 'two'});
	appendEntry(before, {type: 'user', text: 'three'});
	before.close();
	const text = readFileSync(before.path, 'utf8');
	writeFileSync(before.path, text.replace(`{"v":1,"id":"${lost}"`, '\0\0\0'));
	const after = createSession('damaged');
	after.close();
	expect(after.notices).toEqual(['1 damaged line of the session "damaged" could not be read.']);
	expect(after.branch().map(entry => entry.text)).toEqual([undefined, 'one', 'three']);
});

test('is open in one process at a time; the other is told which one has it', () => {
	const session = createSession('shared');
	expect(() => createSession('shared')).toThrow(`Cannot open the session "shared": the process ${process.pid} has it open.`);
	session.close();
	createSession('shared').close();
});

test('takes over the lock of a process that is gone, also when its number lives on in another', async () => {
	const session = createSession('left');
	session.close();
	const lock = join(folder, 'home', 'sessions', 'left.lock');
	const child = spawn(process.execPath, ['-e', '']);
	await once(child, 'exit');
	for (const owner of [`${child.pid} ${hostname()} 1`, `${process.pid} ${hostname()} 1`]) {
		symlinkSync(owner, lock);
		createSession('left').close();
		expect(existsSync(lock)).toBe(false);
	}

	symlinkSync('1 another-machine 1', lock);
	expect(() => createSession('left')).toThrow('the process 1 has it open');
});

test('goes back to an entry without rewriting anything', () => {
	const session = createSession('tree');
	appendEntry(session, {type: 'user', text: 'one'});
	const answer = appendEntry(session, {type: 'assistant', text: 'two'});
	appendEntry(session, {type: 'user', text: 'wrong'});
	const written = readFileSync(session.path, 'utf8');
	session.rewind(answer);
	appendEntry(session, {type: 'user', text: 'right'});
	expect(readFileSync(session.path, 'utf8').startsWith(written)).toBe(true);
	const texts = () => session.branch().flatMap(({text}) => (text === undefined ? [] : [text]));
	expect(texts()).toEqual(['one', 'two', 'right']);
	session.rewind(answer);
	session.close();
	const after = createSession('tree');
	expect(after.branch().flatMap(({text}) => (text === undefined ? [] : [text]))).toEqual(['one', 'two']);
	after.close();
});

test('forks the branch into a session of its own', () => {
	const session = createSession('trunk', {project: '/some/project'});
	appendEntry(session, {type: 'user', text: 'one'});
	const fork = forkSession(session);
	appendEntry(fork, {type: 'user', text: 'two'});
	appendEntry(session, {type: 'user', text: 'three'});
	expect(fork.branch()).toMatchObject([
		{type: 'session', session: fork.id, project: '/some/project', forkedFrom: 'trunk', parentId: null},
		{text: 'one'},
		{text: 'two'},
	]);
	expect(session.branch().at(-1)).toMatchObject({text: 'three'});
	session.close();
	fork.close();
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

test('waits for no pipe that has the name of a session', () => {
	createSession('other').close();
	expect(spawnSync('mkfifo', [join(folder, 'home', 'sessions', 'pipe.jsonl')]).status).toBe(0);
	expect(() => createSession('pipe')).toThrow('Cannot open the transcript');
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

test('takes back half a line that a full disk left, so that the next one is whole', () => {
	const program = `
		import {appendEntry, createSession} from ${JSON.stringify(new URL('../../source/session/transcript.ts', import.meta.url).href)};
		const session = createSession('full');
		process.on('SIGXFSZ', () => {});
		try {
			appendEntry(session, {type: 'user', text: 'x'.repeat(4000)});
		} catch (error) {
			console.log(error.message);
		}
		appendEntry(session, {type: 'user', text: 'short'});
	`;
	// Files may not grow beyond 1 KB: a write ends in the middle, as on a full disk.
	const command = 'ulimit -f 1; exec "$0" --input-type=module --disable-warning=ExperimentalWarning -e "$1"';
	const {stdout, stderr} = spawnSync('bash', ['-c', command, process.execPath, program], {encoding: 'utf8'});
	expect(stderr).toBe('');
	expect(stdout).toMatch(/^Cannot write the transcript .*full\.jsonl\.\n$/);
	const again = createSession('full');
	expect(again.notices).toEqual([]);
	expect(again.branch().map(({type, text}) => [type, text])).toEqual([
		['session', undefined],
		['user', 'short'],
	]);
	again.close();
});
