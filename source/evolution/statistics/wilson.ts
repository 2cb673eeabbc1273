/** A share with its uncertainty: the only form in which this program shows one. */

export interface Share {
	readonly successes: number;
	readonly n: number;
	/** Null when there is nothing to divide by. */
	readonly rate: number | null;
	/** Bounds of the 95 % Wilson interval; 0 and 1 when nothing is known. */
	readonly low: number;
	readonly high: number;
}

const z95 = 1.959963984540054;

/** The share of successes with its 95 % Wilson score interval, which stays inside [0, 1] and is honest for small n. */
export function wilson(successes: number, n: number): Share {
	if (n <= 0) {
		return {successes: 0, n: 0, rate: null, low: 0, high: 1};
	}

	const rate = successes / n;
	const z2 = z95 * z95;
	const centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
	const half = (z95 / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
	return {
		successes,
		n,
		rate,
		low: successes === 0 ? 0 : Math.max(0, centre - half),
		high: successes === n ? 1 : Math.min(1, centre + half),
	};
}
