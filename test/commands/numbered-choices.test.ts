import {expect, test} from 'vitest';
import {keyOfNumber, numberedLines, numbersOf} from '../../source/commands/numbered-choices.ts';
import {drawYes} from '../../source/commands/read-yes.ts';
import {choiceLines, drawPermission} from '../../source/commands/terminal-questions.ts';
import {createStyle} from '../../source/core/terminal.ts';

const choices = [
	['y', 'yes, once'],
	['n', 'no'],
] as const;

test('numbers the choices and takes each number for its key, and nothing beyond', () => {
	expect(numberedLines('Run it?', choices).split('\n')).toEqual([
		'Run it?',
		'1 yes, once',
		'2 no',
		'Type a number; Enter is no (default).',
	]);
	expect(numbersOf(choices)).toBe('12');
	expect(['1', '2', '3', '\r', 'interrupt'].map(key => keyOfNumber(choices, key))).toEqual(['y', 'n', '3', '\r', 'interrupt']);
});

test('the permission of a tool has only the choices that it offers', () => {
	const question = {kind: 'permission', tool: 'bash', summary: 'ls', detail: null, isForeign: false, standing: null, always: null} as const;
	const drawn = drawPermission(question, createStyle(false), false, true);
	expect(drawn).toContain('Allow it?\n1 yes, once\n2 details\n3 no, with a reason\n4 no\n');
	expect(drawn).not.toContain('[y]');
});

test('a yes or no is numbered for a screen reader, and no stays the default', () => {
	const question = {head: 'This folder brings AGENTS.md.', question: 'Trust it?', yes: 'yes, from now on', no: 'no'};
	expect(drawYes(question, true)).toBe(
		'This folder brings AGENTS.md.\nTrust it?\n1 yes, from now on\n2 no\nType a number; Enter is no (default).',
	);
	expect(drawYes(question, false)).toBe('This folder brings AGENTS.md.\nTrust it?  [y] yes, from now on  [N] no (default)');
});

test("nine choices of the model leave a number for an answer of one's own", () => {
	const nine = Array.from({length: 9}, (_, index) => `choice ${index + 1}`);
	expect(choiceLines(nine, true).slice(-3)).toEqual(['9 choice 9', '0 something else', 'Type a number; Enter is no answer (default).']);
	expect(choiceLines(['a'], false)).toEqual(['  [1] a', '  [t] something else  [N] no answer (default)']);
});
