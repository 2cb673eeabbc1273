import {execFile} from 'node:child_process';
import {appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {appendAudit, verifyAudit} from '../../sandbox/audit.ts';
import {makeFolder, useFreshHome} from './folders.ts';

useFreshHome();

const november = new Date('2026-11-20T10:00:00Z');
const december = new Date('2026-12-01T10:00:00Z');

function folder(): string {
	return join(process.env.SKILLLITE_HOME ?? '', 'audit');
}

function logFile(month = '2026-11'): string {
	return join(folder(), `${month}.jsonl`);
}

function linesOf(month?: string): string[] {
	return readFileSync(logFile(month), 'utf8').split('\n').filter(Boolean);
}

function fill(count: number, now = november): void {
	for (let index = 0; index < count; index += 1) {
		appendAudit({type: 'run', skill: 'csv', index}, now);
	}
}

test('writes one canonical line an entry, chained by hash, readable by nobody else', () => {
	fill(2);
	const [first, second] = linesOf().map(line => JSON.parse(line));
	expect(first).toMatchObject({
		v: 1,
		seq: 1,
		type: 'run',
		skill: 'csv',
		index: 0,
		ts: '2026-11-20T10:00:00.000Z',
		prev: `sha256:${'0'.repeat(64)}`,
	});
	expect(second).toMatchObject({seq: 2, prev: first.hash});
	expect(linesOf()[0]).toMatch(/^\{"hash":"sha256:[0-9a-f]{64}","index":0,"prev":/);
	expect((statSync(logFile()).mode & 0o777).toString(8)).toBe('600');
	expect((statSync(folder()).mode & 0o777).toString(8)).toBe('700');
	expect(verifyAudit()).toEqual({ok: true, entries: 2});
});

test('an empty log is in order', () => {
	expect(verifyAudit()).toEqual({ok: true, entries: 0});
});

test('goes on across months, and does not go back when the clock does', () => {
	fill(2);
	fill(1, december);
	fill(1, november);
	expect([linesOf('2026-11').length, linesOf('2026-12').length]).toEqual([2, 2]);
	expect(verifyAudit()).toEqual({ok: true, entries: 4});
});

test('an entry cannot set the fields of the chain', () => {
	appendAudit({type: 'run', seq: 99, prev: 'x', hash: 'y', v: 7, ts: 'never', ['__proto__']: {a: 1}}, november);
	expect(JSON.parse(linesOf()[0] ?? '')).toMatchObject({seq: 1, v: 1, ts: '2026-11-20T10:00:00.000Z'});
	expect(verifyAudit().ok).toBe(true);
});

test('hostile text in an entry stays on its line', () => {
	appendAudit({type: 'run', skill: 'a\n{"seq":2}\u2028\u0000\uD800"'}, november);
	fill(1);
	expect(linesOf()).toHaveLength(2);
	expect(verifyAudit()).toEqual({ok: true, entries: 2});
});

test.each([
	[
		'an edited line',
		3,
		(lines: string[]) => lines.map((line, index) => (index === 2 ? line.replace('"csv"', '"abc"') : line)),
		/was edited/,
	],
	['a deleted line', 3, (lines: string[]) => lines.filter((_, index) => index !== 2), /entry 4, not 3/],
	['a deleted first line', 1, (lines: string[]) => lines.slice(1), /entry 2, not 1/],
	['two lines in another order', 2, (lines: string[]) => [lines[0], lines[2], lines[1], ...lines.slice(3)], /entry 3, not 2/],
	['a line said twice', 3, (lines: string[]) => [...lines.slice(0, 2), lines[1], ...lines.slice(2)], /entry 2, not 3/],
	[
		'another spelling of the same line',
		2,
		(lines: string[]) => lines.map((line, index) => (index === 1 ? line.replace(',', ', ') : line)),
		/was edited/,
	],
	['a line that is no JSON', 4, (lines: string[]) => [...lines.slice(0, 3), 'garbage', ...lines.slice(3)], /is not JSON/],
	['a line without chain fields', 4, (lines: string[]) => [...lines.slice(0, 3), '{"type":"run"}', ...lines.slice(3)], /is not an entry/],
])('finds %s and names it', (_, line, change, reason) => {
	fill(5);
	writeFileSync(logFile(), `${change(linesOf()).join('\n')}\n`);
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {file: '2026-11.jsonl', line, reason: expect.stringMatching(reason)}});
});

test('finds a truncation at the end, also after more was written', () => {
	fill(5);
	writeFileSync(logFile(), `${linesOf().slice(0, 3).join('\n')}\n`);
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {reason: 'the log ends after 3 entries, but 5 were written'}});
	fill(1);
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {line: 4, reason: expect.stringMatching(/entry 6, not 4/)}});
});

test('finds a missing month, first or last', () => {
	fill(2);
	fill(2, december);
	const kept = readFileSync(logFile('2026-12'));
	rmSync(logFile('2026-12'));
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {reason: expect.stringMatching(/ends after 2 entries, but 4/)}});
	writeFileSync(logFile('2026-12'), kept);
	rmSync(logFile('2026-11'));
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {file: '2026-12.jsonl', line: 1}});
});

