import {expect, test} from 'vitest';
import {noProgress} from '../../source/core/progress.ts';
import {readSlash, runSlash, type SlashCommand} from '../../source/core/slash-command.ts';

test.each([
	['/model', 'model', ''],
	['/Model  openai:gpt-5 ', 'model', 'openai:gpt-5'],
	['/rewind 3 files', 'rewind', '3 files'],
	['/remember two\nlines', 'remember', 'two\nlines'],
])('reads %j as a command', (text, name, argument) => {
	expect(readSlash(text)).toEqual({name, argument});
});

test.each(['/etc/passwd', '/', '/ x', '//', 'say /model', '/usr/bin is full', ''])('reads %j as a message', text => {
	expect(readSlash(text)).toBeNull();
});

test('runs the command of the name, and names the nearest for one that is none', async () => {
	const commands: readonly SlashCommand[] = [
		{name: 'model', arguments: '', summary: '', run: argument => ({kind: 'send', text: argument})},
	];
	const {signal} = new AbortController();
	expect(await runSlash(commands, {name: 'model', argument: 'x'}, signal, noProgress)).toEqual({kind: 'send', text: 'x'});
	expect(await runSlash(commands, {name: 'modle', argument: ''}, signal, noProgress)).toEqual({
		kind: 'said',
		lines: ['There is no command /modle; did you mean /model?'],
	});
	expect(await runSlash([], {name: 'x', argument: ''}, signal, noProgress)).toMatchObject({
		lines: ['There is no command /x; /help shows what there is.'],
	});
});
