import {expect, test} from 'vitest';
import {codeSpans, listItems, plainText, sectionsOf, tableRows} from '../../source/skills/markdown.ts';

test('splits a body at its headings and keeps fenced blocks apart', () => {
	const sections = sectionsOf('intro\n\n# One #\ntext\n\n````json schema\n# no heading\n```\n{}\n````\n~~~\nopen to the end\n## neither');
	expect(sections).toEqual([
		{title: '', depth: 0, lines: ['intro', ''], fences: []},
		{title: 'One', depth: 1, lines: ['text', ''], fences: [{info: 'json schema', text: '# no heading\n```\n{}'}]},
	]);
});

test('reads the outermost list with its continuation lines', () => {
	expect(listItems(['- one', '  more', '  - nested', '* two', '', 'text', '+ three'])).toEqual(['one more', 'two', 'three']);
});

test('reads the first table, with pipes in cells', () => {
	expect(tableRows(['text', '| a | b |', '|---|:-:|', '| `x|y` | p\\|q |', 'a | b', '', '| c |'])).toEqual([
		['a', 'b'],
		['`x|y`', 'p|q'],
		['a', 'b'],
	]);
	expect(tableRows(['a | b', 'no rule'])).toEqual([]);
});

test('reads inline code of any number of marks', () => {
	expect(codeSpans('a `b` ``c`d`` `` `e` `` f`').map(span => span.text)).toEqual(['b', 'c`d', '`e`']);
});

test('takes emphasis out of text and leaves code and names whole', () => {
	expect(plainText('**Bold** and *it*, `2 * 3 ** 4`, snake_case, _under_ ##')).toBe('Bold and it, 2 * 3 ** 4, snake_case, under');
});
