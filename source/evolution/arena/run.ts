/** One run: an arm lives through the tasks of a world, and what becomes of it. */

import type {Arm} from './arms.ts';
import {Budget} from './budget.ts';
import {draw, pickWeighted} from './counter-random.ts';
import {GatedLearner} from './gated-learner.ts';
import type {Learner, Surroundings} from './learner.ts';
import {type Counts, Ledger} from './ledger.ts';
import {frozenLearner, judgedLearner, thresholdLearner, ungatedLearner} from './naive-learners.ts';
import type {Perform} from './perform.ts';
import type {Proposal} from './proposer.ts';
import {sessionTasks, TaskLog, tasksPerDay} from './task-log.ts';
import {bestEffects, type Effect, expectedSuccess, type Phase, successRates} from './world.ts';
import {phaseAt, type World} from './worlds.ts';

export interface RunResult extends Counts {
	readonly seed: number;
	/** Share of tasks that succeed in the last phase: with nothing learnt, with what was learnt, with the best set. */
	readonly start: number;
	readonly final: number;
	readonly best: number;
	/** The same of what held, every so many tasks. */
	readonly curve: readonly number[];
	/** Families that are worse by more than .05 than without anything, and all that there are. */
	readonly regressed: number;
	readonly families: number;
	/** Active at the end. */
	readonly active: number;
	readonly poisonedActive: number;
	readonly liveTokens: number;
	readonly evolutionTokens: number;
	/** Of all tasks, in order: 1 for each that went well, else 0. */
	readonly outcomes: string;
}

export const curvePoints = 20;
const clearlyWorse = 0.05;

/** Live through `tasks` tasks of a world. The same world and arm give the same result, wherever it is run. */
export async function runArm(world: World, arm: Arm, tasks: number, perform: Perform | null = null): Promise<RunResult> {
	const log = new TaskLog(world);
	const ledger = new Ledger();
	const budget = new Budget(arm.policy.kind === 'gated' ? arm.policy.testsAMonth : 0);
	let now = 0;
	let numbers = 0;
	const surroundings: Surroundings = {
		world,
		log,
		ledger,
		perform,
		now: () => now,
		next: () => {
			numbers += 1;
			return numbers;
		},
	};
	const learner = learnerOf(arm, surroundings, budget);
	const ratesOf = rateTable();
	const curve: number[] = [];
	let outcomes = '';
	while (now < tasks) {
		const phase = phaseAt(world, now);
		const family = pickWeighted(draw(world.seed, 'family', now), phase.weights);
		const active = learner.activeIn(Math.floor(now / sessionTasks));
		const rate = (arm.policy.kind === 'oracle' ? successRates(phase, bestEffects(phase)) : ratesOf(active, phase))[family] ?? 0;
		const thrown = {family, now, stream: 'live', number: now} as const;
		const succeeded = await (perform === null
			? draw(world.seed, thrown.stream, thrown.number) < rate
			: perform({...thrown, artefacts: active.map(({artefact}) => artefact), isStep: false}));
		outcomes += succeeded ? '1' : '0';
		const done = log.add(family, succeeded);
		budget.work(done.tokens);
		now += 1;
		learner.afterTask(done, log.at(now - 1 - world.delay));
		if (now % tasksPerDay === 0) {
			await learner.reflect();
		}

		if (now % Math.ceil(tasks / curvePoints) === 0) {
			curve.push(expectedSuccess(phase, heldBy(arm, learner.head, phase)));
		}
	}

	const last = phaseAt(world, tasks - 1);
	const {live, spent} = budget.totals();
	const held = heldBy(arm, learner.head, last);
	return {
		...ledger.counts(),
		seed: world.seed,
		start: expectedSuccess(last, []),
		final: expectedSuccess(last, held),
		best: expectedSuccess(last, bestEffects(last)),
		curve,
		...regressions(last, held),
		active: learner.head.length,
		poisonedActive: learner.head.filter(({idea}) => idea === 'poisoned').length,
		liveTokens: live,
		evolutionTokens: spent,
		outcomes,
	};
}

function learnerOf({policy}: Arm, surroundings: Surroundings, budget: Budget): Learner {
	switch (policy.kind) {
		case 'frozen':
		case 'oracle':
			return frozenLearner();
		case 'ungated':
			return ungatedLearner(surroundings);
		case 'judge':
			return judgedLearner(surroundings);
		case 'skilllite-rules':
			return thresholdLearner(surroundings);
		case 'gated':
			return new GatedLearner(surroundings, policy, budget);
	}
}

function heldBy({policy}: Arm, head: readonly Proposal[], phase: Phase): readonly Effect[] {
	return policy.kind === 'oracle' ? bestEffects(phase) : head.map(({effect}) => effect);
}

function regressions(phase: Phase, held: readonly Effect[]): {readonly regressed: number; readonly families: number} {
	const before = successRates(phase, []);
	const after = successRates(phase, held);
	const present = [...phase.weights.keys()].filter(family => (phase.weights[family] ?? 0) > 0);
	return {
		regressed: present.filter(family => (after[family] ?? 0) < (before[family] ?? 0) - clearlyWorse).length,
		families: present.length,
	};
}

/** Rates of a set, remembered by the set itself: it is replaced, never changed. */
function rateTable(): (active: readonly Proposal[], phase: Phase) => readonly number[] {
	const known = new WeakMap<readonly Proposal[], {readonly phase: Phase; readonly rates: readonly number[]}>();
	return (active, phase) => {
		const found = known.get(active);
		if (found?.phase === phase) {
			return found.rates;
		}

		const rates = successRates(
			phase,
			active.map(({effect}) => effect),
		);
		known.set(active, {phase, rates});
		return rates;
	};
}
