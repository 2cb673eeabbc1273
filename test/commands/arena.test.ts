import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {worldsFrom} from '../../source/commands/arena.ts';
import {createPlace, runCli} from '../cli/run-cli.ts';

test('reads worlds by name, as a list and as a row', () => {
	expect(worldsFrom('w2')).toEqual(['W2']);
	expect(worldsFrom('W3, W1')).toEqual(['W3', 'W1']);
	expect(worldsFrom('W2..W4,W3')).toEqual(['W2', 'W3', 'W4']);
});

test.each(['', 'W9', 'W4..W2', 'W1,,W2', 'W1..', '..W2'])('refuses %j for a world', text => {
	expect(() => worldsFrom(text)).toThrow(/no world/);
});

test('prints one document with --json, and the same one again', async () => {
	const place = createPlace();
	const args = ['arena', '--world', 'W1', '--arms', 'frozen,full', '--seeds', '2', '--tasks', '200', '--json', '--quiet'];
	const [first, again] = [await runCli(place, args), await runCli(place, args)];
	expect([first.code, first.stderr]).toEqual([0, '']);
	expect(first.stdout).toBe(again.stdout);
	const report = JSON.parse(first.stdout);
	expect(report).toMatchObject({v: 1, config: {seeds: 2, tasks: 200, arms: ['frozen', 'full']}});
	expect(report.figures.map(({arm}: {readonly arm: string}) => arm)).toEqual(['frozen', 'full']);
});

test('writes the report as Markdown, JSON and a drawing', async () => {
	const place = createPlace();
	const folder = join(place.project, 'new', 'report');
	const {code, stdout} = await runCli(place, ['arena', '--arms', 'judge', '--seeds', '1', '--tasks', '100', '--out', folder]);
	expect(code).toBe(0);
	expect(stdout).toMatch(/^WORLD +ARM/);
	expect(readdirSync(folder).sort()).toEqual(['arena-engine.svg', 'arena.json', 'arena.md', 'arena.svg']);
	expect(readFileSync(join(folder, 'arena.svg'), 'utf8')).toMatch(/^<svg /);
});

test.each([
	[['--arms', 'nobody'], 'There is no arm "nobody"'],
	[['--seeds', '0'], '--seeds is 0'],
	[['--tasks', '1e9'], '--tasks is 1e9'],
])('refuses %j in one sentence', async (flags, sentence) => {
	const {code, stderr, stdout} = await runCli(createPlace(), ['arena', ...flags]);
	expect([code, stdout]).toEqual([2, '']);
	expect(stderr).toContain(sentence);
});

test('compares results that were brought, and shows no control character of theirs', async () => {
	const task = (solved: boolean) => ({id: 'a', solved, tokens: 10});
	const runs = [
		{arm: 'frozen', seed: 1, tasks: [task(false)]},
		{arm: 'full\u001B[31m', seed: 1, tasks: [task(true)]},
	];
	const place = createPlace({'results.json': JSON.stringify({v: 1, model: 'm', set: 's', runs})});
	const {code, stdout} = await runCli(place, ['arena', '--bring', join(place.project, 'results.json')]);
	expect(code).toBe(0);
	expect(stdout).toContain('+1.000');
	expect(stdout).not.toContain('\u001B');
	expect((await runCli(place, ['arena', '--bring', join(place.project, 'none.json')])).stderr).toContain('there is no such file');
});
