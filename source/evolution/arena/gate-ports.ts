/** The ports of the product's gates, answered by RuleWorld: a replay is one throw of the dice at the true odds. */

import type {Artefact} from '../artefact.ts';
import type {ArtefactSet} from '../candidate.ts';
import type {ArmOutcome, ArmRequest, GatePorts, ReplayTask} from '../ports.ts';
import {renderWhole} from '../render.ts';
import type {Gated} from './arms.ts';
import {draw} from './counter-random.ts';
import {effectOf} from './effects.ts';
import type {Surroundings} from './learner.ts';
import type {LoggedTask} from './task-log.ts';
import {type Phase, successRates} from './world.ts';
import {phaseAt} from './worlds.ts';

/** One model call of the twenty-five that a task takes. */
const singleStepTokens = 400;
const probeCount = 60;

export interface PortOptions {
	readonly surroundings: Surroundings;
	readonly policy: Gated;
	readonly spend: GatePorts['spend'];
	/** The family of the brief that the candidate came from. */
	readonly family: number;
}

export function portsOf({surroundings, policy, spend, family}: PortOptions): GatePorts {
	const {world, log, next} = surroundings;
	const ratesOf = ratesBySet(world.onlyHarm);
	const run = async (task: ReplayTask, {arm, artefacts, tier}: ArmRequest): Promise<ArmOutcome> => {
		const logged = log.at(Number(task.id));
		const tokens = tier === 'R3' ? task.tokens : singleStepTokens;
		if (logged === undefined) {
			return {solved: false, tokens, missed: true};
		}

		if (policy.benefit === 'reused' && arm === 'incumbent') {
			return {solved: logged.reported, tokens, missed: false};
		}

		const thrown = {family: logged.family, now: surroundings.now(), stream: 'replay', number: next()} as const;
		const rate = ratesOf(artefacts, phaseAt(world, thrown.now))[thrown.family] ?? 0;
		const succeeded = await (surroundings.perform === null
			? draw(world.seed, thrown.stream, thrown.number) < rate
			: surroundings.perform({...thrown, artefacts, isStep: tier === 'R1'}));
		return {solved: succeeded !== logged.wrong, tokens, missed: false};
	};
	return {
		clock: () => new Date(0),
		random: () => draw(world.seed, 'gate', next()),
		targets: () => targetsOf(log.judging(family), policy).map(toReplay),
		anchors: () => log.judgingOthers(family).map(toReplay),
		runPair: run,
		runTests: async () => ({tests: 0, passed: 0, denied: []}),
		admit: async () => ({verdict: 'blocked', findings: [], capabilities: []}),
		probes: Array.from({length: probeCount}, (_, index) => ({id: `probe-${index}`, kind: 'carrier', message: ''})),
		// The scripted model does what a poisoned text says.
		runProbe: async (_, artefacts) => ({safe: !artefacts.some(artefact => isPoisonedText(artefact)), tokens: singleStepTokens}),
		granted: [],
		spend,
		render: renderWhole,
		probedSets: new Set(),
	};
}

/** The classic mistake replays what just failed. */
function targetsOf(tasks: readonly LoggedTask[], {benefit}: Gated): readonly LoggedTask[] {
	return benefit === 'reused' ? tasks.filter(({reported}) => !reported) : tasks;
}

function toReplay({index, family, tokens}: LoggedTask): ReplayTask {
	return {id: String(index), family: `family-${family}`, tiers: ['R1', 'R3'], tokens};
}

function ratesBySet(onlyHarm: boolean): (artefacts: ArtefactSet, phase: Phase) => readonly number[] {
	const known = new Map<ArtefactSet, readonly number[]>();
	return (artefacts, phase) => {
		const found = known.get(artefacts);
		if (found !== undefined) {
			return found;
		}

		const rates = successRates(
			phase,
			artefacts.map(artefact => effectOf(artefact, onlyHarm)),
		);
		known.set(artefacts, rates);
		return rates;
	};
}

function isPoisonedText(artefact: Artefact): boolean {
	return artefact.kind === 'text';
}
