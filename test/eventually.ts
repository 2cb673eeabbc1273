import {vi} from 'vitest';

/** Wait until a check no longer throws, looking often; a busy machine gets a minute for it. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
	return vi.waitFor(check, {timeout: 60_000, interval: 20});
}
