/**
The benefit test: incumbent and candidate run the same task afresh; a win is a pair that only the candidate solves, a
loss one that only the incumbent solves, ties say nothing.

Under "the candidate is no better" a discordant pair is a win with probability ≤ ½, whatever came before. The e-value
bets on every θ in (½, 1) at once (uniform mixture):

    E(b, c) = 2^(n+1) · B(b+1, c+1) · P(Bin(n+1, ½) ≤ b),  n = b + c

By Ville's inequality it ever reaches 1/α with probability ≤ α, so it may be looked at after every pair.
*/

import {logBeta, logGamma} from './beta.ts';

export interface Tally {
	/** Pairs that only the candidate solved. */
	readonly wins: number;
	/** Pairs that only the incumbent solved. */
	readonly losses: number;
	readonly ties: number;
}

export type Stop =
	| {readonly kind: 'proven'; readonly eValue: number}
	/** Not worth more pairs: going on would cost more than it could show. */
	| {readonly kind: 'futile'; readonly eValue: number; readonly why: 'worse' | 'even' | 'slow'}
	| {readonly kind: 'continue'; readonly eValue: number};

/** What must be reached: α = .05 for one project, .025 for all of the user's. */
export const eThreshold = {project: 20, global: 40} as const;

/**
What a candidate must reach beside so many active artefacts, where chance decides pairs.

A month has room for 30 tests. At 1/20 each, chance alone would let something useless in for one user in seven or eight who
has nothing to learn (in the arena). So the first has to show ten times as much, the second five times, and so on down to the
threshold itself, as in online control of false discoveries (e-LOND): what was found already says that there is something to find.
*/
export function neededEValue(scope: keyof typeof eThreshold, active: number): number {
	return Math.max(eThreshold[scope], (firstFactor * eThreshold[scope]) / (active + 1));
}

const firstFactor = 10;

/** The e-value of so many wins and losses; grows with evidence that the candidate is better. */
export function eValue(wins: number, losses: number): number {
	const key = wins * mostKept + losses;
	const found = kept.get(key);
	if (found !== undefined) {
		return found;
	}

	const n = wins + losses;
	const value = Math.exp((n + 1) * Math.LN2 + logBeta(wins + 1, losses + 1) + logBinomialHalfCdf(wins, n + 1));
	if (n < mostKept) {
		kept.set(key, value);
	}

	return value;
}

/** Every test asks for the same small counts again, after each pair. */
const kept = new Map<number, number>();
const mostKept = 64;

/**
Whether to go on after a pair.

`thorough` (for idle machines) gives up only where the candidate is shown to be worse; else the early rule holds:
E(c, b) ≥ 3, five discordant pairs without a lead, or 12 pairs with a lead below 2.
*/
export function judgePairs(tally: Tally, threshold: number, thorough = false): Stop {
	const {wins, losses, ties} = tally;
	const value = eValue(wins, losses);
	if (value >= threshold) {
		return {kind: 'proven', eValue: value};
	}

	const against = eValue(losses, wins);
	if (against >= (thorough ? 10 : 3)) {
		return {kind: 'futile', eValue: value, why: 'worse'};
	}

	if (!thorough && wins + losses >= 5 && losses >= wins) {
		return {kind: 'futile', eValue: value, why: 'even'};
	}

	if (!thorough && wins + losses + ties >= 12 && wins - losses < 2) {
		return {kind: 'futile', eValue: value, why: 'slow'};
	}

	return {kind: 'continue', eValue: value};
}

/** log P(Bin(n, ½) ≤ k), summed from the largest term so that nothing underflows. */
function logBinomialHalfCdf(k: number, n: number): number {
	if (k >= n) {
		return 0;
	}

	const terms = Array.from({length: k + 1}, (_, i) => logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1) - n * Math.LN2);
	const largest = Math.max(...terms);
	return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
}
