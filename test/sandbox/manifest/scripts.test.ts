import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {findScripts, scriptAt} from '../../../sandbox/manifest/scripts.ts';
import {makeSkill, skillMd} from '../folders.ts';

function find(files: Readonly<Record<string, string>>) {
	return findScripts(readInventory(makeSkill({'SKILL.md': skillMd, ...files})));
}

test.each([
	[['scripts/main.py', 'scripts/main.js', 'main.py'], 'scripts/main.py'],
	[['scripts/main.ts', 'scripts/main.js', 'main.py'], 'scripts/main.js'],
	[['scripts/main.ts', 'scripts/main.sh'], 'scripts/main.ts'],
	[['scripts/main.sh', 'main.py'], 'scripts/main.sh'],
	[['main.js', 'main.py'], 'main.py'],
	[['main.sh'], 'main.sh'],
])('among %j the entry is %s', (paths, entry) => {
	expect(find(Object.fromEntries(paths.map(path => [path, '']))).entry?.path).toBe(entry);
});

test('has no entry where nothing is called main, however few scripts there are', () => {
	expect(find({'scripts/count.py': ''})).toEqual({entry: null, all: [{path: 'scripts/count.py', runtime: 'python', typescript: false}]});
	expect(find({'src/main.py': '', 'README.md': ''})).toEqual({entry: null, all: []});
});

test('knows the runtime by extension, then by shebang', () => {
	const {all} = find({
		'scripts/a.py': '',
		'scripts/b.mjs': '',
		'scripts/c.mts': '',
		'scripts/d.bash': '',
		'scripts/e': '#!/usr/bin/env python3\n',
		'scripts/f': '#!/usr/bin/env -S node --flag\n',
		'scripts/g': '#!/bin/sh\n',
		'scripts/h': '#!/usr/bin/env -S uv run --script\n',
		'scripts/i': '#!/usr/bin/perl\n',
		'scripts/j.txt': 'python',
	});
	expect(all.map(script => `${script.path} ${script.runtime}${script.typescript ? ' ts' : ''}`)).toEqual([
		'scripts/a.py python',
		'scripts/b.mjs node',
		'scripts/c.mts node ts',
		'scripts/d.bash bash',
		'scripts/e python',
		'scripts/f node',
		'scripts/g bash',
		'scripts/h python',
	]);
});

test('takes a plain main with a shebang as the last choice', () => {
	expect(find({'scripts/main': '#!/bin/bash\n'}).entry).toEqual({path: 'scripts/main', runtime: 'bash', typescript: false});
});

test('does not offer package files, declarations and installed modules', () => {
	expect(find({'scripts/__init__.py': '', 'scripts/types.d.ts': '', 'scripts/node_modules/x/main.js': ''}).all).toEqual([]);
});

test('never takes a link or a path outside for a script', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'data/main.py': ''});
	symlinkSync('data/main.py', join(skill, 'main.py'));
	const inventory = readInventory(skill);
	expect(findScripts(inventory)).toEqual({entry: null, all: []});
	expect(scriptAt(inventory, 'main.py')).toBeNull();
	expect(scriptAt(inventory, '../csv/data/main.py')).toBeNull();
	expect(scriptAt(inventory, './data/../data/main.py')?.path).toBe('data/main.py');
});
