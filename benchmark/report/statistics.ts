/** What many measurements of one thing come to. */

export interface Summary {
	readonly count: number;
	readonly median: number;
	readonly p95: number;
}

export function summarise(values: readonly number[]): Summary {
	return {count: values.length, median: quantile(values, 0.5), p95: quantile(values, 0.95)};
}

/** The value below which a share of all values lies, interpolated between neighbours; NaN where there is none. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const below = sorted[Math.floor(place)] ?? Number.NaN;
	const above = sorted[Math.ceil(place)] ?? Number.NaN;
	return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}
