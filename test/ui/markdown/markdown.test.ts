import {beforeAll, expect, test} from 'vitest';
import {widthOf} from '../../../source/core/text-width.ts';
import {glyphsFor} from '../../../source/ui/glyphs.ts';
import {lineWidth, textOf, wrapText} from '../../../source/ui/line.ts';
import {loadMarkdown, renderMarkdown} from '../../../source/ui/markdown/render.ts';
import {splitMarkdown} from '../../../source/ui/markdown/split.ts';

beforeAll(loadMarkdown);

const glyphs = glyphsFor({LANG: 'C.UTF-8'});
const document = [
	'# A heading with `code`',
	'Some **bold**, *slanted* and [a link](https://example.com/a).',
	'- one\n- two **bold** and `code`\n  - inner\n- [x] done',
	'1. first\n2. second',
	'```py\ndef f():\n\n    return 1  # one\n```',
	'| a | b |\n|:--|--:|\n| 苹果苹果 | 1 |\n| 👩‍💻 | 22 |',
	'> a quotation of some length that will have to be broken at last',
	'一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十',
	'---',
].join('\n\n');

function drawn(text: string, width: number): string {
	return renderMarkdown(text, width, glyphs).map(textOf).join('\n');
}

test.each([10, 20, 34, 60, 100])('no line is wider than %i cells', width => {
	for (const part of splitMarkdown(`${document}\n\n`).closed) {
		for (const line of renderMarkdown(part, width, glyphs)) {
			expect(lineWidth(line)).toBeLessThanOrEqual(width);
		}
	}
});

test('bold and code are drawn in lists, too, and boxes once', () => {
	const list = drawn('- two **bold** and `code`\n- [x] done', 40);
	expect(list).toBe('• two bold and code\n[x] done');
});

test('a link shows where it leads', () => {
	expect(drawn('[bank](https://evil.example)', 60)).toBe('bank (https://evil.example)');
});

test('columns of a table are aligned by cells', () => {
	const rows = drawn('| a | b |\n|:--|--:|\n| 苹果 | 1 |\n| x | 22 |', 40).split('\n');
	expect(new Set(rows.map(widthOf)).size).toBe(1);
	expect(rows.at(-1)).toMatch(/22$/);
});

test('a streamed text is split as the whole one is, wherever the pieces end', () => {
	const whole = splitMarkdown(document);
	for (const size of [1, 2, 3, 7, 50]) {
		const closed: string[] = [];
		let tail = '';
		for (let at = 0; at < document.length; at += size) {
			const next = splitMarkdown(tail + document.slice(at, at + size));
			closed.push(...next.closed);
			tail = next.tail;
		}

		expect([...closed, tail]).toEqual([...whole.closed, whole.tail]);
	}
});

test('a code block is not cut at its blank lines, and a fence that is still open is code already', () => {
	expect(splitMarkdown('```py\na\n\nb\n```\nafter').closed).toEqual(['```py\na\n\nb\n```']);
	expect(splitMarkdown('```py\na\n\nb').closed).toEqual([]);
	expect(drawn('```py\na = 1', 40)).toBe('│ a = 1');
});

test('characters are never cut in two', () => {
	for (const text of ['👩‍💻👩‍💻👩‍💻👩‍💻', 'e\u0301e\u0301e\u0301e\u0301', '苹果苹果苹果']) {
		for (const width of [1, 2, 3, 5]) {
			const lines = wrapText(text, width).map(textOf);
			expect(lines.join('')).toBe(text);
			expect(lines.every(line => !/^[\u0301\u200D]/.test(line))).toBe(true);
		}
	}
});
