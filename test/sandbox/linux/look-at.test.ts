import {mkdirSync, realpathSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {lookByHandle, lookByPath} from '../../../sandbox/linux/look-at.ts';
import {makeFolder} from '../folders.ts';

test.skipIf(process.platform !== 'linux')('a path leads to the same thing by either way of looking', () => {
	const folder = realpathSync(makeFolder());
	mkdirSync(join(folder, 'a'));
	writeFileSync(join(folder, 'a/file'), '');
	symlinkSync('a', join(folder, 'link'));
	for (const name of ['a', 'a/file', 'link', 'link/file', 'a/../link/file']) {
		expect(lookByPath(join(folder, name))).toEqual(lookByHandle(join(folder, name)));
	}

	expect(lookByPath(join(folder, 'link/file')).source).toBe(join(folder, 'a/file'));
	expect(() => lookByHandle(join(folder, 'nothing'))).toThrow(/ENOENT/);
	expect(() => lookByPath(join(folder, 'nothing'))).toThrow(/ENOENT/);
});
