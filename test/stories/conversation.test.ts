import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Scenario} from '../model-server/scenario.ts';
import {tell} from './story.ts';

const writer: Scenario = {
	title: 'Writes a file, then says so',
	steps: [
		{
			when: {lastRole: 'user'},
			reply: {kind: 'answer', calls: [{name: 'write_file', arguments: {path: 'notes.txt', content: 'hello file\n'}}]},
		},
		{reply: {kind: 'answer', text: 'I wrote it.'}, times: 'always'},
	],
};

test('an edit shows its diff before it is allowed, and is named at the end', async () => {
	using chat = await tell({model: writer});
	await chat.ready();
	await chat.says('write the notes');
	await chat.armed();
	expect(chat.screen()).toContain('+hello file');
	expect(existsSync(join(chat.place.project, 'notes.txt'))).toBe(false);
	await chat.answers('y');
	await chat.sees('I wrote it.');
	expect(readFileSync(join(chat.place.project, 'notes.txt'), 'utf8')).toBe('hello file\n');
	chat.type('\u0004');
	expect(await chat.exit()).toBe(0);
	expect(chat.screen()).toContain('Changed: notes.txt');
});

test('a no leaves the file unwritten, and the model hears it', async () => {
	using chat = await tell({model: writer, columns: 80, rows: 24});
	await chat.ready();
	await chat.says('write the notes');
	await chat.armed();
	await chat.answers('n');
	await chat.sees('I wrote it.');
	expect(existsSync(join(chat.place.project, 'notes.txt'))).toBe(false);
	expect(chat.screen()).toMatch(/write_file .*refused/);
});

test('inline, the conversation stays in the terminal and nothing stays set', async () => {
	using chat = await tell({model: 'calculator', args: ['chat', '--trust', '--inline'], columns: 80, rows: 24});
	await chat.ready();
	expect(chat.modesSet()).not.toContain('alternate screen');
	await chat.says('what is 15 * 27?');
	await chat.sees('The tool says');
	await chat.says('and again?');
	await chat.sees(/and again\?[\s\S]*The tool says/);
	chat.type('\u0004');
	expect(await chat.exit()).toBe(0);
	expect(chat.modesSet()).toEqual([]);
	expect(chat.screen().match(/what is 15 \* 27\?/g)).toHaveLength(1);
	expect(chat.screen()).toMatch(/calculator .*✓[\s\S]*Session \S+ · 2 turns/);
});

test('a session that is gone on with shows what was said', async () => {
	using chat = await tell({model: 'calculator', args: ['chat', '--trust', '--session', 'mine']});
	await chat.ready();
	await chat.says('what is 15 * 27?');
	await chat.sees('The tool says');
	chat.type('/clear\r');
	await chat.sees('A new conversation.');
	expect(chat.view().join('\n')).not.toContain('The tool says');
	await chat.says('/resume mine');
	await chat.sees(/you {3}what is 15 \* 27\?[\s\S]*calculator[\s\S]*The tool says/);
	chat.type('\u0004');
	expect(await chat.exit()).toBe(0);
	expect(chat.screen()).toContain('skilllite chat --session mine');
});

test('without UTF-8 and colours there are neither', async () => {
	using chat = await tell({model: 'calculator', env: {LANG: 'C', LC_ALL: 'C', NO_COLOR: '1'}, columns: 80, rows: 24});
	await chat.ready();
	await chat.says('what is 15 * 27?');
	await chat.sees('The tool says');
	expect(chat.view().join('').replaceAll('·', '')).toMatch(/^[ -~]*$/);
	expect(chat.raw()).not.toMatch(/\[(?:\d+;)*(?:3[0-8]|9[0-7])(?:;\d+)*m/);
});
