import {expect, test} from 'vitest';
import {bootstrapMean, bootstrapRatio, upperBound} from '../../../source/evolution/arena/intervals.ts';
import {randomFrom} from '../random.ts';

test('nineteen of twenty intervals hold the true mean', () => {
	const random = randomFrom(9);
	let held = 0;
	const rounds = 200;
	for (let round = 0; round < rounds; round += 1) {
		const {low, high} = bootstrapMean(Array.from({length: 40}, () => random() + random() - 1));
		held += low <= 0 && high >= 0 ? 1 : 0;
	}

	expect(held / rounds).toBeGreaterThan(0.88);
	expect(held / rounds).toBeLessThan(1);
});

test('the same results give the same interval', () => {
	expect(bootstrapMean([0.1, 0.3, -0.2])).toEqual(bootstrapMean([0.1, 0.3, -0.2]));
	expect(bootstrapMean([0.5])).toEqual({mean: 0.5, low: 0.5, high: 0.5});
});

test('a ratio is that of the sums, so that a seed with little to gain counts little', () => {
	const {mean, low, high} = bootstrapRatio([
		{above: 1, below: 2},
		{above: 0, below: 0.01},
		{above: 2, below: 4},
	]);
	expect(mean).toBeCloseTo(3 / 6.01, 6);
	expect(low).toBeLessThanOrEqual(mean);
	expect(high).toBeGreaterThanOrEqual(mean);
});

test('none of ten thousand leaves room for four in ten thousand', () => {
	expect(upperBound(0, 10_000)).toBeCloseTo(1 - 0.025 ** (1 / 10_000), 8);
	expect(upperBound(50, 1000)).toBeCloseTo(0.0654, 3);
	expect(upperBound(3, 3)).toBe(1);
});
