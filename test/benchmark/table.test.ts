import {expect, test} from 'vitest';
import {atMost, barsTable} from '../../benchmark/report/bar-of-quality.ts';
import {figure, markdownTable, ratio} from '../../benchmark/report/table.ts';

test('a table keeps its columns when a cell holds a bar', () => {
	expect(markdownTable(['name', 'ms'], [['a|b', '1']])).toBe('| name | ms |\n| --- | ---: |\n| a\\|b | 1 |');
});

test('a figure has about three digits, and a dash where nothing was measured', () => {
	expect([0.5, 12.34, 123.4, -3].map(value => figure(value, 'ms'))).toEqual(['0.50 ms', '12.3 ms', '123 ms', '-3.00 ms']);
	expect([figure(undefined, 'ms'), figure(Number.NaN, 'ms')]).toEqual(['–', '–']);
});

test('a ratio to nothing is a dash', () => {
	expect([ratio(3, 2), ratio(3, 0), ratio(3, Number.NaN)]).toEqual(['1.50 ×', '–', '–']);
});

test('a bar is met up to its target, missed above it, and open when nothing was measured', () => {
	const show = (value: number) => `${value} ms`;
	const bars = [atMost('a', 3, 3, show), atMost('b', 3.1, 3, show), atMost('c', Number.NaN, 3, show)];
	expect(bars.map(({met}) => met)).toEqual([true, false, undefined]);
	expect(barsTable(bars)).toContain('| b | ≤ 3 ms | 3.1 ms | **no** |\n| c | ≤ 3 ms | not measured | – |');
});
