import {expect, test} from 'vitest';
import {type BarChart, renderBarCharts} from '../../benchmark/report/bar-chart.ts';

const bar = (label: string, value: number, isOurs = false) => ({label, value, text: String(value), isOurs});

/** Widths of the bars, in their order. */
function widths(chart: BarChart): readonly number[] {
	return [...renderBarCharts([chart]).matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(match => Number(match[1]));
}

test('bars are as long as their values, up to a full one', () => {
	const [half = 0, full = 0] = widths({title: 'Score', scale: 'linear', full: 20, bars: [bar('half', 10), bar('full', 20)]});
	expect(full).toBeCloseTo(2 * half, 0);
});

test('on a logarithmic scale each tenfold is a step of the same length', () => {
	const [one = 0, ten = 0, hundred = 0] = widths({title: 'Time', scale: 'logarithmic', bars: [bar('a', 1), bar('b', 10), bar('c', 100)]});
	expect(one).toBeGreaterThan(0);
	expect(hundred - ten).toBeCloseTo(ten - one, 0);
});

test('no bar vanishes and none leaves the picture', () => {
	const [none = 0, most = 0] = widths({title: 'Score', scale: 'linear', bars: [bar('none', 0), bar('most', 17)]});
	expect(none).toBe(1);
	expect(most).toBeLessThanOrEqual(760);
});

test('a name cannot become markup', () => {
	const svg = renderBarCharts([{title: 'a < b & "c"', scale: 'linear', bars: [bar('<script>', 1)]}]);
	expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
	expect(svg).not.toContain('<script>');
});

test('charts stand one below the other and ours are told from the others', () => {
	const chart: BarChart = {title: 'One', scale: 'linear', bars: [bar('ours', 1, true), bar('theirs', 1)]};
	const svg = renderBarCharts([chart, chart]);
	const tops = [...svg.matchAll(/translate\(0 (\d+)\)/g)].map(match => Number(match[1]));
	expect(tops).toHaveLength(2);
	expect(tops[1]).toBeGreaterThan(tops[0] ?? 0);
	expect(new Set([...svg.matchAll(/<rect [^>]*fill="([^"]+)"/g)].map(match => match[1])).size).toBe(2);
});
