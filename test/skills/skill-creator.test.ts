import {execFileSync} from 'node:child_process';
import {readFileSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {discoverSkills} from '../../source/skills/discover.ts';
import {createWorkspace, runBundled} from './run-bundled.ts';

const creator = (workspace: string, script: 'init' | 'validate' | 'package', ...args: readonly string[]) =>
	runBundled('skill-creator', '', {workspace, script: `scripts/${script}.py`, args});

const kinds = [
	['python', 'entry-point'],
	['javascript', 'entry-point'],
	['typescript', 'entry-point'],
	['bash', 'entry-point'],
	['multi', 'multi-script'],
	['prompt', 'prompt-only'],
] as const;

test('makes skills of every kind that are valid and that this program reads without a fault', async () => {
	const workspace = createWorkspace();
	for (const [kind] of kinds) {
		const made = await creator(
			workspace,
			'init',
			`greet-${kind}`,
			'--kind',
			kind,
			'--description',
			'Greets "people": warmly, whenever somebody new arrives.',
		);
		expect(made).toMatchObject({exitCode: 0, result: {folder: `output/greet-${kind}`, kind}});
		const checked = await creator(workspace, 'validate', `output/greet-${kind}`);
		expect(checked.result).toEqual({name: `greet-${kind}`, valid: true, errors: [], warnings: []});
	}

	const skills = await discoverSkills({projectFolder: createWorkspace(), extraFolders: [join(workspace, 'output')]});
	for (const [kind, found] of kinds) {
		const skill = skills.find(({name}) => name === `greet-${kind}`);
		expect(skill).toMatchObject({
			kind: found,
			problem: null,
			manifest: {warnings: [], description: expect.stringContaining('"people": warmly')},
		});
	}
});

test.each([
	['python', ['/usr/bin/env', 'python3', 'scripts/main.py']],
	['javascript', [process.execPath, 'scripts/main.js']],
	['typescript', [process.execPath, 'scripts/main.ts']],
	['bash', ['/bin/bash', 'scripts/main.sh']],
])('makes a %s skill whose script runs as it is', async (kind, [command = '', ...args]) => {
	const workspace = createWorkspace();
	await creator(workspace, 'init', 'greet', '--kind', kind);
	const output = execFileSync(command, args, {cwd: join(workspace, 'output/greet'), input: '{"name":"Ada"}', encoding: 'utf8'});
	expect(JSON.parse(output)).toEqual({result: 'Hello, Ada.'});
});

test('packs a valid skill into the same archive every time', async () => {
	const hashes = [];
	for (let round = 0; round < 2; round++) {
		const workspace = createWorkspace();
		await creator(workspace, 'init', 'greet');
		const {exitCode, result} = await creator(workspace, 'package', 'output/greet/');
		expect({exitCode, result}).toMatchObject({
			exitCode: 0,
			result: {archive: 'output/greet.zip', files: ['greet/SKILL.md', 'greet/scripts/main.py']},
		});
		expect(readFileSync(join(workspace, 'output/greet.zip')).subarray(0, 2).toString()).toBe('PK');
		hashes.push((result as {sha256: string}).sha256);
	}

	expect(hashes[0]).toBe(hashes[1]);
});

test('overwrites nothing', async () => {
	const workspace = createWorkspace();
	await creator(workspace, 'init', 'greet');
	await creator(workspace, 'package', 'output/greet');
	expect(await creator(workspace, 'init', 'greet')).toMatchObject({
		exitCode: 1,
		result: {error: '"output/greet" is there already; choose another name.'},
	});
	expect(await creator(workspace, 'package', 'output/greet')).toMatchObject({
		exitCode: 1,
		result: {error: '"output/greet.zip" is there already; remove it first.'},
	});
});

test('names every fault of a skill in a sentence', async () => {
	const workspace = createWorkspace({
		'bad/SKILL.md': `---
name: Other
description: short
extra: 1
security_policy:
  network: {allow: ["*"]}
  filesystem:
    read: ["../up"]
  magic: [a]
---
[missing](references/none.md)
`,
		'bad/.env': '',
	});
	symlinkSync('/etc/hostname', join(workspace, 'bad/link'));
	const {result} = await creator(workspace, 'validate', 'bad');
	expect(result).toMatchObject({
		valid: false,
		errors: [
			'link is a link; a skill holds plain files.',
			'"name" must be 1 to 64 lower-case letters, digits and single hyphens.',
			'"security_policy" has an unknown key "magic"; known are network, filesystem, exec, env, resources.',
			'The path ../up points out of the workspace.',
			'"network.allow" must name hosts; a rule for all hosts is not possible.',
			'The link references/none.md leads to no file.',
			'.env does not belong into a skill.',
		],
		warnings: [
			'"description" is short: say also when to use the skill.',
			'The field "extra" is not part of the format.',
			'"license" is missing: others do not know whether they may use the skill.',
		],
	});
	expect(await creator(workspace, 'package', 'bad')).toMatchObject({
		exitCode: 1,
		result: {error: expect.stringMatching(/^The skill is not valid: /)},
	});
});

test.each([
	['---\nname: a\ndescription: b: c\n---\n', 'SKILL.md, line 3: a value with a colon needs quotes.'],
	['---\nname: a\nname: b\n---\n', 'SKILL.md, line 3: the field "name" comes twice.'],
	['---\nname: &x a\n---\n', 'SKILL.md, line 2: anchors, tags and the signs % @ ` need quotes.'],
	['---\nname: a\n', 'The front matter of SKILL.md is not closed by a line of three hyphens.'],
	['# Title\n', 'SKILL.md must begin with a line of three hyphens.'],
])('says where front matter breaks: %j', async (text, error) => {
	const {result} = await creator(createWorkspace({'a/SKILL.md': text}), 'validate', 'a');
	expect(result).toMatchObject({valid: false, errors: [error]});
});

test.each([
	['init', [], /^Usage: init\.py NAME/],
	['init', ['My Skill'], /"my-skill" would do\.$/],
	['init', ['a', '--kind', 'cobol'], /^--kind must be one of python, /],
	['init', ['../up'], /^A name is 1 to 64/],
	['validate', ['none'], /^There is no folder "none" in the workspace\.$/],
	['package', [], /^Usage: package\.py FOLDER$/],
] as const)('refuses %s %j with a sentence and exit code 1', async (script, args, error) => {
	const run = await creator(createWorkspace(), script, ...args);
	expect(run).toMatchObject({exitCode: 1, result: {error: expect.stringMatching(error)}, stderr: ''});
});
