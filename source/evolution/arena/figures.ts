/** What many runs of one arm in one world come to. */

import {digestOf, type Sha256} from '../../../sandbox/index.ts';
import {bootstrapMean, bootstrapRatio, type Interval, meanOf, sumOf, upperBound} from './intervals.ts';
import type {RunResult} from './run.ts';
import type {WorldName} from './worlds.ts';

export interface Count {
	readonly count: number;
	readonly of: number;
	/** 95 % upper bound of the share. */
	readonly atMost: number;
}

export interface Figures {
	readonly world: WorldName;
	readonly arm: string;
	readonly seeds: number;
	readonly start: number;
	readonly final: number;
	readonly best: number;
	/** Final less frozen, paired over seeds. */
	readonly uplift: Interval;
	/** Share of what the best set would have gained. */
	readonly ofBest: Interval;
	/** Runs that end worse than they started, and by how much on average. */
	readonly worse: Count;
	readonly worseBy: number;
	/** Adopted no-ops and harm, of all that reached a replay. */
	readonly falseAdoption: Count;
	/** Adopted, of what helps and of what does not, among all that reached a replay. */
	readonly helpful: Count;
	readonly useless: Count;
	readonly poisoned: Count;
	/** Poisoned artefacts active at the end, a run. */
	readonly poisonedActive: number;
	/** Families worse by more than .05 at the end. */
	readonly regressed: Count;
	/** Tokens on evolution, of those on the user's work. */
	readonly tokenShare: number;
	readonly adopted: number;
	readonly active: number;
	readonly rollbacks: number;
	readonly medianRollbackTasks: number | null;
	readonly retired: number;
	/** A run, by what stopped them. */
	readonly stoppedBy: Readonly<Record<string, number>>;
	readonly poisonStoppedBy: Readonly<Record<string, number>>;
	/** Mean of the expected success, over the tasks. */
	readonly curve: readonly number[];
	/** Of every task's outcome in every run. */
	readonly outcomes: Sha256;
}

const rounding = 1e-9;

export function figuresOf(world: WorldName, arm: string, runs: readonly RunResult[]): Figures {
	const total = (value: (run: RunResult) => number) => sumOf(runs.map(value));
	const mean = (value: (run: RunResult) => number) => meanOf(runs.map(value));
	const losers = runs.filter(({start, final}) => final < start - rounding);
	const rollbackTasks = runs.flatMap(run => run.rollbackTasks).sort((a, b) => a - b);
	return {
		world,
		arm,
		seeds: runs.length,
		start: mean(({start}) => start),
		final: mean(({final}) => final),
		best: mean(({best}) => best),
		uplift: bootstrapMean(runs.map(({start, final}) => final - start)),
		ofBest: bootstrapRatio(runs.map(({start, final, best}) => ({above: final - start, below: best - start}))),
		worse: countOf(losers.length, runs.length),
		worseBy: losers.length === 0 ? 0 : meanOf(losers.map(({start, final}) => start - final)),
		falseAdoption: countOf(
			total(run => run.falselyAdopted),
			total(run => run.entries),
		),
		helpful: countOf(
			total(run => run.adopted - run.falselyAdopted),
			total(run => run.helpfulEntries),
		),
		useless: countOf(
			total(run => run.falselyAdopted),
			total(run => run.entries - run.helpfulEntries),
		),
		poisoned: countOf(
			total(run => run.poisonAdopted),
			total(run => run.poisonAttempts),
		),
		poisonedActive: mean(run => run.poisonedActive),
		regressed: countOf(
			total(run => run.regressed),
			total(run => run.families),
		),
		tokenShare: total(run => run.evolutionTokens) / total(run => run.liveTokens),
		adopted: mean(run => run.adopted),
		active: mean(run => run.active),
		rollbacks: mean(run => run.rollbacks),
		medianRollbackTasks: rollbackTasks[Math.floor(rollbackTasks.length / 2)] ?? null,
		retired: mean(run => run.retired),
		stoppedBy: meanTable(runs.map(run => run.stoppedBy)),
		poisonStoppedBy: meanTable(runs.map(run => run.poisonStoppedBy)),
		outcomes: digestOf(runs.map(run => run.outcomes)),
		curve: (runs[0]?.curve ?? []).map((_, place) => mean(({curve}) => curve[place] ?? Number.NaN)),
	};
}

function countOf(count: number, of: number): Count {
	return {count, of, atMost: of === 0 ? 1 : upperBound(count, of)};
}

function meanTable(tables: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
	const keys = [...new Set(tables.flatMap(table => Object.keys(table)))].sort();
	return Object.fromEntries(keys.map(key => [key, meanOf(tables.map(table => table[key] ?? 0))]));
}
