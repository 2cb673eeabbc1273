import {expect, test} from 'vitest';
import {draw, pickWeighted, type Stream, streams} from '../../../source/evolution/arena/counter-random.ts';
import {bestEffects, drawPhase, expectedSuccess, noEffect, successRates} from '../../../source/evolution/arena/world.ts';
import {makeWorld, phaseAt, worldNames} from '../../../source/evolution/arena/worlds.ts';
import {randomFrom} from '../random.ts';

const seeds = Array.from({length: 20}, (_, index) => index + 1);

test('a number depends on its address alone, and neighbours have nothing in common', () => {
	expect(draw(1, 'live', 7, 3)).toBe(draw(1, 'live', 7, 3));
	const names = Object.keys(streams) as Stream[];
	const drawn = names.flatMap(stream => Array.from({length: 500}, (_, place) => draw(1, stream, place)));
	expect(new Set(drawn).size).toBeGreaterThan(drawn.length - 5);
	for (const stream of names) {
		const numbers = Array.from({length: 4000}, (_, place) => draw(3, stream, place));
		expect(numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toBeCloseTo(0.5, 1);
		const agreeing = numbers.filter((number, place) => number < 0.5 === (numbers[place + 1] ?? 0) < 0.5).length;
		expect(agreeing / numbers.length).toBeGreaterThan(0.46);
		expect(agreeing / numbers.length).toBeLessThan(0.54);
	}
});

test('what has no weight is never picked', () => {
	expect(pickWeighted(0.999999, [1, 2, 0])).toBe(1);
	expect(pickWeighted(0, [0, 1])).toBe(1);
});

test('a rule prevents its fault once, harms add up, and every rule has its price', () => {
	const phase = {from: 0, model: 'm', weights: [1, 1], bases: [0.5, 0.6], gains: [0.2, 0.1]};
	const fix = {...noEffect, fixes: 0};
	const rounded = (effects: Parameters<typeof successRates>[1]) => successRates(phase, effects).map(rate => Math.round(rate * 1000) / 1000);
	expect(rounded([fix])).toEqual([0.698, 0.598]);
	expect(rounded([fix, fix])).toEqual([0.696, 0.596]);
	expect(rounded([{...fix, overGeneral: true}])).toEqual([0.618, 0.518]);
	expect(rounded([{...fix, harms: 1}])).toEqual([0.698, 0.398]);
	expect(rounded(Array.from({length: 20}, () => ({...noEffect, overGeneral: true})))).toEqual([0.02, 0.02]);
});

test('nobody beats the best set', () => {
	const random = randomFrom(5);
	for (const seed of seeds) {
		const phase = drawPhase(seed);
		const best = expectedSuccess(phase, bestEffects(phase));
		for (let round = 0; round < 50; round += 1) {
			const chosen = phase.weights.flatMap((_, family) => (random() < 0.7 ? [{...noEffect, fixes: family}] : []));
			expect(expectedSuccess(phase, chosen)).toBeLessThanOrEqual(best + 1e-12);
		}
	}
});

test('on average the worlds start and end where the prototype of the research did', () => {
	const phases = Array.from({length: 400}, (_, seed) => drawPhase(seed));
	const mean = (value: (phase: (typeof phases)[number]) => number) => phases.reduce((sum, phase) => sum + value(phase), 0) / phases.length;
	expect(mean(phase => expectedSuccess(phase, []))).toBeCloseTo(0.575, 1);
	expect(mean(phase => expectedSuccess(phase, bestEffects(phase)))).toBeCloseTo(0.741, 1);
});

test.each(worldNames)('%s covers every task of a run and differs from seed to seed', name => {
	const world = makeWorld(name, 1, 1000);
	for (const task of [0, 399, 400, 499, 500, 999]) {
		expect(phaseAt(world, task).from).toBeLessThanOrEqual(task);
	}

	expect(makeWorld(name, 2, 1000).phases).not.toEqual(world.phases);
	expect(makeWorld(name, 1, 1000)).toEqual(world);
});
