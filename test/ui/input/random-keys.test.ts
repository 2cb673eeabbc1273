/** Random keys against a model that is too simple to be wrong: a list of graphemes on each side of the cursor. */

import {expect, test} from 'vitest';
import {layOut} from '../../../source/ui/input/layout.ts';
import {drawEditor} from '../../../source/ui/input/editor-lines.ts';
import {widthOf} from '../../../source/core/text-width.ts';
import {createDriver} from './editor-driver.ts';
import {createRandom, type Random} from './random.ts';

const texts = ['a', 'b', ' ', '中', 'é', 'e\u0301', '👩‍👩‍👧', '🇳🇴', '\t', 'ﷺ', '́', '\u200D', '\u202E', 'ก็', '🏽', 'word ', '한'];
const large = 'pasted line\n'.repeat(9);
const keys = [
	...['left', 'right', 'home', 'end', 'backspace', 'delete', 'up', 'down', 'ctrl+home', 'ctrl+end', 'ctrl+w', 'alt+d', 'ctrl+u', 'ctrl+k'],
	...[
		'ctrl+y',
		'alt+y',
		'ctrl+_',
		'alt+r',
		'alt+b',
		'alt+f',
		'ctrl+x',
		'ctrl+r',
		'tab',
		'enter',
		'escape',
		'ctrl+c',
		'ctrl+d',
		'ctrl+j',
		'shift+tab',
	],
];

const segmenter = new Intl.Segmenter();

/** The model: what a text editor does, written as simply as can be. */
function modelAfter(text: string, cursor: number, key: string): readonly [string, number] {
	const before = cut(text.slice(0, cursor));
	const after = cut(text.slice(cursor));
	const line = text.lastIndexOf('\n', cursor - 1) + 1;
	const next = text.indexOf('\n', cursor);
	switch (key) {
		case 'left':
			return [text, cursor - (before.at(-1)?.length ?? 0)];
		case 'right':
			return [text, cursor + (after[0]?.length ?? 0)];
		case 'home':
			return [text, cursor === 0 ? 0 : line];
		case 'end':
			return [text, next === -1 ? text.length : next];
		case 'backspace':
			return joined(before.slice(0, -1).join(''), after.join(''));
		case 'delete':
			return joined(before.join(''), after.slice(1).join(''));
		case 'ctrl+home':
			return [text, 0];
		case 'ctrl+end':
			return [text, text.length];
		default:
			return joined(before.join('') + key, after.join(''));
	}
}

/** Two texts may make one character of their edges: the cursor stands behind it. */
function joined(before: string, after: string): readonly [string, number] {
	let at = 0;
	for (const segment of cut(before + after)) {
		if (at >= before.length) {
			break;
		}

		at += segment.length;
	}

	return [before + after, at];
}

function cut(text: string): readonly string[] {
	return Array.from(segmenter.segment(text), ({segment}) => segment);
}

test('the draft is what a simple model says, whatever is typed', () => {
	const modelled = ['left', 'right', 'home', 'end', 'backspace', 'delete', 'ctrl+home', 'ctrl+end'];
	for (let seed = 0; seed < 300; seed++) {
		const random = createRandom(seed);
		const driver = createDriver();
		let text = '';
		let cursor = 0;
		for (let step = 0; step < 60; step++) {
			const typed = random.below(2) === 0 ? random.pick([...texts, '\n']) : random.pick(modelled);
			if (modelled.includes(typed)) {
				driver.press(typed);
			} else {
				driver.act({kind: 'paste', text: typed});
			}

			[text, cursor] = modelAfter(text, cursor, typed);
			expect([driver.state.draft.text, driver.state.draft.cursor], `seed ${seed}, step ${step}: ${JSON.stringify(typed)}`).toEqual([
				text,
				cursor,
			]);
		}
	}
});

