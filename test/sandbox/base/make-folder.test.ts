import {chmodSync, mkdtempSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {makeFolder} from '../../../sandbox/base/make-folder.ts';

const place = () => mkdtempSync(join(tmpdir(), 'make-folder-'));

test('makes a folder and those above it, private from the first moment, and leaves those that are there', () => {
	const root = place();
	chmodSync(root, 0o755);
	makeFolder(join(root, 'a', 'b'), 0o700);
	makeFolder(join(root, 'a', 'b'), 0o755);
	expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700);
	expect(statSync(join(root, 'a', 'b')).mode & 0o777).toBe(0o700);
	expect(statSync(root).mode & 0o777).toBe(0o755);
});

test('a file in the way is an error', () => {
	const root = place();
	writeFileSync(join(root, 'a'), '');
	expect(() => makeFolder(join(root, 'a'), 0o700)).toThrow(/EEXIST/);
	expect(() => makeFolder(join(root, 'a', 'b'), 0o700)).toThrow();
});

test.skipIf(process.platform !== 'linux')('a file system that makes no folders is an error, and not a loop without end', () => {
	expect(() => makeFolder('/proc/nowhere', 0o700)).toThrow();
	expect(() => makeFolder('/proc/nowhere/below', 0o700)).toThrow();
});
