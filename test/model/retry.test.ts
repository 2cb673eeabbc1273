import {expect, test} from 'vitest';
import {backOffMs, parseRetryAfter, realTiming} from '../../source/model/retry.ts';

test('grows the pauses and spreads them by chance', () => {
	expect([backOffMs(2, 0), backOffMs(2, 1), backOffMs(3, 0), backOffMs(3, 1)]).toEqual([500, 1000, 1000, 2000]);
});

test.each([
	[{'retry-after': '2'}, 2000],
	[{'retry-after': '0.5'}, 500],
	[{'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT'}, 8000],
	[{'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT'}, 0],
	[{'retry-after-ms': '30', 'retry-after': '2'}, 30],
	[{'retry-after': 'soon'}, null],
	[{'retry-after-ms': 'soon'}, null],
	[{}, null],
])('reads %j as %j ms', (headers, expected) => {
	expect(parseRetryAfter(new Headers(headers), 1000)).toBe(expected);
});

test('stops sleeping at once when it is interrupted', async () => {
	const interrupt = new AbortController();
	setImmediate(() => interrupt.abort());
	const started = performance.now();
	await realTiming.sleep(10_000, interrupt.signal);
	expect(performance.now() - started).toBeLessThan(5000);
});
