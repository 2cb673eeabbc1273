import {expect, test} from 'vitest';
import {readPastedImage} from '../../../source/ui/input/pasted-image.ts';

test.each([
	['/work/shot.png', '@shot.png '],
	['/work/shot.png \n', '@shot.png '],
	["'/work/my shot.PNG'", '@"my shot.PNG" '],
	['"/work/a/b.jpeg"', '@a/b.jpeg '],
	['/work/my\\ shot\\(1\\).webp', '@"my shot(1).webp" '],
	['file:///work/my%20shot.gif', '@"my shot.gif" '],
	['/work/../work/shot.png', '@shot.png '],
])('a picture of the workspace that was dragged in, as %j, is mentioned', (text, mention) => {
	expect(readPastedImage(text, '/work')).toEqual({text: mention, remark: ''});
});

test('a picture from elsewhere stays a path, and that is said', () => {
	for (const text of ['/home/shot.png', '/workshop/shot.png', "'/home/my shot.png'"]) {
		expect(readPastedImage(text, '/work')).toEqual({text, remark: expect.stringContaining('outside the workspace')});
	}
});

test.each([
	'hello',
	'shot.png',
	'/work/notes.txt',
	'look at /work/shot.png',
	'/work/a.png\n/work/b.png',
	'/work/a.png /work/b.png',
	'file://host/work/a.png',
	'file:///%',
	'',
])('%j is a paste like any other', text => {
	expect(readPastedImage(text, '/work')).toBeNull();
});
