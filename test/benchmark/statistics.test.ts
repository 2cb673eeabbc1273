import {expect, test} from 'vitest';
import {median, quantile, summarise} from '../../benchmark/report/statistics.ts';

test('the median of an even number of values lies between the two in the middle', () => {
	expect(median([4, 1, 3, 2])).toBe(2.5);
	expect(median([3, 1, 2])).toBe(2);
});

test('a quantile lies between its neighbours, in any order of the values', () => {
	const values = Array.from({length: 101}, (_, index) => 100 - index);
	expect(quantile(values, 0.95)).toBe(95);
	expect(quantile([10, 20], 0.25)).toBe(12.5);
	expect(quantile([10], 0.95)).toBe(10);
});

test('nothing measured is no number, never zero', () => {
	expect(summarise([])).toEqual({count: 0, median: Number.NaN, p95: Number.NaN});
});
