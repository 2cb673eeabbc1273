import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import {readDialogue} from '../../source/session/dialogue.ts';
import {exportHtml} from '../../source/session/export-html.ts';
import {exportMarkdown} from '../../source/session/export-markdown.ts';
import type {SessionSummary} from '../../source/session/session-list.ts';

const summary: SessionSummary = {
	id: 's',
	path: '/s',
	lastUsed: '2026-01-31T09:45:00.000Z',
	bytes: 1,
	project: null,
	title: '',
	isEmpty: false,
	isOpen: false,
};
const hostile = '</pre><script>alert(1)</script> ```` "\' \u001b[2J\u202e';
const neverShown = ['\u001b', '\u202e'];
const entries = [
	{id: 'a', parentId: null, type: 'session'},
	{id: 'b', parentId: 'a', type: 'user', text: hostile},
	{id: 'x', parentId: 'b', type: 'assistant', text: 'left behind'},
	{id: 'r', parentId: 'b', type: 'rewind'},
	{
		id: 'c',
		parentId: 'r',
		type: 'assistant',
		text: hostile,
		calls: [
			{id: '1', name: hostile, argumentsText: hostile},
			{id: '2', name: 'cut', argumentsText: '{}'},
		],
	},
	{id: 'd', parentId: 'c', type: 'tool.end', call: '1', ended: hostile, ok: false, text: hostile},
	{id: 'e', parentId: 'd', type: 'compaction', summary: hostile},
];
const dialogue = readDialogue(entries.map(entry => JSON.stringify(entry)).join('\n'));

test('reads the branch that was talked on, each call with its result', () => {
	expect(dialogue.map(({kind, text}) => [kind, text === hostile])).toEqual([
		['user', true],
		['agent', true],
		['tool', true],
		['tool', false],
		['summary', true],
	]);
	expect(dialogue[3]).toMatchObject({name: 'cut', ended: null, ok: false});
});

test('writes a page on which no text of a session becomes markup, and whose style the policy names', () => {
	const page = exportHtml(summary, dialogue);
	for (const text of ['<script', '</pre><script', ...neverShown]) {
		expect(page).not.toContain(text);
	}

	expect(page.match(/&lt;script&gt;/g)).toHaveLength(7);
	const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
	expect(page).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
	expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<title>'));
});

test('writes Markdown whose fences nothing inside can close', () => {
	const markdown = exportMarkdown(summary, dialogue);
	for (const text of neverShown) {
		expect(markdown).not.toContain(text);
	}

	expect(markdown).toContain('`````json\n');
	expect(markdown).toContain('### Tool cut: interrupted');
});
