import {expect, test} from 'vitest';
import {pageText} from '../../../source/agent/tools/page-text.ts';
import {processorMs} from '../../processor-time.ts';

test('gives the visible text, one block a line', () => {
	const page = `<!doctype html><html><head><title>A &amp; B</title><style>p{color:red}</style></head>
	<body><h1>Head&shy;line</h1><p>One <b>two</b>
	three&nbsp;&#8364;&#x41;</p><ul><li>x<li>y</ul><script>if (a<b) alert("</p>")</script><p>end</body></html>`;
	expect(pageText(page)).toBe('A & B\nHeadline\nOne two\nthree €A\nx\ny\nend');
});

test.each([
	'<p hidden>SECRET</p>',
	'<div style="display: none">SECRET<div>SECRET</div>SECRET</div>',
	'<span style="font-size:0">SECRET</span>',
	'<p aria-hidden="true">SECRET</p>',
	'<!-- SECRET -->',
	'<!-- SECRET',
	'<template>SECRET</template>',
	'<noscript>SECRET</noscript>',
	'<script>SECRET</script>',
	'<textarea>SECRET</textarea>',
	'<img alt="SECRET">',
	'<p title="SECRET"></p>',
	'<div style="visibility:hidden"><p>SECRET</p></div>',
])('does not give what no reader of the page sees: %s', hidden => {
	expect(pageText(`<p>before</p>${hidden}`)).toBe('before');
});

test('goes on behind what is hidden', () => {
	expect(pageText('<p hidden>no</p><p>yes</p>')).toBe('yes');
	expect(pageText('<div hidden><div>no</div></div>yes')).toBe('yes');
	expect(pageText('<style>a</style>1 < 2')).toBe('1 < 2');
});

test('takes no escape sequence or hidden character along', () => {
	const text = pageText('a\u001B[31mb&#27;]0;x\u0007c\u202Ed&#8206;');
	expect(['\u001B', '\u0007', '\u202E', '\u200E'].filter(character => text.includes(character))).toEqual([]);
});

test.each(['<a ', '<a "', '<!--', '<p hidden>', '<', '&#', '<script>', '</', '<p style="display', ' ', 'aria-hidden  '])(
	'takes no longer than its length for a page made of %j',
	piece => {
		const started = processorMs();
		pageText(piece.repeat(Math.ceil(3_000_000 / piece.length)));
		expect(processorMs() - started).toBeLessThan(5000);
	},
);
