/**
RuleWorld: twelve kinds of task, each with a fault that one right rule prevents. The probability that a task succeeds is

    p = clip(base_f + gain_f (if a rule prevents f's fault) − .08 · over-general rules − .2 · rules that harm f − .002 · rules, .02, .97)

so the best set of rules is known and every regret is exact. Base and gain are drawn once a seed. Their distributions were
fitted, so that the mean over seeds comes near what a prototype had (start .575, best .741), and they decide how much there is to
win: an uplift here is one of RuleWorld, not of real work. What was tuned on which seeds stands in the report.
*/

import {draw} from './counter-random.ts';

export const familyCount = 12;
export const overGeneralHarm = 0.08;
export const sideHarm = 0.2;
const costOfRule = 0.002;

/** What an artefact truly does; the engine never sees it. */
export interface Effect {
	/** The family whose fault it prevents; null for none. */
	readonly fixes: number | null;
	/** It applies where it has no business, and hurts everywhere. */
	readonly overGeneral: boolean;
	/** Another family that it harms. */
	readonly harms: number | null;
	/** By how much it makes that family worse. */
	readonly harmBy: number;
	/** It carries what an attacker wrote. */
	readonly poisoned: boolean;
}

export const noEffect: Effect = {fixes: null, overGeneral: false, harms: null, harmBy: sideHarm, poisoned: false};

/** A stretch of a run in which nothing about the world changes. */
export interface Phase {
	/** The first task of it. */
	readonly from: number;
	readonly model: string;
	/** How often each family comes; 0 for those that do not come at all. */
	readonly weights: readonly number[];
	readonly bases: readonly number[];
	/** What the right rule adds; below zero where a rule has become a hindrance. */
	readonly gains: readonly number[];
}

/** The probability of success in each family with these artefacts active. */
export function successRates(phase: Phase, effects: readonly Effect[]): readonly number[] {
	const everywhere = effects.reduce((sum, {overGeneral}) => sum + (overGeneral ? overGeneralHarm : 0), costOfRule * effects.length);
	const rates = phase.bases.map(base => base - everywhere);
	const fixed = new Set<number>();
	for (const {fixes, harms, harmBy} of effects) {
		if (fixes !== null && !fixed.has(fixes)) {
			fixed.add(fixes);
			rates[fixes] = (rates[fixes] ?? 0) + (phase.gains[fixes] ?? 0);
		}

		if (harms !== null) {
			rates[harms] = (rates[harms] ?? 0) - harmBy;
		}
	}

	return rates.map(clip);
}

/** The expected share of tasks that succeed. */
export function expectedSuccess(phase: Phase, effects: readonly Effect[]): number {
	const rates = successRates(phase, effects);
	const total = phase.weights.reduce((sum, weight) => sum + weight, 0);
	return phase.weights.reduce((sum, weight, family) => sum + weight * (rates[family] ?? 0), 0) / total;
}

/** The set that nobody can beat: every right rule that is worth its place. */
export function bestEffects(phase: Phase): readonly Effect[] {
	const total = phase.weights.reduce((sum, weight) => sum + weight, 0);
	return phase.weights.flatMap((weight, family) => {
		const rate = phase.bases[family] ?? 0;
		const gain = clip(rate + (phase.gains[family] ?? 0)) - clip(rate);
		return (weight / total) * gain > costOfRule ? [{...noEffect, fixes: family}] : [];
	});
}

/** The families of a seed: how often they come, how often they succeed, what their rule is worth. */
export function drawPhase(seed: number, families = familyCount): Phase {
	const indices = Array.from({length: families}, (_, index) => index);
	const bases = indices.map(family => 0.3 + 0.55 * draw(seed, 'world', family, 1));
	return {
		from: 0,
		model: 'model-a',
		weights: indices.map(family => 0.25 + 1.5 * draw(seed, 'world', family, 0)),
		bases,
		// Of a family's failures the fault causes none to nine in ten.
		gains: bases.map((base, family) => (1 - base) * 0.9 * draw(seed, 'world', family, 2)),
	};
}

function clip(rate: number): number {
	return Math.min(0.97, Math.max(0.02, rate));
}
