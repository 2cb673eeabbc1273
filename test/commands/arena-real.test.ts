/** `arena --speed real`: the scripted model, and a run of it beside the same one simulated. */

import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {answerTo, taskMessage} from '../../source/commands/arena-model.ts';
import {runReal} from '../../source/commands/arena-real-run.ts';
import {effectOf, familyCondition} from '../../source/evolution/arena/effects.ts';
import {findArm} from '../../source/evolution/arena/arms.ts';
import {effectsOfBlock, goesWell} from '../../source/evolution/arena/perform.ts';
import {runArm} from '../../source/evolution/arena/run.ts';
import {propose} from '../../source/evolution/arena/proposer.ts';
import {makeWorld, worldNames} from '../../source/evolution/arena/worlds.ts';
import {renderSet} from '../../source/evolution/render.ts';
import {ruleOf} from '../evolution/artefacts.ts';
import {createPlace, runCli} from '../cli/run-cli.ts';

test('what the model reads in a prompt is what each artefact does, in every world', () => {
	for (const name of worldNames) {
		const world = makeWorld(name, 1, 1000);
		for (let request = 0; request < 300; request += 1) {
			const {artefact} = propose(world, {family: request % 12, model: 'model-a', tainted: 0.3, request});
			const [effect, ...others] = effectsOfBlock(renderSet([artefact]).rulesBlock, world.onlyHarm);
			const {poisoned: _, ...does} = effectOf(artefact, world.onlyHarm);
			expect(others).toEqual([]);
			expect(effect).toMatchObject(does);
		}
	}
});

test('the model reads, writes what follows from what it read, and is a function of the request', () => {
	const world = makeWorld('W1', 1, 1000);
	const right = ruleOf({template: 'verify-after', action: 'edit', check: 'check-3'}, {condition: familyCondition(3)});
	const answers = (block: string) =>
		Array.from({length: 400}, (_, number) => {
			const start = [
				{role: 'system', content: `core\n\nWhat worked for this user before. The lines above it go first:\n${block}\n\nother`},
				{role: 'user', content: taskMessage({family: 3, now: 0, stream: 'live', number})},
			];
			expect(answerTo(start, world)).toEqual({call: {name: 'read_file', input: {path: 'task.txt'}}});
			const read = [...start, {role: 'assistant'}, {role: 'tool', content: '4 8 15\n'}];
			expect(answerTo([...read, {role: 'assistant'}, {role: 'tool', content: 'Wrote'}], world)).toEqual({text: 'Done.'});
			expect(answerTo(read, world)).toEqual(answerTo(read, world));
			return answerTo(read, world).call?.input.content;
		});
	const [with_, without] = [answers(`- ${renderSet([right]).rulesBlock.slice(2)}`), answers('')];
	expect(new Set([...with_, ...without])).toEqual(new Set(['27\n', '28\n']));
	const solved = (all: typeof with_) => all.filter(content => content === '27\n').length / 400;
	const {bases, gains} = world.phases[0] ?? {bases: [], gains: []};
	expect(solved(without)).toBeCloseTo(bases[3] ?? 0, 1);
	expect(solved(with_)).toBeCloseTo((bases[3] ?? 0) + (gains[3] ?? 0) - 0.002, 1);
	expect(
		answerTo(
			[
				{role: 'system', content: ''},
				{role: 'user', content: taskMessage({family: 3, now: 0, stream: 'live', number: 0})},
			],
			world,
		).text,
	).toBe(undefined);
});

test('a run goes the same way where the model reads the block, and another way where the block is lost', async () => {
	const arm = findArm('ungated');
	for (const name of worldNames) {
		const world = makeWorld(name, 3, 600);
		const live = (read: (block: string) => string) =>
			arm &&
			runArm(world, arm, 600, async ({artefacts, ...thrown}) =>
				goesWell(world, thrown, effectsOfBlock(read(renderSet(artefacts).rulesBlock), world.onlyHarm)),
			);
		const simulated = arm && (await runArm(world, arm, 600));
		expect(simulated?.active).toBeGreaterThan(3);
		expect(await live(block => block)).toEqual(simulated);
		expect(await live(() => '')).not.toEqual(simulated);
	}
});

test('a run by the agent comes to what the same run comes to when it is simulated, and leaves nothing behind', async () => {
	const empty = createPlace();
	const temporary = join(empty.project, 'tmp');
	mkdirSync(temporary);
	const place = {...empty, env: {...empty.env, TMPDIR: temporary}};
	const args = ['arena', '--world', 'W1', '--arms', 'ungated', '--seeds', '1', '--tasks', '60', '--speed', 'real', '--json', '--quiet'];
	const {code, stdout, stderr} = await runCli(place, args);
	expect([code, stderr]).toEqual([0, '']);
	const {real, config} = JSON.parse(stdout);
	expect(config).toMatchObject({speed: 'real', tasks: 60});
	expect(real).toMatchObject({same: true});
	expect(real.tasks).toBeGreaterThanOrEqual(60);
	expect(real.requests).toBeGreaterThan(3 * 60);
	expect(readdirSync(temporary)).toEqual([]);
	expect(existsSync(join(empty.home, '.skilllite', 'sessions'))).toBe(false);
});

test('the arm that knows every rule has none for a model to read', async () => {
	const {code, stderr} = await runCli(createPlace(), ['arena', '--arms', 'oracle', '--speed', 'real']);
	expect(code).toBe(2);
	expect(stderr).toContain('cannot be run at --speed real');
});

test('Ctrl+C ends it before its next task, and the home of the person is theirs again', async () => {
	const home = process.env.SKILLLITE_HOME;
	const config = {worlds: ['W1'], arms: ['full'], seeds: 1, firstSeed: 1, tasks: 10} as const;
	const world = makeWorld('W1', 1, 10);
	let began = 0;
	const ended = await runReal(
		config,
		async performerOf => {
			began += 1;
			await performerOf?.(world)?.({family: 0, now: 0, stream: 'live', number: 0, artefacts: [], isStep: false});
			throw new Error('It went on.');
		},
		AbortSignal.abort(),
	);
	expect([ended, began, process.env.SKILLLITE_HOME]).toEqual([null, 1, home]);
});
