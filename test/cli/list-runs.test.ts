import {expect, test} from 'vitest';
import {createPlace, runCli} from './run-cli.ts';
import {pythonSkill} from './skills.ts';

test('list says how often a skill ran and how often it succeeded', async () => {
	const place = createPlace(pythonSkill('picky', 'import json, sys\nsys.exit(json.load(sys.stdin)["code"])\n'));
	for (const code of [0, 0, 3]) {
		expect(await runCli(place, ['run', 'picky', JSON.stringify({code}), '--yes'])).toMatchObject({code: code === 0 ? 0 : 1});
	}

	const {stdout} = await runCli(place, ['list', '--json']);
	const {skills} = JSON.parse(stdout);
	const runsOf = (name: string) => skills.find((skill: {readonly name: string}) => skill.name === name)?.runs;
	expect(runsOf('picky')).toEqual({runs: 3, succeeded: 2});
	expect(runsOf('calculator')).toEqual({runs: 0, succeeded: 0});
	expect((await runCli(place, ['list'])).stdout).toMatch(/^picky .* 3 +67 % /m);
});
