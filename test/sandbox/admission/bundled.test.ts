import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {bundledSkill, readTable} from '../../../sandbox/admission/bundled.ts';
import {createBundledTable} from '../../../sandbox/admission/bundled-table.ts';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {sha256} from '../../../sandbox/base/canonical-json.ts';
import {makeFolder, makeSkill, skillMd} from '../folders.ts';

test('a table survives its file: a copy of a bundled skill is known, a changed one is not', async () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'scripts/main.py': 'print(1)'});
	const path = join(makeFolder(), 'bundled-skills.json');
	writeFileSync(path, JSON.stringify(await createBundledTable(join(skill, '..'))));
	const table = readTable(path);
	const copy = makeSkill({'SKILL.md': skillMd, 'scripts/main.py': 'print(1)'}, 'elsewhere');
	expect(table.get(readInventory(copy).treeHash)).toMatchObject({
		name: 'csv',
		manifest: {description: 'Counts rows.', warnings: []},
		scripts: {entry: {path: 'scripts/main.py', runtime: 'python'}},
	});
	writeFileSync(join(copy, 'scripts/main.py'), 'print(2)');
	expect(table.get(readInventory(copy).treeHash)).toBeUndefined();
});

test('a skill with any fault does not get into the table', async () => {
	const misnamed = makeSkill({'SKILL.md': skillMd}, 'other');
	await expect(createBundledTable(join(misnamed, '..'))).rejects.toThrow(/Cannot bundle .*is not the folder's name/);
	const linked = makeSkill({'SKILL.md': skillMd});
	symlinkSync('/etc/passwd', join(linked, 'x'));
	await expect(createBundledTable(join(linked, '..'))).rejects.toThrow(/link out of the skill folder/);
});

test('without a table nothing is bundled', () => {
	expect(readTable(join(makeFolder(), 'none.json')).size).toBe(0);
	expect(bundledSkill(sha256('unknown'))).toBeUndefined();
	const damaged = join(makeFolder(), 'damaged.json');
	writeFileSync(damaged, '{"skills": 3');
	expect(readTable(damaged).size).toBe(0);
	mkdirSync(join(damaged, '../folder.json'));
	expect(readTable(join(damaged, '../folder.json')).size).toBe(0);
});
