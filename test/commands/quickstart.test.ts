import {expect, test} from 'vitest';
import {sandboxLine} from '../../source/commands/quickstart.ts';

const held = {backend: 'bwrap', isTriedNow: true, missing: []} as const;

test('the line of the sandbox names backend and level, when it was tried, and in a word what is missing', () => {
	expect(sandboxLine(held, 3)).toBe('sandbox bwrap, level 3, holds (tried just now)');
	expect(sandboxLine({...held, backend: 'landlock', isTriedNow: false, missing: ['python3', 'bash']}, 2)).toBe(
		'sandbox landlock, level 2, holds (tried since boot); missing: python3, bash',
	);
	expect(sandboxLine({backend: 'landlock', isTriedNow: false, missing: ['python3', 'bash']}, 3).length).toBeLessThanOrEqual(78);
});

test('what was not held is never told as a sandbox', () => {
	expect(sandboxLine({...held, backend: null}, 3)).toBe('sandbox none holds here: no skill can run (see skilllite doctor)');
	expect(sandboxLine(held, 1)).toBe('sandbox none: level 1 runs skills unprotected');
});
