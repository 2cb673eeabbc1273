/** After each file whose process others use too: it is as it was before. */

import {afterAll, beforeAll, expect} from 'vitest';

function state() {
	return {
		environment: {...process.env},
		folder: process.cwd(),
		globals: Object.getOwnPropertyNames(globalThis).sort(),
		clock: [Date, Date.now, setTimeout, setInterval, setImmediate, performance.now, Math.random, fetch],
		listeners: process.eventNames().map(name => [String(name), process.listenerCount(name)]),
	};
}

let before: ReturnType<typeof state>;

beforeAll(() => {
	before = state();
});

afterAll(() => {
	expect(state()).toEqual(before);
});
