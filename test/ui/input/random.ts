/** Random choices that are the same in every run: a failing test names its seed. */

export interface Random {
	/** A whole number below `end`. */
	below(end: number): number;
	pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32: small, and good enough to shuffle keys. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const below = (end: number) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end);
	};
	return {
		below,
		pick(items) {
			const item = items[below(items.length)];
			if (item === undefined) {
				throw new Error('Nothing to pick from.');
			}

			return item;
		},
	};
}
