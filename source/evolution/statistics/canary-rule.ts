/**
When a canary is rolled back. Calibrated by simulation, not by a theorem: it sees large damage within about eight tasks
and cannot see ten points, which the replays and anchors must have caught before.

    p_c ~ Beta(1 + s1, 1 + n1 − s1)
    p_i ~ Beta(1 + s0 + h·q, 1 + n0 − s0 + h·(1 − q))   q: success of the last 60 tasks before, h = 20 (0 if < 20 known)
    rollback if n1 ≥ 6 and P(p_c < p_i − 0.05) ≥ .95
*/

import {betaCdf, betaQuantile} from './beta.ts';

export interface ArmCount {
	readonly successes: number;
	readonly known: number;
}

export interface CanaryEvidence {
	readonly candidate: ArmCount;
	readonly incumbent: ArmCount;
	/** Of the last 60 tasks before the canary began. */
	readonly before: ArmCount;
	/** Outcomes of the candidate's first tasks, in order. */
	readonly firstOutcomes: readonly boolean[];
	/** Tasks of both arms, those without a known outcome included. */
	readonly tasks: number;
	readonly days: number;
	/** A lowered label, a grown capability, many denied calls, a hash that does not fit. */
	readonly safetyEvent: boolean;
}

export type CanaryVerdict =
	| {readonly kind: 'rollback'; readonly why: 'safety' | 'straight-failures' | 'worse'; readonly worse: number}
	| {readonly kind: 'pass'; readonly worse: number}
	/** Too little was seen: back to a suggestion. */
	| {readonly kind: 'inconclusive'; readonly worse: number}
	| {readonly kind: 'watch'; readonly worse: number};

export interface CanaryHorizon {
	readonly tasks: number;
	readonly days: number;
}

export const canaryHorizon: CanaryHorizon = {tasks: 60, days: 14};

const margin = 0.05;
const sure = 0.95;
const leastKnown = 6;

/** What to do with a canary after what was seen so far. */
export function judgeCanary(evidence: CanaryEvidence, horizon: CanaryHorizon = canaryHorizon): CanaryVerdict {
	const worse = worseProbability(evidence);
	if (evidence.safetyEvent) {
		return {kind: 'rollback', why: 'safety', worse};
	}

	if (failedFromTheStart(evidence)) {
		return {kind: 'rollback', why: 'straight-failures', worse};
	}

	if (evidence.candidate.known >= leastKnown && worse >= sure) {
		return {kind: 'rollback', why: 'worse', worse};
	}

	if (evidence.tasks < horizon.tasks && evidence.days < horizon.days) {
		return {kind: 'watch', worse};
	}

	return {kind: evidence.candidate.known < Math.min(leastKnown, horizon.tasks) ? 'inconclusive' : 'pass', worse};
}

/** P(candidate's success < incumbent's − 0.05), by 200 quantile points of the incumbent's posterior. */
export function worseProbability({candidate, incumbent, before}: Pick<CanaryEvidence, 'candidate' | 'incumbent' | 'before'>): number {
	const weight = before.known >= 20 ? 20 : 0;
	const q = before.known > 0 ? before.successes / before.known : 0;
	const a = 1 + incumbent.successes + weight * q;
	const b = 1 + incumbent.known - incumbent.successes + weight * (1 - q);
	const sum = quantilePoints(a, b).reduce(
		(total, success) => total + betaCdf(success - margin, 1 + candidate.successes, 1 + candidate.known - candidate.successes),
		0,
	);
	return sum / points;
}

const points = 200;
/** Inverting is what costs; a canary asks for the same incumbent again and again. */
const known = new Map<string, readonly number[]>();
const mostKnown = 1000;

function quantilePoints(a: number, b: number): readonly number[] {
	const key = `${a} ${b}`;
	const found = known.get(key);
	if (found !== undefined) {
		return found;
	}

	if (known.size >= mostKnown) {
		known.clear();
	}

	const made = Array.from({length: points}, (_, i) => betaQuantile((i + 0.5) / points, a, b));
	known.set(key, made);
	return made;
}

/** The first four fail where most tasks succeed, else the first six. */
function failedFromTheStart({firstOutcomes, before}: CanaryEvidence): boolean {
	const enough = before.known > 0 && before.successes / before.known >= 0.6 ? 4 : 6;
	return firstOutcomes.length >= enough && firstOutcomes.slice(0, enough).every(outcome => !outcome);
}
