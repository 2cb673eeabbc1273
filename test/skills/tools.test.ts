import {expect, test} from 'vitest';
import type {Script} from '../../sandbox/index.ts';
import type {DiscoveredSkill} from '../../source/skills/discovered-skill.ts';
import {callOf, skillTools, toolName, toolsOf} from '../../source/skills/tools.ts';
import {manifestOf} from './manifest-of.ts';

const python = (path: string): Script => ({path, runtime: 'python', typescript: false});

function skillOf(more: Partial<DiscoveredSkill>): DiscoveredSkill {
	return {
		name: 'sample',
		dir: '/skills/sample',
		origin: 'bundled',
		manifest: manifestOf(''),
		entry: null,
		scripts: [],
		kind: 'prompt-only',
		problem: null,
		shadows: [],
		treeHash: null,
		...more,
	};
}

test('makes one tool of an entry script, with the whole input on stdin', () => {
	const body = '## Input Parameters\n\n- `a` (number, required): A.\n\n## Examples\n\n- `do 1` → `{"a": 1}`\n';
	const [tool, ...others] = skillTools(skillOf({manifest: manifestOf(body), entry: python('scripts/main.py'), kind: 'entry-point'}));
	expect(others).toEqual([]);
	expect(tool?.definition).toMatchObject({
		name: 'sample',
		description: 'A sample.',
		parameters: {required: ['a']},
		examples: [{text: 'do 1', input: {a: 1}}],
	});
	expect(tool && callOf(tool, {a: 1})).toEqual({args: [], stdin: '{"a":1}'});
});

test('makes a tool of each script of a multi-script skill, described by the list of scripts', () => {
	const body = '## Scripts\n\n- `scripts/init.py`: Makes things.\n\n## Examples\n\n### init\n\n- `make x` → `{"args": ["x"]}`\n';
	const scripts = [python('scripts/init.py'), python('scripts/pack.py')];
	const tools = skillTools(skillOf({manifest: manifestOf(body), scripts, kind: 'multi-script'}));
	expect(tools.map(tool => [tool.definition.name, tool.definition.description, tool.definition.examples?.length])).toEqual([
		['sample__init', 'Makes things.', 1],
		['sample__pack', 'Runs scripts/pack.py. A sample.', 0],
	]);
	expect(tools[0] && callOf(tools[0], {args: ['x', '--y'], stdin: 'text'})).toEqual({args: ['x', '--y'], stdin: 'text'});
	expect(tools[0] && callOf(tools[0], {})).toEqual({args: [], stdin: ''});
});

test('keeps two scripts apart that differ in their endings alone', () => {
	const scripts = [python('scripts/run.py'), {path: 'scripts/run.sh', runtime: 'bash', typescript: false} as const];
	expect(toolsOf(skillOf({scripts, kind: 'multi-script'})).map(tool => tool.name)).toEqual(['sample__run_py', 'sample__run_sh']);
});

test.each([
	['a prompt-only skill', {}],
	['an instruction skill', {kind: 'instruction', scripts: [python('tool.py')]}],
	['a broken skill', {problem: 'It is broken.', entry: python('scripts/main.py')}],
	['a skill without a manifest', {manifest: null, entry: python('scripts/main.py')}],
] as const)('makes no tool of %s', (_, more) => {
	expect(toolsOf(skillOf(more))).toEqual([]);
});

test('shortens names over 64 characters with a hash, so that they stay apart', () => {
	const long = 'a'.repeat(64);
	const names = [toolName(`${long}__init`), toolName(`${long}__pack`), toolName(long), toolName('odd name/ü')];
	expect(new Set(names).size).toBe(4);
	expect(names[2]).toBe(long);
	for (const name of names) {
		expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
	}
});
