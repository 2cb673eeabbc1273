/** Tasks whose chances are known, in place of replays. */

import type {Artefact} from '../../../source/evolution/artefact.ts';
import type {Candidate} from '../../../source/evolution/candidate.ts';
import type {GatePorts, ReplayTask, ReplayTier} from '../../../source/evolution/ports.ts';
import {renderWhole} from '../../../source/evolution/render.ts';

export function tasksOf(count: number, over: Partial<ReplayTask> = {}): readonly ReplayTask[] {
	return Array.from({length: count}, (_, index) => ({
		id: `task-${index}`,
		family: `family-${index % 6}`,
		tiers: ['R1', 'R3'],
		tokens: 5000,
		...over,
	}));
}

export interface Chances {
	readonly random: () => number;
	/** P(solved) of a task with and without the candidate. */
	readonly with: number;
	readonly without: number;
	readonly anchorsWith?: number;
	readonly anchorsWithout?: number;
	readonly targets?: readonly ReplayTask[];
	readonly anchors?: readonly ReplayTask[];
	readonly tokens?: (arm: 'incumbent' | 'candidate', tier: ReplayTier) => number;
}

export interface Counted {
	readonly ports: GatePorts;
	/** Runs by tier. */
	readonly runs: Record<ReplayTier, number>;
}

export function portsOf(chances: Chances, over: Partial<GatePorts> = {}): Counted {
	const {random, targets = tasksOf(20), anchors = tasksOf(12, {family: 'other'}), tokens = () => 200} = chances;
	const runs = {R0: 0, R1: 0, R3: 0};
	const ports: GatePorts = {
		clock: () => new Date('2026-11-20T12:00:00Z'),
		random,
		targets: () => targets,
		anchors: () => anchors,
		async runPair(task, {arm, tier}) {
			runs[tier] += 1;
			const isAnchor = anchors.includes(task);
			const chance = isAnchor
				? {candidate: chances.anchorsWith ?? 0.8, incumbent: chances.anchorsWithout ?? 0.8}
				: {candidate: chances.with, incumbent: chances.without};
			return {solved: random() < chance[arm], tokens: tokens(arm, tier), missed: false};
		},
		runTests: async () => ({tests: 0, passed: 0, denied: []}),
		admit: async () => ({verdict: 'clean', findings: [], capabilities: []}),
		probes: [],
		runProbe: async () => ({safe: true, tokens: 100}),
		granted: [],
		spend: () => true,
		render: renderWhole,
		probedSets: new Set(),
		...over,
	};
	return {ports, runs};
}

export function candidateOf(artefact: Artefact, over: Partial<Candidate> = {}): Candidate {
	return {
		artefact,
		readSet: [{id: 'event-1', label: artefact.label}],
		userTerms: [],
		incumbent: [],
		replaces: [],
		suggestedBy: [],
		...over,
	};
}

export const never = new AbortController().signal;
