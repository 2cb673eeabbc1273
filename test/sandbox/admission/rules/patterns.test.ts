import {expect, test, vi} from 'vitest';

const parts = vi.hoisted(() => [] as string[]);

vi.mock(import('../../../../sandbox/admission/instructions/phrase.ts'), async load => {
	const original = await load();
	return {
		...original,
		phrase: (...given: readonly string[]) => {
			parts.push(...given);
			return original.phrase(...given);
		},
	};
});

// Patterns are compiled at first use: one that is not valid would show only where a text holds all its words.
test('each part of each pattern is a regular expression by itself', async () => {
	await import('../../../../sandbox/admission/rules/all.ts');
	const broken = parts.filter(part => {
		try {
			new RegExp(part);
			return false;
		} catch {
			return true;
		}
	});
	expect(parts.length).toBeGreaterThan(300);
	expect(broken).toEqual([]);
});
