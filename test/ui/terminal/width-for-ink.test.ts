import {expect, test} from 'vitest';
import {stringWidth} from '../../../source/ui/terminal/width-for-ink.ts';

test.each([
	['', 0],
	['plain', 5],
	['\u001B[1;38;5;12mbold\u001B[0m', 4],
	['\u001B]8;;https://example.com\u0007link\u001B]8;;\u0007', 4],
	['漢字', 4],
	['e\u0301', 1],
	['─│›', 3],
])('%j takes %i cells for Ink', (text, cells) => {
	expect(stringWidth(text)).toBe(cells);
});
