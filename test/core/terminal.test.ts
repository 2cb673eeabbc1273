import {expect, test} from 'vitest';
import {createStyle, hasColor} from '../../source/core/terminal.ts';

test('colours a capable terminal and nothing else', () => {
	expect(hasColor({isTTY: true}, {TERM: 'xterm'})).toBe(true);
	expect(hasColor({isTTY: true}, {TERM: 'dumb'})).toBe(false);
	expect(hasColor({}, {TERM: 'xterm'})).toBe(false);
});

test('obeys NO_COLOR before FORCE_COLOR, and takes an empty NO_COLOR for unset', () => {
	expect(hasColor({isTTY: true}, {NO_COLOR: '1', FORCE_COLOR: '1'})).toBe(false);
	expect(hasColor({isTTY: true}, {NO_COLOR: '', TERM: 'xterm'})).toBe(true);
	expect(hasColor({}, {FORCE_COLOR: '1'})).toBe(true);
	expect(hasColor({isTTY: true}, {FORCE_COLOR: '0', TERM: 'xterm'})).toBe(false);
});

test('leaves text alone without colours', () => {
	expect(createStyle(false).red('x')).toBe('x');
	expect(createStyle(true).red('x')).toBe('\u001B[31mx\u001B[39m');
});
