import {expect, test} from 'vitest';
import {twoColumns} from '../../source/core/two-columns.ts';

test('puts the texts of a list below each other', () => {
	expect(
		twoColumns([
			['a', 'first'],
			['long', 'second'],
		]),
	).toEqual(['  a     first', '  long  second']);
	expect(twoColumns([])).toEqual([]);
});

test('puts the text of a name that is too long on a line of its own, never right behind it', () => {
	const name = '/permissions [revoke RULE | allow GLOB]';
	expect(
		twoColumns([
			[name, 'show the rules'],
			['/help', 'this list'],
		]),
	).toEqual([`  ${name}`, `  ${' '.repeat(28)}  show the rules`, `  ${'/help'.padEnd(28)}  this list`]);
});

test('breaks a text between words where there is no room for it, and goes on below it', () => {
	expect(twoColumns([['/undo', 'take back what the last turn changed']], 33)).toEqual([
		'  /undo  take back what the last',
		'         turn changed',
	]);
	expect(twoColumns([['/undo', 'take back what the last turn changed']], 10).every(line => line.length <= 29)).toBe(true);
});
