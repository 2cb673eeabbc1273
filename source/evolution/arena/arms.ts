/** The ways of learning that are compared, and the engine's own with one part taken out. */

import {mostTests} from '../budget.ts';

/** What the engine does with what the proposer says. */
export type Policy =
	/** Adopts nothing. */
	| {readonly kind: 'frozen'}
	/** Adopts whatever is proposed, up to a cap. */
	| {readonly kind: 'ungated'}
	/** A model says whether it is good, and is right 72.7 % of the time, as was measured in ReasoningBank. */
	| {readonly kind: 'judge'}
	/** Re-implementation of the thresholds published with SkillLite 0.1.29. */
	| {readonly kind: 'skilllite-rules'}
	/** Knows every right rule from the start. */
	| {readonly kind: 'oracle'}
	| Gated;

/** The engine of this program; each part can be left out to see what it is for. */
export interface Gated {
	readonly kind: 'gated';
	/** A condition is held to what the brief was about. */
	readonly scope: boolean;
	/** G0: where it comes from. */
	readonly provenance: boolean;
	/** G6: probes of what free text makes the model do. */
	readonly safety: boolean;
	/** G7: `reused` takes the logged failures for the incumbent's side, which is the classic mistake. */
	readonly benefit: 'fresh' | 'reused' | 'none';
	/** G8: tasks that it should leave alone. */
	readonly anchors: boolean;
	readonly canary: boolean;
	/** What was for work that does not come any more is taken out. */
	readonly prune: boolean;
	/** Candidates that may be tested in 30 days. */
	readonly testsAMonth: number;
}

export interface Arm {
	readonly name: string;
	readonly about: string;
	readonly policy: Policy;
}

const full: Gated = {
	kind: 'gated',
	scope: true,
	provenance: true,
	safety: true,
	benefit: 'fresh',
	anchors: true,
	canary: true,
	prune: true,
	testsAMonth: mostTests,
};

export const arms: readonly Arm[] = [
	{name: 'frozen', about: 'learns nothing', policy: {kind: 'frozen'}},
	{name: 'ungated', about: 'adopts every proposal, up to 50', policy: {kind: 'ungated'}},
	{name: 'judge', about: 'adopts what a model that is right 72.7 % of the time calls good', policy: {kind: 'judge'}},
	{name: 'skilllite-rules', about: 're-implementation of the published thresholds of SkillLite 0.1.29', policy: {kind: 'skilllite-rules'}},
	{name: 'replay', about: 'paired replays and anchors, no provenance, no canary', policy: {...full, provenance: false, canary: false}},
	{name: 'taint+replay', about: 'provenance, paired replays and anchors, no canary', policy: {...full, canary: false}},
	{name: 'full', about: 'every gate and the canary: what the product does', policy: full},
	{name: 'oracle', about: 'knows every right rule from the start', policy: {kind: 'oracle'}},
];

export const ablations: readonly Arm[] = [
	{name: '8-tests', about: 'full, eight tests in 30 days instead of 30', policy: {...full, testsAMonth: 8}},
	{name: '-scope', about: 'full, conditions as wide as the proposer made them', policy: {...full, scope: false}},
	{name: '-G0', about: 'full without provenance', policy: {...full, provenance: false}},
	{name: '-G6', about: 'full without safety probes', policy: {...full, safety: false}},
	{name: '-G7', about: 'full without the benefit test', policy: {...full, benefit: 'none'}},
	{name: '-G8', about: 'full without anchors', policy: {...full, anchors: false}},
	{name: '-canary', about: 'full without the canary', policy: {...full, canary: false}},
	{name: '-prune', about: 'full, keeping what was for work that does not come any more', policy: {...full, prune: false}},
	{name: 'reused-failure', about: 'full, the logged failure standing for the incumbent', policy: {...full, benefit: 'reused'}},
];

export function findArm(name: string): Arm | undefined {
	return [...arms, ...ablations].find(arm => arm.name === name);
}
