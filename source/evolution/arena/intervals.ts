/** How sure the arena's figures are. */

import {betaQuantile} from '../statistics/beta.ts';
import {draw} from './counter-random.ts';

export interface Interval {
	readonly mean: number;
	/** Bounds of 95 %. */
	readonly low: number;
	readonly high: number;
}

const resamples = 2000;

/** The mean over seeds and its 95 % bootstrap interval: seeds are drawn again with their whole result, so pairs stay pairs. */
export function bootstrapMean(values: readonly number[]): Interval {
	return bootstrap(values, picked => meanOf(picked));
}

/** The ratio of two sums over seeds, each seed giving both. */
export function bootstrapRatio(pairs: readonly {readonly above: number; readonly below: number}[]): Interval {
	return bootstrap(pairs, picked => sumOf(picked.map(({above}) => above)) / sumOf(picked.map(({below}) => below)));
}

function bootstrap<T>(values: readonly T[], statistic: (picked: readonly T[]) => number): Interval {
	if (values.length === 0) {
		return {mean: Number.NaN, low: Number.NaN, high: Number.NaN};
	}

	const found = Array.from({length: resamples}, (_, round) =>
		statistic(values.flatMap((_, place) => values[Math.floor(draw(round, 'resample', place) * values.length)] ?? [])),
	).sort((a, b) => a - b);
	return {
		mean: statistic(values),
		low: found[Math.floor(resamples * 0.025)] ?? Number.NaN,
		high: found[Math.ceil(resamples * 0.975) - 1] ?? Number.NaN,
	};
}

/** The 95 % upper bound of a share (Clopper and Pearson, both sides): what it may be at most, however few were seen. */
export function upperBound(successes: number, n: number): number {
	return successes >= n ? 1 : betaQuantile(0.975, successes + 1, n - successes);
}

export function meanOf(values: readonly number[]): number {
	return sumOf(values) / values.length;
}

export function sumOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0);
}
