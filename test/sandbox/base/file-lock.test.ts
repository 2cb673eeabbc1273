import {execFile} from 'node:child_process';
import {existsSync, lutimesSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {withFileLock} from '../../../sandbox/base/file-lock.ts';
import {makeFolder} from '../folders.ts';

test('gives the result of the action and removes the lock, also after a throw', () => {
	const lock = join(makeFolder(), 'sub/lock');
	expect(withFileLock(lock, () => existsSync(join(lock, '..')))).toBe(true);
	expect(() =>
		withFileLock(lock, () => {
			throw new Error('inside');
		}),
	).toThrow('inside');
	expect(withFileLock(lock, () => 2)).toBe(2);
});

test('lets one process at a time in', async () => {
	const folder = makeFolder();
	const counter = join(folder, 'counter');
	writeFileSync(counter, '0');
	const script = `import {withFileLock} from ${JSON.stringify(new URL('../../../sandbox/base/file-lock.ts', import.meta.url).href)};
		import {readFileSync, writeFileSync} from 'node:fs';
		for (let index = 0; index < 200; index += 1) withFileLock(${JSON.stringify(join(folder, 'lock'))}, () =>
			writeFileSync(${JSON.stringify(counter)}, String(Number(readFileSync(${JSON.stringify(counter)}, 'utf8')) + 1)));`;
	const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
	await Promise.all([run(), run(), run()]);
	expect(readFileSync(counter, 'utf8')).toBe('600');
});

test('lets one of many waiters take over the lock of a dead process', async () => {
	const folder = makeFolder();
	const lock = join(folder, 'lock');
	const counter = join(folder, 'counter');
	writeFileSync(counter, '0');
	symlinkSync(`4194303 ${hostname()} token`, lock);
	const script = `import {withFileLock} from ${JSON.stringify(new URL('../../../sandbox/base/file-lock.ts', import.meta.url).href)};
		import {readFileSync, symlinkSync, writeFileSync} from 'node:fs';
		for (let index = 0; index < 50; index += 1) { withFileLock(${JSON.stringify(lock)}, () =>
			writeFileSync(${JSON.stringify(counter)}, String(Number(readFileSync(${JSON.stringify(counter)}, 'utf8')) + 1)));
			try { symlinkSync(${JSON.stringify(`4194303 ${hostname()} token`)}, ${JSON.stringify(lock)}); } catch {} }`;
	const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
	await Promise.all([run(), run(), run()]);
	expect(readFileSync(counter, 'utf8')).toBe('150');
});

test('takes over a lock of another machine only when it is old', () => {
	const lock = join(makeFolder(), 'lock');
	symlinkSync('1 another-machine token', lock);
	const old = new Date(Date.now() - 60_000);
	lutimesSync(lock, old, old);
	expect(withFileLock(lock, () => 'in')).toBe('in');
});
