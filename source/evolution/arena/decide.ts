/** The benefit test and the anchors over the ports of the gates. */

import type {Artefact} from '../artefact.ts';
import {type ArtefactSet, type Candidate, candidateSet} from '../candidate.ts';
import type {GatePorts, ReplayTask, ReplayTier} from '../ports.ts';
import {harmProbability, harmThreshold} from '../statistics/anchors.ts';
import {eThreshold, judgePairs, type Tally} from '../statistics/paired-test.ts';

export interface Decision {
	readonly verdict: 'pass' | 'suggest' | 'refuse';
	readonly why: string;
	readonly tally: Tally;
}

export const none: Tally = {wins: 0, losses: 0, ties: 0};

export interface Settings {
	thorough: boolean;
	repeats: number;
	confirm: number;
	anchorTasks: number;
	anchorPairs: number;
	harm: number;
	perFamily: boolean;
	minTargets: number;
	peek: number;
	confirmLast: boolean;
}

export const settings: Settings = {thorough: false, repeats: 3, confirm: 4, anchorTasks: 20, anchorPairs: 2, harm: harmThreshold, perFamily: false, minTargets: 8, peek: 0.8, confirmLast: false};

export async function benefit(candidate: Candidate, ports: GatePorts, signal: AbortSignal, from: Tally = none): Promise<Decision> {
	const tasks = ports.targets(candidate.artefact);
	if (tasks.length < settings.minTargets) {
		return {verdict: 'suggest', why: 'few-targets', tally: from};
	}

	const pair = pairRunner(candidate, ports, signal);
	let tally = from;
	for (let round = 0; round < settings.repeats; round += 1) {
		for (const task of tasks) {
			tally = await pair(task, 'R1', tally);
			const stop = judgePairs(tally, eThreshold.project, settings.thorough);
			if (stop.kind === 'proven') {
				return settings.confirmLast ? {verdict: 'pass', why: 'proven', tally} : confirm(tasks, pair, tally);
			}

			if (stop.kind === 'futile') {
				return {verdict: 'refuse', why: stop.why, tally};
			}
		}
	}

	return {verdict: 'suggest', why: 'exhausted', tally};
}

export async function confirmOnly(candidate: Candidate, ports: GatePorts, signal: AbortSignal): Promise<Decision> {
	return confirm(ports.targets(candidate.artefact), pairRunner(candidate, ports, signal), none);
}

async function confirm(tasks: readonly ReplayTask[], pair: RunPair, tally: Tally): Promise<Decision> {
	let real = none;
	for (const task of [...tasks].filter(t => t.tokens <= 10_000).sort((a, b) => a.tokens - b.tokens).slice(0, settings.confirm)) {
		real = await pair(task, 'R3', real);
		if (real.losses > 0) {
			return {verdict: 'refuse', why: 'confirm', tally};
		}
	}

	return {verdict: 'pass', why: 'proven', tally};
}

export async function sideEffects(candidate: Candidate, ports: GatePorts, signal: AbortSignal): Promise<Decision> {
	const tasks = ports.anchors(candidate.artefact).slice(0, settings.anchorTasks);
	if (tasks.length < 10) {
		return {verdict: 'suggest', why: 'few-anchors', tally: none};
	}

	const pair = pairRunner(candidate, ports, signal);
	let tally = none;
	const families = new Map<string, Tally>();
	for (let round = 0; round < settings.anchorPairs; round += 1) {
		for (const task of tasks) {
			const before = families.get(task.family) ?? none;
			const after = await pair(task, 'R1', before);
			families.set(task.family, after);
			tally = {wins: tally.wins + after.wins - before.wins, losses: tally.losses + after.losses - before.losses, ties: tally.ties + after.ties - before.ties};
			if (harmProbability(tally.losses, tally.wins) >= settings.peek || (settings.perFamily && harmProbability(after.losses, after.wins) >= 0.93)) {
				return {verdict: 'refuse', why: 'harm', tally};
			}
		}
	}

	if (harmProbability(tally.losses, tally.wins) >= settings.harm) return {verdict: 'refuse', why: 'harm', tally};
	return {verdict: 'pass', why: 'harmless', tally};
}

type RunPair = (task: ReplayTask, tier: ReplayTier, tally: Tally) => Promise<Tally>;

function pairRunner(candidate: Candidate, ports: GatePorts, signal: AbortSignal): RunPair {
	const sets: Record<'incumbent' | 'candidate', ArtefactSet> = {incumbent: candidate.incumbent, candidate: candidateSet(candidate)};
	return async (task, tier, {wins, losses, ties}) => {
		const incumbent = await ports.runPair(task, {arm: 'incumbent', artefacts: sets.incumbent, tier, attempt: 0}, signal);
		const changed = await ports.runPair(task, {arm: 'candidate', artefacts: sets.candidate, tier, attempt: 0}, signal);
		if (incumbent.solved === changed.solved) {
			return {wins, losses, ties: ties + 1};
		}

		return changed.solved ? {wins: wins + 1, losses, ties} : {wins, losses: losses + 1, ties};
	};
}

export type TargetsOf = (artefact: Artefact) => readonly ReplayTask[];
