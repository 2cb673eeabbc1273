/** Which packages a skill declares, in every place that it may say it in. */

import {expect, test} from 'vitest';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {declaredPackages} from '../../../sandbox/environments/declared.ts';
import {mayDeclare} from '../../../sandbox/environments/may-declare.ts';
import {skillFolder} from '../admission/temporary-skill.ts';

const skillMd = (compatibility = '') =>
	`---\nname: sample\ndescription: x\n${compatibility === '' ? '' : `compatibility: ${compatibility}\n`}---\n`;

async function declaredIn(files: Readonly<Record<string, string>>) {
	const inventory = readInventory(skillFolder({'SKILL.md': skillMd(), ...files}));
	return {may: mayDeclare(inventory), ...(await declaredPackages(inventory))};
}

test.each([
	['nothing', {}, [], {}],
	['requirements.txt', {'requirements.txt': 'b>=2\n# note\na\n'}, ['a', 'b>=2'], {}],
	['pyproject.toml', {'pyproject.toml': '[project]\nname = "x"\nversion = "1"\ndependencies = ["a~=1.0", "b"]\n'}, ['a~=1.0', 'b'], {}],
	['the file before the project', {'requirements.txt': 'a', 'pyproject.toml': '[project]\ndependencies = ["b"]\n'}, ['a'], {}],
	[
		'the block of a script',
		{'scripts/main.py': '# /// script\n# requires-python = ">=3.9"\n# dependencies = ["rich>=13"]\n# ///\nprint(1)\n'},
		['rich>=13'],
		{},
	],
	['package.json', {'package.json': '{"dependencies": {"left": "^1.0.0"}, "devDependencies": {"not": "1"}}'}, [], {left: '^1.0.0'}],
	['a sentence', {'SKILL.md': skillMd('Requires Python 3.x with requests, pandas>=2 and network access')}, ['pandas>=2', 'requests'], {}],
	['a sentence that names nothing known', {'SKILL.md': skillMd('Requires Python with zzyzx-words and good luck')}, [], {}],
	['a language alone', {'SKILL.md': skillMd('Requires Python 3.9 or later')}, [], {}],
	[
		'a file before a sentence',
		{'SKILL.md': skillMd('Python with requests'), 'requirements.txt': 'Requests==2.31.0'},
		['Requests==2.31.0'],
		{},
	],
] as const)('%s', async (_, files, python, node) => {
	const found = await declaredIn(files);
	expect({python: found.python, node: found.node}).toEqual({python, node});
	// It may be wrong only in saying yes.
	expect(found.may || (python.length === 0 && Object.keys(node).length === 0)).toBe(true);
});

test.each([
	['requirements.txt', 'git+https://words.example/x.git'],
	['requirements.txt', '--extra-index-url https://words.example/simple'],
	['pyproject.toml', '[project]\ndependencies = ["a @ https://words.example/a.whl"]\n'],
	['pyproject.toml', '[project\n'],
	['scripts/main.py', '# /// script\n# dependencies = ["../../x"]\n# ///\n'],
	['package.json', '{"dependencies": {"a": "file:../b"}}'],
])('%s with %j is refused by name', async (file, text) => {
	await expect(declaredIn({[file]: text})).rejects.toThrow(file);
});
