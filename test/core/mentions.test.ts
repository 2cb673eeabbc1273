import {expect, test} from 'vitest';
import {imageMentions, mentionOf} from '../../source/core/mentions.ts';
import {processorMs} from '../processor-time.ts';

test.each([
	['what is on @a.png?', ['a.png']],
	['@a.png', ['a.png']],
	['compare @a.png, @b/c.jpeg and (@"my shot.webp").', ['a.png', 'b/c.jpeg', 'my shot.webp']],
	['@a.png,@b.gif;@c.PNG', ['a.png', 'b.gif', 'c.PNG']],
	['@a.png @a.png', ['a.png']],
	// As screenshots of sharp displays are called, and folders of packages.
	['@shot@2x.png and @packages/@scope/icon.png', ['shot@2x.png', 'packages/@scope/icon.png']],
	['mail me@b.png, see @notes.md and a@"b.png"', []],
	['@', []],
])('%j names %j', (text, paths) => {
	expect(imageMentions(text)).toEqual(paths);
});

test.each(['a.png', 'my shot.png', 'shot@2x.png', 'a,b.png', 'a(1).png', '@a/b.png'])('%j is found behind its own mention', path => {
	expect(imageMentions(`see ${mentionOf(path)}, and say what it is`)).toEqual([path]);
});

test('a long text is read in a moment', () => {
	const began = processorMs();
	for (const text of ['@'.repeat(200_000), ',@a'.repeat(70_000), ` @${'a'.repeat(200_000)}`]) {
		expect(imageMentions(text)).toEqual([]);
	}

	expect(processorMs() - began).toBeLessThan(2000);
});
