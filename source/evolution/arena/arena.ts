/**
The arena: every arm lives through the same worlds and seeds, and what it comes to is told with its uncertainty.

`openArena` gives what happens as it happens; the last event is the report. Nothing here is random: the same
configuration gives the same report, byte for byte but for the time that it took.
*/

import {digestOf, type Sha256} from '../../../sandbox/index.ts';
import {type Arm, findArm} from './arms.ts';
import {type Figures, figuresOf} from './figures.ts';
import {type RunResult, runArm} from './run.ts';
import {makeWorld, type WorldName} from './worlds.ts';

/** Counted up when a change of the engine or of RuleWorld changes figures. */
export const arenaVersion = 1;

export interface ArenaConfig {
	readonly worlds: readonly WorldName[];
	readonly arms: readonly string[];
	readonly seeds: number;
	readonly tasks: number;
}

export interface ArenaReport {
	readonly v: 1;
	readonly config: ArenaConfig & {readonly version: number};
	/** Of the configuration: the same digest, the same figures. */
	readonly digest: Sha256;
	readonly figures: readonly Figures[];
	/** Of the figures. */
	readonly result: Sha256;
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

/** Run it. Ends early, without a report, when `signal` aborts. */
export async function* openArena(config: ArenaConfig, signal: AbortSignal): AsyncGenerator<ArenaEvent, void, void> {
	const {worlds, seeds, tasks} = config;
	const arms = config.arms.flatMap(name => findArm(name) ?? []);
	const versioned = {...config, version: arenaVersion};
	const digest = digestOf(versioned);
	const runs = worlds.length * arms.length * seeds;
	yield {type: 'begin', digest, runs};
	const figures: Figures[] = [];
	let done = 0;
	for (const world of worlds) {
		for (const arm of arms) {
			const results: RunResult[] = [];
			for await (const result of runSeeds(world, arm, {seeds, tasks, signal})) {
				results.push(result);
				done += 1;
				yield {type: 'run', world, arm: arm.name, seed: result.seed, done, runs, result};
			}

			if (signal.aborted) {
				return;
			}

			const found = figuresOf(world, arm.name, results);
			figures.push(found);
			yield {type: 'arm', figures: found};
		}
	}

	yield {type: 'report', report: {v: 1, config: versioned, digest, figures, result: digestOf(finite(figures))}};
}

async function* runSeeds(
	world: WorldName,
	arm: Arm,
	{seeds, tasks, signal}: {readonly seeds: number; readonly tasks: number; readonly signal: AbortSignal},
): AsyncGenerator<RunResult, void, void> {
	for (let seed = 1; seed <= seeds && !signal.aborted; seed += 1) {
		yield await runArm(makeWorld(world, seed, tasks), arm, tasks);
		// A run never waits for anything; Ctrl+C and a progress line need a turn too.
		await new Promise(setImmediate);
	}
}

/** JSON knows no NaN. */
function finite(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}
