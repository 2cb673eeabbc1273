import {expect, test} from 'vitest';
import {createCredential, isCredential, proxyUser} from '../../../sandbox/egress/credential.ts';

test('makes a new credential for each run and accepts no other', () => {
	const [mine, other] = [createCredential(), createCredential()];
	expect(mine).toMatch(/^[\w-]{32}$/);
	expect(isCredential(proxyUser, mine, mine)).toBe(true);
	expect(isCredential(proxyUser, other, mine)).toBe(false);
	expect(isCredential(proxyUser, '', '')).toBe(false);
});
