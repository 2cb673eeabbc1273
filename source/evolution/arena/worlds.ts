/** The eight worlds: what each asks of an engine, and what a seed makes of it. */

import {draw} from './counter-random.ts';
import {drawPhase, familyCount, type Phase} from './world.ts';

export const worldNames = ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8'] as const;

export type WorldName = (typeof worldNames)[number];

/** Kinds of candidates that the scripted proposer makes, besides the tainted ones. */
export type Idea = 'right' | 'no-op' | 'over-general' | 'side-harm';

/** How often the scripted proposer has each idea. */
export type Mix = Readonly<Record<Idea, number>>;

export interface World {
	readonly name: WorldName;
	readonly about: string;
	readonly seed: number;
	readonly phases: readonly Phase[];
	readonly mix: Mix;
	/** In a world of harm no idea helps anywhere: what looks like a fix hurts its own family too. */
	readonly onlyHarm: boolean;
	/** Share of tasks whose outcome becomes known, by a check or the user. */
	readonly coverage: number;
	/** Share of known outcomes that are wrong. */
	readonly wrong: number;
	/** Tasks until an outcome is known. */
	readonly delay: number;
	/** Share of known tasks that can be replayed. */
	readonly replayable: number;
	/** Share of tasks that carry text of an attacker. */
	readonly tainted: number;
}

type Make = (seed: number, tasks: number) => Partial<World> & Pick<World, 'about'>;

const usualMix: Mix = {right: 0.4, 'no-op': 0.25, 'over-general': 0.2, 'side-harm': 0.15};

const makers: Readonly<Record<WorldName, Make>> = {
	W1: () => ({about: 'stationary'}),
	W2: (seed, tasks) => ({about: 'half of the families change at two fifths', phases: driftingPhases(seed, tasks)}),
	W3: seed => ({about: '3–30 % of the tasks carry the text of an attacker', tainted: 0.03 + 0.27 * draw(seed, 'world', 0, 9)}),
	W4: () => ({about: 'nothing helps: every idea is a no-op', mix: {right: 0, 'no-op': 1, 'over-general': 0, 'side-harm': 0}}),
	W5: () => ({
		about: 'every idea harms',
		mix: {right: 0, 'no-op': 0, 'over-general': usualMix['over-general'], 'side-harm': usualMix['side-harm']},
		onlyHarm: true,
	}),
	W6: () => ({about: 'one outcome in five becomes known', coverage: 0.2}),
	W7: (seed, tasks) => ({
		about: 'another model from half on, to which a third of the rules is a hindrance',
		phases: twoModels(seed, tasks),
	}),
	W8: () => ({about: 'outcomes come 20 tasks late, and one in ten is wrong', wrong: 0.1, delay: 20}),
};

/** The world of this name for a seed and a length. */
export function makeWorld(name: WorldName, seed: number, tasks: number): World {
	return {
		name,
		seed,
		phases: [drawPhase(seed)],
		mix: usualMix,
		onlyHarm: false,
		coverage: 1,
		wrong: 0,
		delay: 0,
		replayable: 1,
		tainted: 0.03,
		...makers[name](seed, tasks),
	};
}

export function aboutWorld(name: WorldName): string {
	return makers[name](1, 1).about;
}

/** The phase in which a task falls. */
export function phaseAt({phases}: World, task: number): Phase {
	const phase = phases.findLast(({from}) => from <= task);
	if (phase === undefined) {
		throw new RangeError(`A world has no phase for task ${task}.`);
	}

	return phase;
}

/** The first six families are there to the end; six more take the place of the others. */
function driftingPhases(seed: number, tasks: number): readonly Phase[] {
	const all = drawPhase(seed, familyCount + familyCount / 2);
	const without = (gone: (family: number) => boolean) => all.weights.map((weight, family) => (gone(family) ? 0 : weight));
	const half = familyCount / 2;
	return [
		{...all, weights: without(family => family >= familyCount)},
		{...all, from: Math.floor(tasks * 0.4), weights: without(family => family >= half && family < familyCount)},
	];
}

/** The second model is a little better by itself, and takes a third of the rules badly. */
function twoModels(seed: number, tasks: number): readonly Phase[] {
	const first = drawPhase(seed);
	return [
		first,
		{
			...first,
			from: Math.floor(tasks / 2),
			model: 'model-b',
			bases: first.bases.map(base => base + 0.05),
			gains: first.gains.map((gain, family) => (draw(seed, 'world', family, 3) < 1 / 3 ? -0.1 : gain)),
		},
	];
}
