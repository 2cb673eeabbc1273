import {mkdirSync, realpathSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {assertNameable, hostPath} from '../../../sandbox/macos/host-path.ts';
import {makeFolder} from '../folders.ts';

test('a path through a link is the one it leads to', () => {
	const folder = realpathSync(makeFolder());
	mkdirSync(join(folder, 'private/tmp'), {recursive: true});
	symlinkSync('private/tmp', join(folder, 'tmp'));
	writeFileSync(join(folder, 'tmp', 'a "b" (c)'), '');
	expect(hostPath(join(folder, 'tmp/../tmp/a "b" (c)'))).toBe(join(folder, 'private/tmp/a "b" (c)'));
});

test.each([
	'',
	'/',
	'relative',
	'/a/../b',
	'/a/./b',
	'/a//b',
	'/a/',
	'/a\nb',
	'/a\0b',
	'/a\rb',
	'/a\u007fb',
	`/${'x'.repeat(1024)}`,
	`/${'ü'.repeat(512)}`,
])('no rule is written for the path %j', path => {
	expect(() => assertNameable(path)).toThrow(expect.objectContaining({code: 'sandbox-setup'}));
});

test.each(['/a', '/a b/c', '/a"b', '/..a/b..', '/日本'])('a rule can name the path %j', path => {
	expect(assertNameable(path)).toBe(path);
});

test.skipIf(process.platform === 'darwin')('a folder with a line break in its name is refused, not cut', () => {
	const folder = join(makeFolder(), 'a\n(allow default)');
	mkdirSync(folder);
	expect(() => hostPath(folder)).toThrow(/no sandbox rule can name/);
});

test.skipIf(process.platform !== 'darwin')('[needs macOS: a disk that does not tell case apart] the case is that of the disk', () => {
	const folder = hostPath(makeFolder());
	writeFileSync(join(folder, 'Data.csv'), '');
	expect(hostPath(join(folder, 'dATA.CSV'))).toBe(join(folder, 'Data.csv'));
});
