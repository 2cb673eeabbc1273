/** Evolution as a person lives it: in the full screen and at the shell, with a real store, sandbox and endpoint. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {pythonSkill} from '../cli/skills.ts';
import {evolutionWorld, type EvolutionWorld} from './evolution-world.ts';
import {scriptingModel, turnAround} from './scripting-model.ts';

const words = ['one two', 'red green blue', 'a b c'];

async function reversedInTwoSessions(world: EvolutionWorld): Promise<void> {
	await world.session([turnAround('one two'), turnAround('red green blue')], '/good', 'screen');
	await world.session([turnAround('a b c')], '/good', 'screen');
}

test('three programs that differ in a value become a skill: drafted, read, approved by key, used, measured, taken back', async () => {
	const world = await evolutionWorld(scriptingModel, {'notes.txt': 'mine\n'});
	await reversedInTwoSessions(world);
	const run = await world.json('run');
	expect(run.tested).toMatchObject([{kind: 'skill', line: 'reverse-words', label: 'derived', isTested: true}]);
	const {results, hash, id} = run.tested[0] ?? {results: [], hash: '', id: ''};
	const [unit] = results.filter(({gate}) => gate === 'G5');
	expect(unit).toMatchObject({verdict: 'pass', data: {tests: 3}});
	expect(results.every(({verdict}) => verdict !== 'refuse')).toBe(true);

	// Nothing is used before a person said so.
	expect(await world.session([turnAround('not yet')])).toMatch(/It says yet not\npython · /);

	// A person reads it in the panel and approves it; unread it cannot be approved.
	{
		using chat = await world.chat({PAGER: 'f() { cat "$1" > ../seen.txt; }; f'});
		await chat.ready();
		await chat.sees('pending 1');
		await chat.sees('reverse-words');
		chat.type('\t');
		await chat.sees('[a] approve');
		chat.type('a');
		await chat.sees(`Read ${id} before you approve it`);
		expect((await world.json('status')).canary).toBe(null);
		chat.type('d');
		const path = join(world.place.project, '../seen.txt');
		const read = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');
		await expect.poll(read).toContain('tests/3.json');
		await expect.poll(read).toContain('a b c');
		const seen = read();
		for (const text of words) {
			expect(seen).toContain(text);
		}

		expect(seen).toContain('scripts/main.py');
		await chat.ready();
		chat.type('a');
		await chat.sees(/pending 0/);
		await chat.sees(/canary .*reverse-words/);
		await chat.sees('trial of');
	}

	const log = (await world.evolution('log')).stdout;
	expect(log).toContain(`approved ${id}`);
	expect((await world.json('status')).canary).toMatchObject({id, hash});

	// Of four sessions two have it, by lot.
	const screens: string[] = [];
	for (const text of ['cat dog', 'sun moon', 'up down', 'left right']) {
		screens.push(await world.session([turnAround(text)]));
	}

	expect(screens.filter(screen => /It says .*\nreverse-words · /.test(screen))).toHaveLength(2);
	expect(screens.filter(screen => /It says .*\npython · /.test(screen))).toHaveLength(2);
	expect((await world.json('status')).canary).toMatchObject({
		candidate: {successes: 2, known: 2},
		incumbent: {successes: 2, known: 2},
	});
	expect((await world.evolution('status')).stdout).toContain('2/2 with it, 2/2 without: 0 points [');

	// One word takes it back, for good.
	expect((await world.evolution('rollback')).stdout).toContain(`The trial of ${id} has ended.`);
	expect(await world.session([turnAround('gone again')])).toMatch(/It says again gone\npython · /);
	expect((await world.json('run')).proposed.every(({kind}) => kind !== 'pending')).toBe(true);
	expect(await world.evolution('verify')).toMatchObject({code: 0});
	expect(readdirSync(world.place.project)).toEqual(['notes.txt']);
	expect(readFileSync(join(world.place.project, 'notes.txt'), 'utf8')).toBe('mine\n');
});

const tea = pythonSkill(
	'brew-tea',
	'import json, sys\nprint("brewing " + json.load(sys.stdin)["text"])\n',
	'',
	'\n## Input Parameters\n\n- `text` (string, required): Which tea.\n\n## Examples\n\n- `brew the tea \'green\'` → `{"text": "green"}`\n- `brew the tea \'black\'` → `{"text": "black"}`\n',
);
const kinds = ['mint', 'sage', 'lime', 'rose', 'nettle', 'ginger', 'fennel', 'hibiscus', 'jasmine', 'oolong', 'assam', 'sencha'];

/** Each wish in words that the planner does not know, and again in words that it does. */
function wishes(some: readonly string[]): readonly string[] {
	return some.flatMap(kind => [`steep '${kind}'`, `brew the tea '${kind}'`]);
}

test.each(['suggest', 'auto'])('without a model, a word for a skill is learnt from requests that were said again: %s', async mode => {
	const world = await evolutionWorld(null, tea);
	await world.evolution('mode', mode);
	await world.session(wishes(kinds.slice(0, 6)), null);
	await world.session(wishes(kinds.slice(6)), null);
	const [rule, ...others] = (await world.json('run')).tested;
	expect(others).toEqual([]);
	const {id, hash, line, results} = rule ?? {id: '', hash: '', line: '', results: []};
	expect(line).toBe('"steep" means the skill brew-tea.');
	expect(results.find(({gate}) => gate === 'G7')).toMatchObject({verdict: 'pass', data: {wins: 7, losses: 0}});
	// Nobody is asked in `auto`; in `suggest` it waits for a person's word.
	if (mode === 'suggest') {
		expect(await world.json('status')).toMatchObject({canary: null, pending: [{id, hash}]});
		expect((await world.ask("steep 'cocoa'")).stdout).not.toContain('brewing cocoa');
		await world.evolution('confirm', id, '--hash', hash);
	}

	expect((await world.json('status')).canary).toMatchObject({id, hash});
	const screens: string[] = [];
	for (const some of [
		['ivy', 'elder', 'clover'],
		['birch', 'dandelion', 'rosehip'],
		['thyme', 'heather', 'honey'],
		['mallow', 'verbena', 'lotus'],
	]) {
		screens.push(await world.session(some.map(kind => `steep '${kind}'`)));
	}

	expect(screens.filter(screen => screen.includes('brewing'))).toHaveLength(2);
	// Fifteen days later the trial is over.
	world.wait(15);
	expect((await world.ask("steep 'cocoa'")).stdout).toContain('brewing cocoa');
	expect(await world.json('status')).toMatchObject({
		canary: null,
		active: [{id, effect: expect.stringMatching(/^6\/6 with it, \d\/6 without: /)}],
	});
	const {stdout: why} = await world.evolution('explain', id);
	expect(why).toMatch(/effect +6\/6 with it/);
	expect(why).toMatch(/passed after 1[23] tasks/);
	expect((await world.evolution('disable', id)).code).toBe(0);
	expect((await world.ask("steep 'cocoa'")).stdout).not.toContain('brewing cocoa');
	expect((await world.json('run')).proposed).toEqual([]);
	expect((await world.evolution('verify')).code).toBe(0);
});
