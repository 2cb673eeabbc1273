import {expect, test} from 'vitest';
import {unifiedDiff} from '../../../sandbox/base/unified-diff.ts';
import {widthOf} from '../../../source/core/text-width.ts';
import {glyphsFor} from '../../../source/ui/glyphs.ts';
import {textOf} from '../../../source/ui/line.ts';
import {diffLines} from '../../../source/ui/panes/diff-lines.ts';
import {parseDiff} from '../../../source/ui/panes/parse-diff.ts';

const glyphs = glyphsFor({LANG: 'C.UTF-8'});
const draw = (diff: string, pane: number, wraps = true) => diffLines(diff, {width: pane - 4, pane, wraps, glyphs}).map(textOf);

const before = ['one', 'two', '\tthree', 'four', '苹果和香蕉，一二三。', 'last', ''].join('\n');
const after = ['one', 'zwei', 'zwei and a half', '\tthree', '苹果和香蕉，一二三四。', 'last', ''].join('\n');
const diff = unifiedDiff('a.ts', before, after);

test('below 120 columns a diff stands as it is', () => {
	expect(draw(diff, 119)).toEqual(diff.replaceAll('\t', '    ').split('\n'));
});

test('from 120 columns on its two sides stand beside each other, with numbers and signs', () => {
	const rows = draw(diff, 120).map(row => row.split('│').map(side => side.trim()));
	expect(rows).toEqual([
		['--- a/a.ts', '+++ b/a.ts'],
		['@@ -1,6 +1,6 @@'],
		['1   one', '1   one'],
		['2 - two', '2 + zwei'],
		['', '3 + zwei and a half'],
		['3       three', '4       three'],
		['4 - four', '5 + 苹果和香蕉，一二三四。'],
		['5 - 苹果和香蕉，一二三。', ''],
		['6   last', '6   last'],
	]);
});

const long = `${'苹果 and 👩‍💻 with\ttabs, '.repeat(30)}${'x'.repeat(300)} the end`;

test.each([120, 121, 155, 240])('no row is wider than a pane of %i columns, and the sides begin where they begin', pane => {
	const wide = unifiedDiff('long.ts', `same\n${long}\n`, `same\n${long.replaceAll('and', 'und')}\n`);
	for (const wraps of [true, false]) {
		const rows = draw(wide, pane, wraps);
		expect(Math.max(...rows.map(widthOf))).toBeLessThanOrEqual(pane - 4);
		const bars = rows.filter(row => row.includes('│')).map(row => widthOf(row.split('│')[0] ?? ''));
		expect(new Set(bars).size).toBe(1);
	}
});

test('what is longer than its side goes on below, or is cut with a sign', () => {
	const wide = unifiedDiff('long.ts', `${long}\n`, `${long} now\n`);
	const letters = (text: string) => text.replaceAll(/\s/g, '');
	const sides = draw(wide, 130)
		.slice(2)
		.map(row => row.split('│'));
	expect(letters(sides.map(([left = '']) => left).join(''))).toBe(letters(`1-${long}`));
	expect(letters(sides.map(([, right = '']) => right).join(''))).toBe(letters(`1+${long} now`));
	const cut = draw(wide, 130, false);
	expect(cut).toHaveLength(3);
	expect(cut[2]).toMatch(/…\s+│.*…$/);
});

test('a remark about the end of the file stands on its side, below the line', () => {
	const rows = draw(unifiedDiff('a', 'one\ntwo', 'one\ntwo\n'), 120).map(row => row.split('│').map(side => side.trim()));
	expect(rows.slice(3)).toEqual([
		['2 - two', '2 + two'],
		['\\ No newline at end of file', ''],
	]);
});

test('a file that is all new is not shown beside nothing', () => {
	const made = unifiedDiff('new.ts', null, 'one\ntwo\n');
	expect(draw(made, 200)).toEqual(made.split('\n'));
});

test.each([
	['a command', 'rm -rf build\n--- a\n+++ b'],
	['a line too many', `${diff}\n+more`],
	['a hunk without its file', diff.split('\n').slice(2).join('\n')],
	['a line without a sign', diff.replace('\n-two', '\ntwo')],
])('%s is shown as it stands, to its last line', (_, text) => {
	expect(parseDiff(text)).toBeNull();
	expect(draw(text, 120)).toEqual(text.replaceAll('\t', '    ').split('\n'));
});

test('lines that look like heads are lines', () => {
	const rows = parseDiff(unifiedDiff('a.sql', '-- old\n@@ -1,1 +1,1 @@\n', '++ new\n@@ -1,1 +1,1 @@\n')) ?? [];
	expect(rows.map(({kind}) => kind)).toEqual(['files', 'hunk', 'lines', 'lines']);
});

test('differences of several files are told apart', () => {
	const rows = parseDiff(`${diff}\n${unifiedDiff('b.ts', 'x\n', 'y\n')}`) ?? [];
	expect(rows.flatMap(row => (row.kind === 'files' ? [row.after] : []))).toEqual(['+++ b/a.ts', '+++ b/b.ts']);
});