test('finds a log that was rewritten with a chain of its own', () => {
	fill(3);
	const head = readFileSync(join(folder(), 'head.json'));
	rmSync(folder(), {recursive: true});
	appendAudit({type: 'run', skill: 'innocent'}, november);
	fill(2);
	writeFileSync(join(folder(), 'head.json'), head);
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {line: 3, reason: expect.stringMatching(/head/)}});
});

test('finds a missing head, and says in the log that it was lost', () => {
	fill(3);
	rmSync(join(folder(), 'head.json'));
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {file: 'head.json'}});
	fill(1);
	expect(JSON.parse(linesOf()[3] ?? '')).toMatchObject({type: 'audit', event: 'head lost', seq: 4});
	expect(verifyAudit()).toEqual({ok: true, entries: 5});
});

test('adopts a line whose writer was killed before the head, and removes a torn one with a record of it', () => {
	fill(2);
	const head = readFileSync(join(folder(), 'head.json'));
	fill(1);
	writeFileSync(join(folder(), 'head.json'), head);
	expect(verifyAudit()).toEqual({ok: true, entries: 3});
	fill(1);
	expect(verifyAudit()).toEqual({ok: true, entries: 4});
	appendFileSync(logFile(), '{"half":');
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {line: 5, reason: 'is not complete'}});
	fill(1);
	expect(JSON.parse(linesOf()[4] ?? '')).toMatchObject({
		type: 'audit',
		event: 'torn line removed',
		content: expect.stringMatching(/^sha256:/),
	});
	expect(verifyAudit()).toEqual({ok: true, entries: 6});
});

test('never takes a foreign line at the end into the chain', () => {
	fill(2);
	appendFileSync(logFile(), '{"type":"run"}\n');
	fill(1);
	expect(verifyAudit()).toMatchObject({ok: false, firstBad: {line: 3}});
});

test('stays whole when several processes write at once', async () => {
	const script = `import {appendAudit} from ${JSON.stringify(new URL('../../sandbox/audit.ts', import.meta.url).href)};
		for (let index = 0; index < 100; index += 1) appendAudit({type: 'run', writer: process.pid, index});`;
	const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
	await Promise.all([run(), run(), run(), run()]);
	expect(verifyAudit()).toEqual({ok: true, entries: 400});
});

test('stays whole when writers are killed at any moment', async () => {
	const script = `import {appendAudit} from ${JSON.stringify(new URL('../../sandbox/audit.ts', import.meta.url).href)};
		process.stdout.write('x'); for (;;) appendAudit({type: 'run', writer: process.pid});`;
	for (let round = 0; round < 6; round += 1) {
		await new Promise<void>(resolve => {
			const child = execFile(process.execPath, ['--input-type=module', '-e', script], () => resolve());
			child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), 20 + round * 7));
		});
	}

	appendAudit({type: 'run', last: true});
	expect(verifyAudit()).toMatchObject({ok: true});
});

test('takes over a lock that a dead process left, and leaves none behind', () => {
	mkdirSync(folder(), {recursive: true});
	symlinkSync(`4194303 ${hostname()} token`, join(folder(), 'lock'));
	fill(1);
	expect(readdirSync(folder()).sort()).toEqual(['2026-11.jsonl', 'head.json']);
});

test('says what to do when the home cannot be written', () => {
	const file = join(makeFolder(), 'file');
	writeFileSync(file, '');
	process.env.SKILLLITE_HOME = join(file, 'home');
	expect(() => fill(1)).toThrow(expect.objectContaining({code: 'config', hint: expect.stringMatching(/SKILLLITE_HOME/)}));
});

test('throws when the log cannot be written', () => {
	fill(1);
	rmSync(logFile());
	mkdirSync(logFile());
	expect(() => fill(1)).toThrow(expect.objectContaining({code: 'config', message: expect.stringMatching(/Cannot use the audit log/)}));
});

test('leaves no half line when the disk is full', async () => {
	const script = `import {appendAudit} from ${JSON.stringify(new URL('../../sandbox/audit.ts', import.meta.url).href)};
		process.on('SIGXFSZ', () => {});
		try { for (;;) appendAudit({type: 'run', text: 'x'.repeat(100)}); } catch (error) { process.stdout.write(error.code); }`;
	const {stdout} = await promisify(execFile)('bash', [
		'-c',
		'ulimit -f 4; exec "$0" "$@"',
		process.execPath,
		'--input-type=module',
		'-e',
		script,
	]);
	expect(stdout).toBe('config');
	const check = verifyAudit();
	expect(check.ok).toBe(true);
	expect(check.entries).toBeGreaterThan(5);
});

test('takes a moment an entry', () => {
	fill(10);
	const times = Array.from({length: 50}, () => {
		const start = performance.now();
		fill(1);
		return performance.now() - start;
	});
	// The best of many: the machine may be busy with other tests.
	expect(Math.min(...times)).toBeLessThan(20);
});
