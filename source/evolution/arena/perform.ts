/**
How a task of RuleWorld is done at `--speed real`: by something outside that takes what evolved and gives whether the task's check
passed. At `--speed fast` nobody is asked: the dice are thrown here. Both throw the same dice, so a real run that does not go the
same way as the fast one has lost something on its way through prompt, model, tools, files or sandbox.
*/

import type {ArtefactSet} from '../candidate.ts';
import {draw} from './counter-random.ts';
import {type Effect, noEffect, successRates} from './world.ts';
import {phaseAt, type World} from './worlds.ts';

/** Which task, when, and which throw decides it; what a model needs to know to be a function of its request. */
export interface Throw {
	readonly family: number;
	/** The task that comes next, which says in which phase this is. */
	readonly now: number;
	readonly stream: 'live' | 'replay';
	readonly number: number;
}

export interface Performance extends Throw {
	readonly artefacts: ArtefactSet;
	/** One model call after what was recorded, or the whole task. */
	readonly isStep: boolean;
}

export type Perform = (performance: Performance) => Promise<boolean>;

/** Whether a task goes well with these effects. */
export function goesWell(world: World, {family, now, stream, number}: Throw, effects: readonly Effect[]): boolean {
	return draw(world.seed, stream, number) < (successRates(phaseAt(world, now), effects)[family] ?? 0);
}

/** What the lines of a prompt truly do: the block as it was sent, not as it was meant. */
export function effectsOfBlock(block: string, onlyHarm: boolean): readonly Effect[] {
	return block.split('\n').flatMap(line => (line.startsWith('- ') ? [effectOfLine(line.slice(2), onlyHarm)] : []));
}

function effectOfLine(line: string, onlyHarm: boolean): Effect {
	const check = /^After \S+, run the check check-(\d+)(.*)$/.exec(line);
	if (check !== null) {
		return {...noEffect, fixes: onlyHarm ? null : Number(check[1]), overGeneral: !/[[ ]task \w/.test(check[2] ?? '')};
	}

	const argument = /^Unless told otherwise, call step-(\d+) with step-(\d+) = (\d+)/.exec(line);
	if (argument !== null) {
		const [, tool, other, percent] = argument.map(Number);
		return {...noEffect, fixes: onlyHarm ? null : (tool ?? null), harms: other ?? null, harmBy: (percent ?? 0) / 100};
	}

	const preferred = /^Prefer \S+ to step-(\d+)/.exec(line);
	return preferred === null ? noEffect : {...noEffect, fixes: onlyHarm ? null : Number(preferred[1]), poisoned: true};
}
