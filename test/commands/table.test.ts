import {afterEach, expect, test, vi} from 'vitest';
import {formatFigures, formatTable} from '../../source/commands/table.ts';
import {createStyle} from '../../source/core/terminal.ts';

const style = createStyle(false);
const head = ['WORLD', 'ARM', 'START', 'UPLIFT', 'WORSE', 'POISONED'];
const rows = [
	['W1', 'skilllite-rules', '.512', '+.070 [+.010, +.130]', '0/20', '12/345'],
	['W1', '苹果和香蕉一二三四', '.512', '-.070 [-.010, -.130]', '20/20', '0/345'],
];

afterEach(() => vi.unstubAllGlobals());

function onTerminal(columns: number | null): void {
	const stdout = columns === null ? {isTTY: false} : {isTTY: true, columns};
	vi.stubGlobal('process', new Proxy(process, {get: (target, key) => (key === 'stdout' ? stdout : Reflect.get(target, key))}));
}

test('figures are one table where they fit, and in a pipe', () => {
	for (const columns of [80, null]) {
		onTerminal(columns);
		expect(formatFigures(head, rows, style, 2)).toBe(formatTable(head, rows, style));
	}
});

test.each([50, 60, 70])('at %i columns they go on in tables below, and none is cut', columns => {
	onTerminal(columns);
	const text = formatFigures(head, rows, style, 2);
	for (const cell of [...head, ...rows.flat()]) {
		expect(text).toContain(cell);
	}

	expect(text).not.toContain('…');
	const tables = text.trimEnd().split('\n\n');
	expect(tables.length).toBeGreaterThan(1);
	expect(tables.every(table => table.startsWith('WORLD  ARM') && table.split('\n').length === 3)).toBe(true);
	expect(Math.max(...text.split('\n').map(({length}) => length))).toBeLessThanOrEqual(columns);
});

test('a window that is too narrow for anything has one column after the other', () => {
	onTerminal(10);
	expect(formatFigures(head, rows, style, 2).split('\n\n')).toHaveLength(4);
});

test('a table of texts is cut in its widest column', () => {
	onTerminal(50);
	expect(formatTable(head, rows, style)).toContain('…');
});
