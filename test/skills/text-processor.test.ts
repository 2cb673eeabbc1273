import {expect, test} from 'vitest';
import {runBundled} from './run-bundled.ts';

test.each([
	[{operation: 'uppercase', text: 'straße hello'}, 'STRASSE HELLO'],
	[{operation: 'lowercase', text: 'HELLO ÉLAN'}, 'hello élan'],
	[{operation: 'title', text: "don't STOP (now)"}, "Don't Stop (Now)"],
	[{operation: 'trim', text: '  a  \n b \n\n'}, 'a\n b'],
	[{operation: 'slug', text: "  Crème Brûlée & Straße: don't 你好 "}, 'creme-brulee-strasse-dont-你好'],
	[{operation: 'sort-lines', text: 'item 10\nItem 2\napple'}, 'apple\nItem 2\nitem 10'],
	[{operation: 'sort-lines', text: 'a\nb', descending: true}, 'b\na'],
	[{operation: 'unique-lines', text: 'a\nb\na'}, 'a\nb'],
])('gives what %j asks for', async (input, result) => {
	expect(await runBundled('text-processor', input)).toMatchObject({exitCode: 0, result: {result}});
});

test('keeps accents, flags and families whole when it reverses text', async () => {
	const run = await runBundled('text-processor', {operation: 'reverse', text: 'an\u0303b👨‍👩‍👧🇩🇪🇫🇷👍🏽'});
	expect(run.result).toEqual({result: '👍🏽🇫🇷🇩🇪👨‍👩‍👧bn\u0303a'});
});

test('counts characters as a reader sees them and words in every script', async () => {
	const run = await runBundled('text-processor', {operation: 'count', text: '你好 world,\nne\u0301e 👨‍👩‍👧'});
	expect(run.result).toEqual({result: {characters: 15, words: 5, lines: 2, bytes: 38}});
});

test('replaces text literally and says how often', async () => {
	const run = await runBundled('text-processor', {operation: 'replace', text: 'a.b.c', find: '.', replacement: '-'});
	expect(run.result).toEqual({result: 'a-b-c', replaced: 2});
});

test('survives a lone surrogate', async () => {
	const run = await runBundled('text-processor', '{"operation":"uppercase","text":"a\\ud800"}');
	expect(run).toMatchObject({exitCode: 0, result: {result: 'A?'}});
});

test.each([
	[{operation: 'shout', text: 'a'}, /^"operation" must be one of uppercase, /],
	[{operation: 'uppercase'}, /^"text" is missing\.$/],
	[{operation: 'uppercase', text: 5}, /^"text" must be a string\.$/],
	[{operation: 'replace', text: 'a', find: ''}, /^"find" must not be empty\.$/],
	['{', /^The input is not JSON\.$/],
])('refuses %j with a sentence and exit code 1', async (input, error) => {
	const run = await runBundled('text-processor', input);
	expect(run).toMatchObject({exitCode: 1, result: {error: expect.stringMatching(error)}});
});
