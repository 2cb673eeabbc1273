import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {readBounded} from '../../source/core/read-bounded.ts';

function temporary(): string {
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-bounded-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

test('reads a small file, and gives null for none', () => {
	const folder = temporary();
	writeFileSync(join(folder, 'a'), 'text');
	expect(readBounded(join(folder, 'a'))).toBe('text');
	expect(readBounded(join(folder, 'b'))).toBeNull();
	expect(readBounded(join(folder, 'a/b'))).toBeNull();
});

test('does not wait for a pipe and does not read a large file', () => {
	const folder = temporary();
	execFileSync('mkfifo', [join(folder, 'pipe')]);
	expect(() => readBounded(join(folder, 'pipe'))).toThrow('not a regular file');
	writeFileSync(join(folder, 'large'), 'x'.repeat(11));
	expect(() => readBounded(join(folder, 'large'), 10)).toThrow('larger than 10 bytes');
});
