import {expect, test} from 'vitest';
import {readExamples} from '../../source/skills/examples.ts';
import {manifestOf} from './manifest-of.ts';

const examplesOf = (body: string, script?: string) => readExamples(manifestOf(body), script);

test('reads one example for each phrase of an item', () => {
	const body =
		'## Examples\n\n- `multiply 15 by 27` `15 times 27` → `{"a": 15}`\n- `uppercase \'it`s\'`\n* `a -> b` -> `{"text": "a -> b"}`\n';
	expect(examplesOf(body)).toEqual([
		{text: 'multiply 15 by 27', input: {a: 15}},
		{text: '15 times 27', input: {a: 15}},
		{text: "uppercase 'it"},
		{text: 'a -> b', input: {text: 'a -> b'}},
	]);
});

test('takes quoted phrases, with and without an input', () => {
	expect(examplesOf('# Examples\n\n- "help me write"\n- "add 1" → `{"a": 1}`\n')).toEqual([
		{text: 'help me write'},
		{text: 'add 1', input: {a: 1}},
	]);
});

test('leaves out items whose input is no JSON object', () => {
	expect(examplesOf('## Examples\n\n- `a` → `{a: 1}`\n- `b` → `[1]`\n- `c` → nothing\n- `d` → `{}`\n')).toEqual([{text: 'd', input: {}}]);
});

test('ends at the next heading of the same depth and skips fenced blocks', () => {
	const body = '## Examples\n\n```\n- `no` → `{}`\n```\n\n### More\n\n- `yes` → `{}`\n\n## Other\n\n- `no` → `{}`\n';
	expect(examplesOf(body).map(example => example.text)).toEqual(['yes']);
});

test('gives a script the examples below the heading of its name', () => {
	const body = '## Examples\n\n- `all` → `{}`\n\n### init\n\n- `make` → `{}`\n\n### check\n\n- `look` → `{}`\n';
	expect(examplesOf(body, 'init').map(example => example.text)).toEqual(['make']);
	expect(examplesOf(body).map(example => example.text)).toEqual(['all', 'make', 'look']);
});

test('is empty without the section', () => {
	expect(examplesOf('# Title\n\n- `a` → `{}`\n')).toEqual([]);
});
