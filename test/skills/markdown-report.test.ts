import {expect, test} from 'vitest';
import {runBundled} from './run-bundled.ts';

async function markdownOf(input: unknown): Promise<string> {
	const {result} = await runBundled('markdown-report', input);
	return (result as {markdown: string}).markdown;
}

test('writes title, summary and a table whose columns line up in every script', async () => {
	const markdown = await markdownOf({
		title: 'Sales',
		summary: 'All is well.',
		data: [
			{region: 'EU', sum: 10},
			{region: '日本', sum: 2.5, note: null},
		],
	});
	expect(markdown).toBe(`# Sales

All is well.

| region | sum | note |
| ------ | --: | ---: |
| EU     |  10 |      |
| 日本   | 2.5 |      |
`);
});

test('lets nothing in the data break out of its cell, line or block', async () => {
	const markdown = await markdownOf({
		title: 'a\n# b',
		items: ['one\n- two'],
		data: [{'x|y': 'c | d\ne'}],
		sections: [{heading: 'h\n\n# i', code: '```\nstill code', language: 'js onload'}],
	});
	expect(markdown).toContain('# a # b\n');
	expect(markdown).toContain('- one - two\n');
	expect(markdown).toContain('| c \\| d e |');
	expect(markdown).toContain('## h # i\n');
	expect(markdown).toContain('````jsonload\n```\nstill code\n````');
});

test('begins with a table of contents that links to each section, twice the same name included', async () => {
	const markdown = await markdownOf({
		title: 'T',
		contents: true,
		sections: [{heading: 'First Part'}, {heading: 'Größe (cm)'}, {heading: 'First part'}],
	});
	expect(markdown).toContain('- [First Part](#first-part)\n- [Größe (cm)](#größe-cm)\n- [First part](#first-part-1)\n');
});

test('draws bars in proportion', async () => {
	const markdown = await markdownOf({title: 'T', sections: [{bars: {a: 4, long: 2, none: 0}}]});
	expect(markdown).toContain(`a     ${'█'.repeat(30)} 4\nlong  ${'█'.repeat(15)} 2\nnone   0\n`);
});

test.each([
	[{}, '"title" must be a string that is not empty.'],
	[{title: 'T', data: [1]}, '"data[0]" must be an object.'],
	[{title: 'T', sections: {}}, '"sections" must be a list of at most 5000.'],
	[{title: 'T', sections: [{bars: {x: 'y'}}]}, '"sections[0].bars.x" must be a number, zero or more.'],
	[[], 'The input must be a JSON object.'],
	['{', 'The input is not JSON.'],
])('refuses %j with a sentence and exit code 1', async (input, error) => {
	const run = await runBundled('markdown-report', input);
	expect(run).toMatchObject({exitCode: 1, result: {error}, stderr: ''});
});
