/** G7: it helps, on recorded tasks of the user's own that did not suggest it, run afresh by both sets. */

import {type Candidate, candidateSet, type GateData, type GateResult} from '../candidate.ts';
import type {GatePorts, ReplayTask, ReplayTier} from '../ports.ts';
import {costThreshold} from '../statistics/anchors.ts';
import {eThreshold, judgePairs, neededEValue, type Stop} from '../statistics/paired-test.ts';
import {dearestTask} from '../replays/recorded-task.ts';
import {type NoPair, type Pair, runPairOf, shuffled} from './pairs.ts';
import {result} from './result.ts';

type Ports = Pick<GatePorts, 'targets' | 'runPair' | 'random' | 'spend' | 'thorough'>;

export const leastTargets = 8;
/** More runs of one task would test the task, not the candidate. A pure function says the same each time. */
const repeats: Readonly<Record<ReplayTier, number>> = {R0: 1, R1: 3, R3: 1};
const confirmingPairs = 4;
const mostMisses = 0.3;

/** Whether it helps. Where too little can be replayed it stays a suggestion, which only a person can adopt. */
export async function benefit(candidate: Candidate, ports: Ports, signal: AbortSignal): Promise<GateResult> {
	const tasks = ports.targets(candidate.artefact).filter(({id}) => !candidate.suggestedBy.includes(id));
	const counted = tasks.filter(({tiers}) => tiers.includes('R0') || tiers.includes('R1'));
	if (counted.length < leastTargets) {
		return result('G7', 'suggest', 'Unverified: too few tasks of its kind can be replayed.', {tasks: counted.length});
	}

	const sets = {candidate: candidateSet(candidate), incumbent: candidate.incumbent};
	const {scope} = candidate.artefact;
	// A pure function tells two sets apart only where they differ: chance has no part in it.
	const isPure = counted.every(task => tierOf(task) === 'R0');
	const threshold = isPure ? eThreshold[scope] : neededEValue(scope, candidate.incumbent.length);
	const replay = await replayAll(counted, sets, {ports, signal, threshold});
	const data = dataOf(replay);
	if (replay.ended !== 'proven') {
		return unproven(replay, data);
	}

	if (isPure) {
		return dearOr(result('G7', 'pass', 'It solves tasks that were not solved without it.', data), replay);
	}

	return dearOr(await confirm(tasks, sets, ports, signal, data), replay);
}

interface Replay {
	readonly ended: 'proven' | 'futile' | 'out-of-tasks' | 'misses' | NoPair;
	readonly wins: number;
	readonly losses: number;
	readonly ties: number;
	readonly misses: number;
	readonly eValue: number;
	readonly tokens: Pair['tokens'];
}

type Sets = Parameters<typeof runPairOf>[0]['sets'];

async function replayAll(
	tasks: readonly ReplayTask[],
	sets: Sets,
	{ports, signal, threshold}: {readonly ports: Ports; readonly signal: AbortSignal; readonly threshold: number},
): Promise<Replay> {
	const tally = {wins: 0, losses: 0, ties: 0};
	const tokens = {candidate: 0, incumbent: 0};
	let misses = 0;
	let stop: Stop = {kind: 'continue', eValue: 1};
	const now = (ended: Replay['ended']): Replay => ({ended, ...tally, misses, eValue: stop.eValue, tokens});
	for (const {task, attempt} of schedule(tasks, ports.random)) {
		const pair = await runPairOf({task, tier: tierOf(task), sets, attempt}, ports, signal);
		if (typeof pair === 'string') {
			return now(pair);
		}

		tally[outcomeOf(pair)] += 1;
		misses += pair.missed ? 1 : 0;
		tokens.candidate += pair.tokens.candidate;
		tokens.incumbent += pair.tokens.incumbent;
		stop = judgePairs(tally, threshold, ports.thorough);
		if (misses >= 4 && misses > mostMisses * (tally.wins + tally.losses + tally.ties)) {
			return now('misses');
		}

		if (stop.kind !== 'continue') {
			return now(stop.kind);
		}
	}

	return now('out-of-tasks');
}

/** Every task once, in an order of chance, before any is repeated. */
function schedule(tasks: readonly ReplayTask[], random: () => number): readonly {readonly task: ReplayTask; readonly attempt: number}[] {
	const rounds = Math.max(...Object.values(repeats));
	return Array.from({length: rounds}, (_, attempt) =>
		shuffled(
			tasks.filter(task => attempt < repeats[tierOf(task)]),
			random,
		).map(task => ({task, attempt})),
	).flat();
}

