/**
The arena: every arm lives through the same worlds and seeds, and what it comes to is told with its uncertainty.

`openArena` gives what happens as it happens; the last event is the report. Nothing here is random: the same
configuration gives the same report, byte for byte but for the time that it took.
*/

import {digestOf, type Sha256} from '../../../sandbox/index.ts';
import {type Arm, findArm} from './arms.ts';
import {type Figures, figuresOf} from './figures.ts';
import {type RunResult, runArm} from './run.ts';
import type {Perform} from './perform.ts';
import {makeWorld, type World, type WorldName} from './worlds.ts';

/** Seeds below this one were looked at while constants of the engine were chosen, so they cannot say how well it does. */
export const firstUnseenSeed = 1001;

/** Counted up when a change of the engine or of RuleWorld changes figures. */
export const arenaVersion = 2;

export interface ArenaConfig {
	readonly worlds: readonly WorldName[];
	readonly arms: readonly string[];
	readonly seeds: number;
	/** The others follow. */
	readonly firstSeed: number;
	readonly tasks: number;
	/** Whether tasks are done by an agent; simulated when left out. */
	readonly speed?: 'real';
}

/** What was done for real, and how it went beside the same runs as they are simulated. */
export interface RealWork {
	readonly tasks: number;
	readonly steps: number;
	readonly requests: number;
	/** Whether every task went the same way in both, and the figures are the same. */
	readonly same: boolean;
}

export interface ArenaReport {
	readonly v: 1;
	readonly config: ArenaConfig & {readonly version: number};
	/** Of the configuration: the same digest, the same figures. */
	readonly digest: Sha256;
	readonly figures: readonly Figures[];
	/** Of the figures. */
	readonly result: Sha256;
	/** At real speed only. */
	readonly real?: RealWork;
	/** It was stopped: the figures are of what was done by then, and reach no target. */
	readonly partial?: {readonly done: number; readonly runs: number};
}

export type ArenaEvent =
	| {readonly type: 'begin'; readonly digest: Sha256; readonly runs: number}
	| {
			readonly type: 'run';
			readonly world: WorldName;
			readonly arm: string;
			readonly seed: number;
			readonly done: number;
			readonly runs: number;
			readonly result: RunResult;
	  }
	/** All seeds of an arm in a world are through. */
	| {readonly type: 'arm'; readonly figures: Figures}
	| {readonly type: 'report'; readonly report: ArenaReport};

/** Who does the tasks of a world; null where they are simulated. */
export type PerformerOf = (world: World) => Perform | null;

/** Run it. Ends early when `signal` aborts, with a report of the runs that were done, or none when none was. `performerOf` does the tasks of a world at real speed. */
export async function* openArena(
	config: ArenaConfig,
	signal: AbortSignal,
	performerOf: PerformerOf = () => null,
): AsyncGenerator<ArenaEvent, void, void> {
	const {worlds, seeds, firstSeed, tasks} = config;
	const arms = config.arms.flatMap(name => findArm(name) ?? []);
	const versioned = {...config, version: arenaVersion};
	const digest = digestOf(versioned);
	const runs = worlds.length * arms.length * seeds;
	yield {type: 'begin', digest, runs};
	const figures: Figures[] = [];
	let done = 0;
	for (const {world, arm} of worlds.flatMap(world => arms.map(arm => ({world, arm})))) {
		const results: RunResult[] = [];
		try {
			for await (const result of runSeeds(world, arm, {seeds, firstSeed, tasks, signal, performerOf})) {
				results.push(result);
				done += 1;
				yield {type: 'run', world, arm: arm.name, seed: result.seed, done, runs, result};
			}
		} catch (error) {
			// A run at real speed ends in the middle.
			if (!signal.aborted) {
				throw error;
			}
		}

		if (results.length > 0) {
			const found = figuresOf(world, arm.name, results);
			figures.push(found);
			yield {type: 'arm', figures: found};
		}

		if (signal.aborted) {
			break;
		}
	}

	if (done > 0) {
		const report = {v: 1, config: versioned, digest, figures, result: digestOf(finite(figures))} as const;
		yield {type: 'report', report: done < runs ? {...report, partial: {done, runs}} : report};
	}
}

async function* runSeeds(
	world: WorldName,
	arm: Arm,
	{
		seeds,
		firstSeed,
		tasks,
		signal,
		performerOf,
	}: Pick<ArenaConfig, 'seeds' | 'firstSeed' | 'tasks'> & {
		readonly signal: AbortSignal;
		readonly performerOf: PerformerOf;
	},
): AsyncGenerator<RunResult, void, void> {
	for (let seed = firstSeed; seed < firstSeed + seeds && !signal.aborted; seed += 1) {
		const made = makeWorld(world, seed, tasks);
		yield await runArm(made, arm, tasks, performerOf(made));
		// A run never waits for anything; Ctrl+C and a progress line need a turn too.
		await new Promise(setImmediate);
	}
}

/** JSON knows no NaN. */
function finite(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}
