import {renderToString} from 'ink';
import {cleanup, render} from 'ink-testing-library';
import {afterEach, expect, test} from 'vitest';
import {drawEditor} from '../../../source/ui/input/editor-lines.ts';
import type {EditorState} from '../../../source/ui/input/editor-state.ts';
import {EditorView} from '../../../source/ui/input/editor-view.tsx';
import {slashCommandsWith} from '../../../source/ui/input/slash.ts';
import {createDriver, type Driver} from './editor-driver.ts';

const theme = {paint: (line: readonly {readonly text: string}[]) => line.map(({text}) => text).join('')};
const ascii = {prompt: '>', more: '~'};

function shown(state: EditorState, columns: number, rows = 12, glyphs = {prompt: '›', more: '…'}): readonly string[] {
	return renderToString(<EditorView state={state} width={columns} rows={rows} theme={theme} glyphs={glyphs} />, {columns}).split('\n');
}

function driverOf(columns: number, start: Partial<EditorState> = {}): Driver {
	return createDriver({width: columns - 2, ...start});
}

afterEach(cleanup);

test.each([40, 80, 120])('at %i columns a draft wraps between words, with the prompt before its first row', columns => {
	const text = 'word '.repeat(60).trim();
	const lines = shown(driverOf(columns).type(text).state, columns);
	expect(lines.length).toBe(Math.ceil(text.length / (columns - 3 - ((columns - 3) % 5))));
	expect(lines[0]).toMatch(/^› word/);
	for (const line of lines.slice(1)) {
		expect(line).toMatch(/^ {2}word/);
	}

	expect(lines.map(line => line.slice(2).trim()).join(' ')).toBe(text);
});

test.each([40, 80, 120])('at %i columns the menu shows commands with what they do, and marks the choice', columns => {
	const commands = slashCommandsWith([{name: 'weather', description: 'Forecasts \u001B[31mfor\u202E a place'}]);
	const lines = shown(
		driverOf(columns, {sources: {commands, files: []}})
			.type('/')
			.press('down').state,
		columns,
	);
	expect(lines[0]).toBe('› /');
	expect(lines[1]).toMatch(/^ {2}\/help \[COMMAND\] +\S/);
	expect(lines[2]).toMatch(/^› \/model/);
	const weather = shown(driverOf(columns, {sources: {commands, files: []}}).type('/wea').state, columns);
	expect(weather[1]).toMatch(/^› \/weather \[TEXT\] {2}Forecasts/);
	expect(weather.join('')).not.toContain('\u202E');
});

test.each([40, 80, 120])('at %i columns search, queue and notice are there', columns => {
	const found = shown(
		driverOf(columns, {history: ['run the tests']})
			.press('ctrl+r')
			.type('run').state,
		columns,
	);
	expect(found).toEqual(['search: run', '  run the tests']);
	const missing = shown(driverOf(columns).press('ctrl+r').type('x').state, columns);
	expect(missing).toEqual(['not found: x']);
	const queued = driverOf(columns)
		.act({kind: 'busy', busy: true})
		.type('one')
		.press('enter')
		.type('two')
		.press('enter')
		.type('three')
		.press('enter');
	expect(shown(queued.state, columns)).toEqual(['queued: one', 'and 2 more; Esc takes them back', '›']);
	expect(shown(driverOf(columns).press('ctrl+c').state, columns)).toEqual(['›', 'Ctrl+C again to leave']);
});

test('a token says what it stands for, in an ASCII terminal too', () => {
	const state = driverOf(80)
		.type('see ')
		.act({kind: 'paste', text: 'line\n'.repeat(42)}).state;
	expect(shown(state, 80, 12, ascii)).toEqual(['> see [paste 1: 43 lines, 210 characters]']);
});

test('at 20 columns everything is still there', () => {
	const lines = shown(driverOf(20).type('a quite long message 中文 👩‍👩‍👧').state, 20);
	expect(lines.map(line => line.slice(2).trim()).join(' ')).toBe('a quite long message 中文 👩‍👩‍👧');
	expect(shown(driverOf(20).type('/m').state, 20)[1]).toMatch(/^› \/model/);
});

test('with few rows the row of the cursor stays in sight', () => {
	const driver = driverOf(40).type(Array.from({length: 30}, (_, index) => `line ${index}`).join('\n'));
	expect(shown(driver.state, 40, 3, ascii)).toEqual(['~ line 27', '  line 28', '  line 29']);
	expect(shown(driver.press('ctrl+home').state, 40, 3, ascii)).toEqual(['> line 0', '  line 1', '  line 2']);
	expect(shown(driver.type('/').state, 40, 1, ascii)).toHaveLength(1);
});

test("the terminal's own cursor stands where the next character will be", () => {
	const at = (driver: Driver, columns: number) => drawEditor(driver.state, {width: columns}).cursor;
	expect(at(driverOf(80).type('ab中'), 80)).toEqual({x: 6, y: 0});
	expect(at(driverOf(80).type('ab中').press('left'), 80)).toEqual({x: 4, y: 0});
	expect(at(driverOf(80).type('a\nb'), 80)).toEqual({x: 3, y: 1});
	expect(at(driverOf(20).type('x'.repeat(17)), 20)).toEqual({x: 19, y: 0});
	expect(at(driverOf(20).type('x'.repeat(18)), 20)).toEqual({x: 3, y: 1});
	expect(
		at(
			driverOf(80, {history: ['run']})
				.press('ctrl+r')
				.type('中'),
			80,
		),
	).toEqual({x: 13, y: 0});
});

test('draws the same state without a word about it, and another one when it changes', () => {
	const {lastFrame, rerender} = render(<EditorView state={driverOf(80).type('one').state} width={80} theme={theme} />);
	expect(lastFrame()).toBe('› one');
	rerender(<EditorView state={driverOf(80).type('two').state} width={80} theme={theme} />);
	expect(lastFrame()).toBe('› two');
});
