import {chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createMask} from '../../../source/session/secrets.ts';
import {openHistory} from '../../../source/ui/input/history.ts';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'skilllite-history-'));
});

afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
});

test('remembers over sessions, line breaks included, where only its owner reads', () => {
	const path = join(folder, 'deep', 'history.jsonl');
	openHistory(path).add('first\nof two lines');
	openHistory(path).add('second 👩‍👩‍👧');
	expect(openHistory(path).entries).toEqual(['first\nof two lines', 'second 👩‍👩‍👧']);
	expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('never writes a secret', () => {
	const path = join(folder, 'history.jsonl');
	const secret = `ghp_${'k'.repeat(36)}`;
	const history = openHistory(path, createMask({MY_API_KEY: 'value-of-the-variable'}));
	history.add(`use ${secret} and value-of-the-variable`);
	const written = readFileSync(path, 'utf8');
	expect(written).not.toContain(secret);
	expect(written).not.toContain('value-of-the-variable');
	expect(openHistory(path).entries[0]).toMatch(/^use \[masked\] and \[masked\]$/);
});

test('skips what a crash left half, and goes on behind it', () => {
	const path = join(folder, 'history.jsonl');
	writeFileSync(path, '"whole"\n{"no":"text"}\n"half');
	const history = openHistory(path);
	expect(history.entries).toEqual(['whole']);
	history.add('next');
	expect(openHistory(path).entries).toEqual(['whole', 'next']);
});

test('keeps the latest thousand, and shortens a file that has grown large', () => {
	const path = join(folder, 'history.jsonl');
	writeFileSync(path, Array.from({length: 50_000}, (_, index) => `"${index} ${'x'.repeat(100)}"\n`).join(''));
	const {entries} = openHistory(path);
	expect(entries).toHaveLength(1000);
	expect(entries.at(-1)).toMatch(/^49999 /);
	expect(statSync(path).size).toBeLessThan(200_000);
	expect(openHistory(path).entries).toEqual(entries);
});

test('does not follow a link and does not hang on a pipe', () => {
	const target = join(folder, 'target');
	writeFileSync(target, '"not ours"\n');
	symlinkSync(target, join(folder, 'history.jsonl'));
	const history = openHistory(join(folder, 'history.jsonl'));
	history.add('x');
	expect(history.entries).toEqual([]);
	expect(readFileSync(target, 'utf8')).toBe('"not ours"\n');
	expect(openHistory('/dev/zero').entries).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)('a folder that cannot be written costs nothing but the history (root may write anywhere)', () => {
	chmodSync(folder, 0o500);
	const history = openHistory(join(folder, 'sub', 'history.jsonl'));
	history.add('x');
	expect(history.entries).toEqual([]);
});
