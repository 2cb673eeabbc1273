import {expect, test} from 'vitest';
import {type BroughtRun, broughtFigures, parseBrought} from '../../../source/evolution/arena/brought.ts';

const solvedBy = (arm: string, seed: number, solved: readonly number[]): BroughtRun => ({
	arm,
	seed,
	tasks: solved.map((one, id) => ({id: `t${id}`, solved: one === 1, tokens: 100 * (1 + one)})),
});
const document = (runs: readonly unknown[], over: object = {}) => JSON.stringify({v: 1, model: 'a model', set: 'a set', runs, ...over});

test('compares arms on the same tasks and seeds only', () => {
	const runs = [
		solvedBy('frozen', 1, [0, 0, 0, 1, 1, 0]),
		solvedBy('full', 1, [1, 1, 1, 1, 0, 0]),
		// No frozen run has this seed, so it says nothing of the difference.
		solvedBy('full', 2, [1, 1, 1, 1, 1, 1]),
	];
	const [frozen, full] = broughtFigures(parseBrought(document(runs)));
	expect(frozen).toMatchObject({arm: 'frozen', seeds: 1, paired: null, success: {successes: 2, n: 6}});
	expect(full).toMatchObject({arm: 'full', seeds: 2, success: {successes: 10, n: 12}, paired: {pairs: 6, wins: 3, losses: 1}});
	expect(full?.paired?.difference.mean).toBeCloseTo(1 / 3);
	expect(full?.tokens).toBeCloseTo((10 * 200 + 2 * 100) / 12);
});

test('a difference of nothing is no evidence', () => {
	const runs = [solvedBy('frozen', 1, [0, 1, 0, 1]), solvedBy('full', 1, [0, 1, 0, 1])];
	const paired = broughtFigures(parseBrought(document(runs)))[1]?.paired;
	expect(paired).toMatchObject({wins: 0, losses: 0});
	expect(paired?.eValue).toBeCloseTo(1);
});

test.each([
	['not JSON', 'nothing', 'not JSON'],
	['a list', '[]', 'not an object'],
	['another version', document([], {v: 2}), 'v is not 1'],
	['no runs', document([]), 'runs is not a list'],
	['no baseline', document([solvedBy('full', 1, [1])]), 'no run is of the baseline frozen'],
	['a run twice', document([solvedBy('frozen', 1, [1]), solvedBy('frozen', 1, [0])]), 'seed 1 twice'],
	[
		'a task twice',
		document([
			{
				arm: 'frozen',
				seed: 1,
				tasks: [
					{id: 'a', solved: true},
					{id: 'a', solved: true},
				],
			},
		]),
		'a task twice',
	],
	['a number for solved', document([{arm: 'frozen', seed: 1, tasks: [{id: 'a', solved: 1}]}]), 'has no solved'],
	['tokens below zero', document([{arm: 'frozen', seed: 1, tasks: [{id: 'a', solved: true, tokens: -1}]}]), 'tokens that are no number'],
	['a seed that is no number', document([{arm: 'frozen', seed: 'x', tasks: [{id: 'a', solved: true}]}]), 'whole number'],
])('refuses %s and says where', (_, text, why) => {
	expect(() => parseBrought(text)).toThrow(why);
});
