/** Evolution as a person lives it: in the full screen and at the shell, with a real store, sandbox and endpoint. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {evolutionWorld, type EvolutionWorld} from './evolution-world.ts';
import {scriptingModel, turnAround} from './scripting-model.ts';

const words = ['one two', 'red green blue', 'a b c d'];

async function reversedInTwoSessions(world: EvolutionWorld): Promise<void> {
	await world.session([turnAround('one two'), turnAround('red green blue')]);
	await world.session([turnAround('a b c d')]);
}

test('three programs that differ in a value become a skill: drafted, read, approved by key, used, measured, taken back', {
	timeout: 90_000,
}, async () => {
	const world = await evolutionWorld(scriptingModel, {'notes.txt': 'mine\n'});
	await reversedInTwoSessions(world);
	const run = await world.json('run');
	expect(run.tested).toMatchObject([{kind: 'skill', line: 'reverse-words', label: 'derived', isTested: true}]);
	const {results, hash, id} = run.tested[0] ?? {results: [], hash: '', id: ''};
	const [unit] = results.filter(({gate}) => gate === 'G5');
	expect(unit).toMatchObject({verdict: 'pass', data: {tests: 3}});
	expect(results.every(({verdict}) => verdict !== 'refuse')).toBe(true);

	// Nothing is used before a person said so.
	expect(await world.session([turnAround('not yet')])).toMatch(/python .*✓/);

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
		await expect.poll(() => existsSync(join(world.place.project, '../seen.txt')), {timeout: 5000}).toBe(true);
		const seen = readFileSync(join(world.place.project, '../seen.txt'), 'utf8');
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

	expect(screens.filter(screen => /reverse-words .*✓/.test(screen))).toHaveLength(2);
	expect(screens.filter(screen => /python .*✓/.test(screen))).toHaveLength(2);
	expect((await world.json('status')).canary).toMatchObject({
		candidate: {successes: 2, known: 2},
		incumbent: {successes: 2, known: 2},
	});
	expect((await world.evolution('status')).stdout).toContain('with it 2/2, without 2/2');

	// One word takes it back, for good.
	expect((await world.evolution('rollback')).stdout).toContain(`The trial of ${id} has ended.`);
	expect(await world.session([turnAround('gone again')])).toMatch(/python .*✓/);
	expect((await world.json('run')).proposed.every(({kind}) => kind !== 'pending')).toBe(true);
	expect(await world.evolution('verify')).toMatchObject({code: 0});
	expect(readdirSync(world.place.project)).toEqual(['notes.txt']);
	expect(readFileSync(join(world.place.project, 'notes.txt'), 'utf8')).toBe('mine\n');
});
