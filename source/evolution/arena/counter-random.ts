/**
Random numbers by address instead of by order: the number at (seed, stream, a, b) is the same whoever asks for it and
whatever was drawn before, so that arms share the tasks they meet and share nothing else.
*/

/** What a number is drawn for; two streams never share one. */
export const streams = {
	world: 1,
	family: 2,
	live: 3,
	known: 4,
	wrong: 5,
	taint: 6,
	propose: 7,
	replay: 8,
	judge: 9,
	pool: 10,
	gate: 11,
	assign: 12,
	resample: 13,
} as const;

export type Stream = keyof typeof streams;

/** The number in [0, 1) at this address; every argument is a whole number. */
export function draw(seed: number, stream: Stream, a: number, b = 0): number {
	let state = absorb(0x9e3779b9, seed);
	state = absorb(state, streams[stream]);
	state = absorb(state, a);
	state = absorb(state, b);
	return finish(state) / 4294967296;
}

/** One of several, by a number in [0, 1); the weights need not sum to one. */
export function pickWeighted(number: number, weights: readonly number[]): number {
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	let left = number * total;
	for (const [index, weight] of weights.entries()) {
		left -= weight;
		if (left < 0) {
			return index;
		}
	}

	return weights.findLastIndex(weight => weight > 0);
}

/** A round of murmur3. */
function absorb(state: number, value: number): number {
	let mixed = Math.imul(value | 0, 0xcc9e2d51);
	mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
	const joined = state ^ mixed;
	return (Math.imul((joined << 13) | (joined >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(state: number): number {
	let mixed = state ^ (state >>> 16);
	mixed = Math.imul(mixed, 0x85ebca6b);
	mixed ^= mixed >>> 13;
	mixed = Math.imul(mixed, 0xc2b2ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
}
