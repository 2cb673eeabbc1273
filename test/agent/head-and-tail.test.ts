import {expect, test} from 'vitest';
import {headAndTail} from '../../source/agent/head-and-tail.ts';

test('leaves a short text as it is', () => {
	expect(headAndTail('short')).toBe('short');
	expect(headAndTail('x'.repeat(12_000))).toHaveLength(12_000);
});

test('keeps the beginning and the end of a long one and says what is missing', () => {
	const text = headAndTail(`start ${'x'.repeat(2000)} end`, 100);
	expect(text.startsWith('start x')).toBe(true);
	expect(text.endsWith('x end')).toBe(true);
	expect(text).toContain('[… 1,915 characters left out …]');
});

test('cuts no character in half', () => {
	for (const limit of [100, 101, 102, 103]) {
		expect(headAndTail('👍'.repeat(500), limit)).toMatch(/^(?:👍)+\n\[… [\d,]+ characters left out …\]\n(?:👍)+$/u);
	}
});
