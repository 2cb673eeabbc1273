/** `evolution run`: test what waits, look at what is due, within the budget. */

import {exitCodeOf, SkillLiteError} from '../../sandbox/index.ts';
import type {PendingLine} from '../evolution/engine/state.ts';
import type {EvolutionCommand} from './evolution.ts';

export async function run({evolution, words, flags, output, interrupts}: EvolutionCommand): Promise<number> {
	evolution.settle();
	const [id] = words;
	const {pending, budget, mode} = evolution.state();
	const due = id === undefined ? pending.filter(({isTested}) => !isTested) : [evolution.find(id)];
	if (flags.has('dry-run')) {
		const plan = due.map(one => ({id: one.id, estimate: evolution.estimate(one.id)}));
		if (output.json) {
			output.document({mode, budget, plan});
		} else {
			output.data(plan.map(({id, estimate}) => `${id}  about ${estimate} tokens\n`).join(''));
			output.note(`${budget.left} tokens are left of this week's ${budget.allowed}.`);
		}

		return 0;
	}

	const tested: PendingLine[] = [];
	let stopped: SkillLiteError | null = null;
	for (const {id} of due) {
		try {
			await evolution.test(id, interrupts.signal);
		} catch (error) {
			if (!(error instanceof SkillLiteError) || error.code !== 'limit') {
				throw error;
			}

			stopped = error;
			break;
		}

		tested.push(...evolution.state().pending.filter(one => one.id === id));
	}

	const pruned = stopped === null && id === undefined ? await evolution.prune(interrupts.signal) : [];
	if (output.json) {
		output.document({tested, pruned, canary: evolution.state().canary, stopped: stopped?.message ?? null});
	} else {
		output.data(tested.map(({id, evidence}) => `${id}  ${evidence}\n`).join(''));
		output.data(pruned.map(({id, outcome}) => `${id}  ${outcome}\n`).join(''));
		if (due.length + pruned.length === 0) {
			output.note('Nothing waits to be tested.');
		}
	}

	if (stopped !== null) {
		throw stopped;
	}

	const failed = tested.some(({results}) => results.some(({verdict}) => verdict === 'refuse'));
	return failed ? exitCodeOf('conflict') : 0;
}
