/** Metrics as people read them: each with its n, its interval, and weekly values for a small curve. Pure. */

import type {MetricLine} from './engine/state.ts';
import type {EvolutionEvent} from './events/event.ts';
import type {Estimate} from './metrics/estimate.ts';
import {measure, type Metrics} from './metrics/metrics.ts';
import type {Share} from './statistics/wilson.ts';

const weekMs = 7 * 86_400_000;
const weeks = 8;

export function metricLines(events: readonly EvolutionEvent[], now: Date): readonly MetricLine[] {
	const all = measure(events);
	const past = Array.from({length: weeks}, (_, index) => {
		const end = now.getTime() - (weeks - 1 - index) * weekMs;
		return measure(events.filter(({ts}) => Date.parse(ts) <= end && Date.parse(ts) > end - weekMs));
	});
	const curve = (share: (metrics: Metrics) => Share) => past.flatMap(week => share(week).rate ?? []);
	return [
		{name: 'first-attempt success', value: shareText(all.firstAttempt), history: curve(({firstAttempt}) => firstAttempt)},
		{name: 'verified success', value: shareText(all.success), history: curve(({success}) => success)},
		{name: 'coverage', value: shareText(all.coverage), history: curve(({coverage}) => coverage)},
		{name: 'corrections', value: shareText(all.corrections), history: curve(({corrections}) => corrections)},
		{name: 'tool failures', value: shareText(all.toolFailures), history: curve(({toolFailures}) => toolFailures)},
		{name: 'denied calls', value: shareText(all.denied), history: curve(({denied}) => denied)},
		{name: 'replans', value: `median ${estimateText(all.replans.median)}  p90 ${estimateText(all.replans.p90)}`, history: []},
		{name: 'tokens per success', value: estimateText(all.perSuccess.tokens), history: []},
	];
}

/** `71 % [62–79] n=104`; `– n=0` where nothing is known. */
export function shareText({rate, low, high, n}: Share): string {
	const percent = (value: number) => Math.round(value * 100);
	return rate === null ? '– n=0' : `${percent(rate)} % [${percent(low)}–${percent(high)}] n=${n}`;
}

function estimateText({value, low, high, n}: Estimate): string {
	return value === null || low === null || high === null ? '– n=0' : `${short(value)} [${short(low)}–${short(high)}] n=${n}`;
}

function short(value: number): string {
	return value >= 1000 ? `${Math.round(value / 100) / 10}k` : String(Math.round(value * 10) / 10);
}