function anything(driver: ReturnType<typeof createDriver>, random: Random): string {
	const choice = random.below(20);
	if (choice < 9) {
		const text = random.pick([...texts, '/', '@', '!', '\\', '?', 'mo']);
		driver.type(text);
		return JSON.stringify(text);
	}

	if (choice < 17) {
		const key = random.pick(keys);
		driver.press(key);
		return key;
	}

	const action = random.pick([
		{kind: 'paste', text: large},
		{kind: 'insert', text: 'typed ahead\r'},
		{kind: 'insert', text: '\uD83D'},
		{kind: 'busy', busy: true},
		{kind: 'busy', busy: false},
		{kind: 'resize', width: 1 + random.below(100)},
		{kind: 'files', files: ['a/b.ts', 'c d.md', '中.txt']},
		{kind: 'history', entries: ['one', 'two\nlines', '👩‍👩‍👧']},
		{kind: 'replace', text: 'from\nelsewhere\n'},
		{kind: 'disarm-quit'},
	] as const);
	driver.act(action);
	return action.kind;
}

test('nothing that can be pressed throws, and the cursor never stands inside a character', () => {
	for (let seed = 0; seed < 300; seed++) {
		const random = createRandom(seed);
		const driver = createDriver({history: ['earlier', 'lines\nof it']});
		const trail: string[] = [];
		for (let step = 0; step < 80; step++) {
			trail.push(anything(driver, random));
			const {text, cursor} = driver.state.draft;
			const borders = new Set([text.length, ...Array.from(segmenter.segment(text), ({index}) => index)]);
			expect(borders.has(cursor), `seed ${seed}: ${trail.join(' ')}`).toBe(true);
			expect(text.isWellFormed()).toBe(true);
		}
	}
});

test('undo leads back to the empty draft, and redo to what was', () => {
	for (let seed = 0; seed < 100; seed++) {
		const random = createRandom(seed);
		const driver = createDriver();
		for (let step = 0; step < 40; step++) {
			driver
				.act({kind: 'paste', text: random.pick(texts)})
				.press(random.pick(['left', 'backspace', 'ctrl+w', 'ctrl+k', 'ctrl+y', 'ctrl+j']));
		}

		const {text} = driver.state.draft;
		for (let step = 0; step < 200; step++) {
			driver.press('ctrl+_');
		}

		expect(driver.state.draft.text, `seed ${seed}`).toBe('');
		for (let step = 0; step < 200; step++) {
			driver.press('alt+r');
		}

		expect(driver.state.draft.text, `seed ${seed}`).toBe(text);
	}
});

test('no row is wider than it may be, none of the text is missing, and the cursor is inside', () => {
	for (let seed = 0; seed < 300; seed++) {
		const random = createRandom(seed);
		const text = Array.from({length: random.below(60)}, () => random.pick([...texts, '\n'])).join('');
		const borders = [0, ...Array.from(segmenter.segment(text), ({index, segment}) => index + segment.length)];
		const cursor = random.pick(borders);
		const width = 3 + random.below(40);
		const {rows, cursorRow, cursorColumn} = layOut({text, cursor, pastes: [], width});
		const at = `seed ${seed}, width ${width}, ${JSON.stringify(text)}`;
		for (const row of rows) {
			const shown = row.parts.map(part => part.text).join('');
			expect(widthOf(shown), at).toBeLessThanOrEqual(Math.max(2, width - 1));
		}

		expect(rows.map(({start, end}) => text.slice(start, end) + (text[end] === '\n' ? '\n' : '')).join(''), at).toBe(text);
		expect(cursorColumn, at).toBeLessThan(width);
		const row = rows[cursorRow];
		expect(row !== undefined && row.start <= cursor && cursor <= row.end, at).toBe(true);
	}
});

test('the picture fits its columns and rows, and the cursor is in it', () => {
	for (let seed = 0; seed < 300; seed++) {
		const random = createRandom(seed);
		const driver = createDriver({history: ['earlier', 'a very long line '.repeat(20)]});
		for (let step = 0; step < 30; step++) {
			anything(driver, random);
		}

		const width = 4 + random.below(120);
		const rows = 1 + random.below(14);
		const {lines, cursor} = drawEditor(driver.state, {width, rows});
		expect(lines.length).toBeLessThanOrEqual(rows);
		for (const line of lines) {
			expect(widthOf(line.map(({text}) => text).join('')), `seed ${seed}, width ${width}`).toBeLessThanOrEqual(width);
		}

		expect(cursor.x).toBeLessThan(width);
		expect(cursor.y).toBeLessThan(lines.length);
	}
});
