/** Attacks 13, 14, 15: names that lead out of a folder. What lies outside is looked at from outside. */

import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {unit} from '../../../source/evolution/gates/g5-unit.ts';
import type {SkillArtefact} from '../../../source/evolution/ports.ts';
import {materialise, writeSkill} from '../../../source/evolution/store/materialise.ts';
import {admit} from '../../../source/evolution/trial/admit.ts';
import {runTests} from '../../../source/evolution/trial/run-tests.ts';
import {temporaryHome} from '../../agent/temporary-home.ts';
import {createWorkbench} from '../../agent/tools/workbench.ts';
import {skillOf, temporaryFolder} from '../artefacts.ts';
import {worldOf} from '../engine/world.ts';
import {candidateOf, never} from '../gates/world.ts';
import {skillFiles} from '../grammar/artefacts.ts';

const home = temporaryHome();

const names = [
	...[
		'..',
		'.',
		'a/../../b',
		'/a',
		'/tmp/canary-of-names',
		'\\\\?\\C:\\x',
		'C:x',
		'a\0b',
		'x'.repeat(300),
		'end.',
		'end ',
		'con',
		'aux.txt',
	],
	...['%2e%2e', '..\\b', 'a:b', '~', '-rf', 'é', 'a/..'],
];

test('13: a skill or a file of one with such a name is refused by G1, and the store has no file more than before', async () => {
	const world = worldOf();
	const before = () =>
		readdirSync(world.root, {recursive: true, encoding: 'utf8'}).filter(name => /objects|pending|materialised/.test(name));
	const files = before();
	for (const name of names) {
		for (const skill of [skillOf(name, skillFiles), skillOf('good', {...skillFiles, [`${name}/x.py`]: 'x'})]) {
			const {incumbent: _, ...candidate} = candidateOf(skill);
			const proposal = await world.evolution.propose(candidate, never);
			expect([name, proposal.kind]).toEqual([name, 'refused']);
		}
	}

	expect(before()).toEqual(files);
	expect(existsSync('/tmp/canary-of-names')).toBe(false);
});

test('13: nothing is written through such a name, should one ever come so far', () => {
	const root = temporaryFolder();
	const folder = join(root, 'inner', 'skill');
	mkdirSync(join(root, 'inner'));
	for (const [index, name] of names.entries()) {
		expect(() => writeSkill(`${folder}-${index}`, {[name]: 'escaped'}, 0o600), name).toThrow('not plain');
		expect(() => writeSkill(`${folder}-${index}-b`, {[`scripts/${name}/x`]: 'escaped'}, 0o600), name).toThrow('not plain');
	}

	const written = readdirSync(root, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
	expect(written).toEqual([]);
	writeSkill(folder, {'scripts/main.py': 'x'}, 0o600);
	expect(readFileSync(join(folder, 'scripts', 'main.py'), 'utf8')).toBe('x');
});

function withEntry(entry: string): SkillArtefact {
	return skillOf('word-count', {
		...skillFiles,
		'SKILL.md': `---\nname: word-count\ndescription: Counts words.\nentry_point: ${JSON.stringify(entry)}\n---\n\nCounts words.\n`,
	});
}

test('14: an entry point outside of the skill is not run, absolute, upward, by address or by a link', async () => {
	const outside = temporaryFolder();
	const ran = join(outside, 'ran');
	const script = join(outside, 'evil.py');
	writeFileSync(script, `open(${JSON.stringify(ran)}, "w").write("x")\nprint("another answer")\n`);
	const upward = `../../../../../../../..${script}`;
	for (const entry of [script, upward, `file://${script}`, 'https://127.0.0.1:9/x.py', 'scripts/../../x.py', '/etc/passwd']) {
		// What runs, if anything does, is the script of the skill: of both it alone gives this answer.
		const run = await runTests(withEntry(entry), {mutant: false, seed: 1}, never).catch(() => null);
		expect([entry, run === null || run.passed === 1]).toEqual([entry, true]);
	}

	expect(existsSync(ran)).toBe(false);
	expect(await unit({artefact: withEntry('scripts/main.py')}, {admit, runTests, random: () => 0.5}, never)).toMatchObject({pass: true});
});

test('14: a link that comes into the folder of an evolved skill is taken out with the folder, and what it points to stays', () => {
	const root = temporaryFolder();
	const outside = join(temporaryFolder(), 'victim.py');
	writeFileSync(outside, 'untouched');
	const skill = skillOf('word-count', skillFiles);
	const folder = join(materialise(root, skill), 'word-count');
	const swapped = join(materialise(root, skill), 'word-count', 'scripts');
	for (const [name, isNew] of [
		['extra.py', true],
		['main.py', false],
	] as const) {
		const path = join(swapped, name);
		if (!isNew) {
			materialise(root, skill);
		}

		replaceByLink(path, outside);
		materialise(root, skill);
		expect(readdirSync(swapped)).toEqual(['main.py']);
		expect(readFileSync(join(folder, 'scripts', 'main.py'), 'utf8')).toBe(skillFiles['scripts/main.py']);
		expect(readFileSync(outside, 'utf8')).toBe('untouched');
	}
});

function replaceByLink(path: string, target: string): void {
	rmSync(path, {force: true});
	symlinkSync(target, path);
}

test('15: a folder beside the workspace whose name begins alike is outside, for reading and writing', async () => {
	const bench = createWorkbench(home, {
		rules: [{tool: 'write_file', match: '**', do: 'allow', scope: 'user'}],
		files: {'mine.txt': 'mine'},
	});
	const evil = `${bench.folder}-evil`;
	mkdirSync(evil);
	writeFileSync(join(evil, 'secret.txt'), 'planted-5d2e');
	for (const path of [join(evil, 'secret.txt'), `../${evil.split('/').at(-1)}/secret.txt`]) {
		const read = await bench.call('read_file', {path});
		expect(read.ok).toBe(false);
		expect(read.text).not.toContain('planted-5d2e');
		expect(await bench.call('write_file', {path: path.replace('secret', 'dropped'), content: 'x'})).toMatchObject({ok: false});
	}

	expect(readdirSync(evil)).toEqual(['secret.txt']);
	expect(await bench.call('read_file', {path: 'mine.txt'})).toMatchObject({ok: true});
});

test('15: nor does an id that a person types lead to a file beside the store', () => {
	const parent = temporaryFolder();
	const root = join(parent, 'skills');
	mkdirSync(`${root}-evil`);
	writeFileSync(join(`${root}-evil`, 'x.json'), '{"planted":"5d2e"}');
	const {evolution} = worldOf(undefined, {root});
	for (const id of ['../../skills-evil/x', '../skills-evil/x', `${root}-evil/x`, '..', 'r-../../x']) {
		expect(() => evolution.find(id), id).toThrow();
		expect(() => evolution.reject(id), id).toThrow();
		expect(() => evolution.approve(id, '0'.repeat(64)), id).toThrow();
		expect(() => evolution.diff(id), id).toThrow();
		expect(() => evolution.rollback(id), id).toThrow();
	}

	expect(readdirSync(`${root}-evil`)).toEqual(['x.json']);
});
