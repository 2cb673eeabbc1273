import {expect, test} from 'vitest';
import type {Check} from '../../sandbox/index.ts';
import {sandboxLine} from '../../source/commands/quickstart.ts';

const check = (name: string, state: Check['state']): Check => ({name, state, detail: '', remedy: null});

test('the line of the sandbox says that it holds, and in a word what is missing', () => {
	expect(sandboxLine([check('strict run', 'pass')])).toBe('sandbox holds, tried just now');
	expect(sandboxLine([check('strict run', 'pass'), check('cgroup', 'warn')])).toBe(
		'sandbox holds, tried just now; missing: cgroup (see skilllite doctor)',
	);
});

test('a failed strict run is never told as a sandbox', () => {
	expect(sandboxLine([check('bubblewrap', 'pass'), check('strict run', 'fail')])).toBe(
		'sandbox none: no skill can run (see skilllite doctor)',
	);
	expect(sandboxLine([])).toContain('no skill can run');
});
