/** Numbers that are no shares, with 95 % intervals by bootstrap; and the difference of two shares. Pure, and the same at every call. */

import {seededRandom} from '../../core/seeded-random.ts';
import type {Share} from '../statistics/wilson.ts';

export interface Estimate {
	readonly n: number;
	/** Null when there is nothing to measure. */
	readonly value: number | null;
	/** Bounds of the 95 % interval; null with the value. */
	readonly low: number | null;
	readonly high: number | null;
}

const resamples = 1000;
/** More than this is drawn from a spread of so many: the interval is narrow by then. */
const mostItems = 2000;

/** A statistic of a list with the interval of 1,000 resamples. `statistic` gives null where a resample has nothing to measure. */
export function estimate<T>(items: readonly T[], statistic: (items: readonly T[]) => number | null): Estimate {
	const value = items.length === 0 ? null : statistic(items);
	if (value === null) {
		return {n: items.length, value: null, low: null, high: null};
	}

	const step = Math.max(1, items.length / mostItems);
	const drawn = Array.from({length: Math.min(items.length, mostItems)}, (_, index) => items[Math.floor(index * step)] as T); // within the list
	const random = seededRandom(drawn.length);
	const values: number[] = [];
	for (let round = 0; round < resamples; round++) {
		const sample = drawn.map(() => drawn[Math.floor(random() * drawn.length)] as T); // within the list
		const measured = statistic(sample);
		if (measured !== null) {
			values.push(measured);
		}
	}

	values.sort((a, b) => a - b);
	const low = quantile(values, 0.025) ?? value;
	const high = quantile(values, 0.975) ?? value;
	return {n: items.length, value, low: Math.min(low, value), high: Math.max(high, value)};
}

/** The value below which this share of a sorted list lies; null for an empty one. */
export function quantile(sorted: readonly number[], share: number): number | null {
	const place = share * (sorted.length - 1);
	const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
	return below === undefined || above === undefined ? null : below + (above - below) * (place - Math.floor(place));
}

export interface Difference {
	/** Null when one of the two is unknown. */
	readonly value: number | null;
	readonly low: number;
	readonly high: number;
}

/** One share less another, with Newcombe's interval: it is made of the two Wilson intervals and stays inside [−1, 1]. */
export function differenceOf(a: Share, b: Share): Difference {
	if (a.rate === null || b.rate === null) {
		return {value: null, low: -1, high: 1};
	}

	const value = a.rate - b.rate;
	return {
		value,
		low: value - Math.hypot(a.rate - a.low, b.high - b.rate),
		high: value + Math.hypot(a.high - a.rate, b.rate - b.low),
	};
}