/** What the confirmation of tasks that were recorded whole takes at most: both arms. */
export function confirmationTokens(tasks: readonly ReplayTask[]): number {
	return confirming(tasks).reduce((sum, {wholeTokens = 0}) => sum + 2 * wholeTokens, 0);
}

/** The cheapest: what a whole task shows does not depend on how long it took, and these runs are most of the price. */
function confirming(tasks: readonly ReplayTask[]): readonly ReplayTask[] {
	const whole = tasks.filter(task => task.tiers.includes('R3') && priceOf(task) <= dearestTask);
	return whole.length < confirmingPairs ? [] : whole.sort((a, b) => priceOf(a) - priceOf(b)).slice(0, confirmingPairs);
}

function priceOf({wholeTokens, tokens}: ReplayTask): number {
	return wholeTokens ?? tokens;
}

/** Four whole runs without a loss, where a run is cheap enough; one model call is not yet the task. */
async function confirm(tasks: readonly ReplayTask[], sets: Sets, ports: Ports, signal: AbortSignal, data: GateData): Promise<GateResult> {
	const whole = confirming(tasks);
	if (whole.length === 0) {
		return result('G7', 'suggest', 'Unverified: it helps in single steps, but too few whole tasks can be run.', {
			...data,
			whole: tasks.filter(({tiers}) => tiers.includes('R3')).length,
		});
	}

	const tally = {wins: 0, losses: 0, ties: 0};
	let tokens = 0;
	const now = (): GateData => ({...data, wholeWins: tally.wins, wholeLosses: tally.losses, wholeTies: tally.ties, wholeTokens: tokens});
	for (const task of whole) {
		const pair = await runPairOf({task, tier: 'R3', sets, attempt: 0}, ports, signal);
		if (typeof pair === 'string') {
			return result('G7', 'suggest', sentenceOf(pair), now());
		}

		tokens += Math.round(pair.tokens.candidate + pair.tokens.incumbent);
		const isUnsolved = !pair.candidate && !pair.incumbent;
		if (pair.missed || (task.wasSolved === true && isUnsolved)) {
			return result('G7', 'suggest', 'Unverified: it helps in single steps, but a whole task could not be run as it was.', now());
		}

		const outcome = outcomeOf(pair);
		tally[outcome] += 1;
		if (outcome === 'losses') {
			return result('G7', 'refuse', 'A whole task that was solved without it is not solved with it.', now());
		}
	}

	return result('G7', 'pass', 'It solves tasks that were not solved without it, also when they are run whole.', {
		...now(),
		confirmed: confirmingPairs,
	});
}

function unproven({ended}: Replay, data: GateData): GateResult {
	return ended === 'futile'
		? result('G7', 'refuse', 'It does not help: more tasks would not show otherwise.', data)
		: result('G7', 'suggest', sentenceOf(ended), data);
}

function sentenceOf(ended: Replay['ended']): string {
	switch (ended) {
		case 'budget':
			return 'Unverified: the budget ended first.';
		case 'aborted':
			return 'Unverified: it was ended first.';
		case 'misses':
			return 'Unverified: too many replays left what was recorded.';
		default:
			return 'Unverified: the tasks ended before it was shown to help.';
	}
}

/** Better by spending more is for a person to weigh. */
function dearOr(found: GateResult, {tokens}: Replay): GateResult {
	return found.pass && tokens.candidate > tokens.incumbent * costThreshold
		? result('G7', 'suggest', 'It helps, but its tasks cost more than a tenth more.', found.data)
		: found;
}

function tierOf({tiers}: ReplayTask): 'R0' | 'R1' {
	return tiers.includes('R0') ? 'R0' : 'R1';
}

function outcomeOf({candidate, incumbent}: Pair): 'wins' | 'losses' | 'ties' {
	return candidate === incumbent ? 'ties' : candidate ? 'wins' : 'losses';
}

function dataOf({wins, losses, ties, misses, eValue, tokens}: Replay): GateData {
	return {
		...{wins, losses, ties, misses},
		pairs: wins + losses + ties,
		eValue: Math.round(eValue * 100) / 100,
		tokens: Math.round(tokens.candidate + tokens.incumbent),
		cost: tokens.incumbent > 0 ? Math.round((tokens.candidate / tokens.incumbent) * 1000) / 1000 : null,
	};
}
