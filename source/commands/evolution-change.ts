/** A person's acts: `evolution confirm`, `reject`, `rollback`, `mode`, `disable`, `erase`, `reset`. */

import {exitCodeOf, PolicyError, UsageError} from '../../sandbox/index.ts';
import {isInteractive} from '../core/terminal.ts';
import {isMode, modes} from '../evolution/modes.ts';
import type {EvolutionCommand} from './evolution.ts';

/** Adopt exactly the bytes that were read: their hash has to be named. */
export async function confirm({evolution, words, flags, output}: EvolutionCommand): Promise<number> {
	const id = words[0] ?? '';
	const hash = flags.text('hash');
	if (hash === undefined || !/^(?:sha256:)?[0-9a-f]{64}$/.test(hash)) {
		throw new UsageError('The command evolution confirm needs the hash of what you read.', {
			hint: `Read it with "skilllite evolution show ${id}", then name its hash with --hash.`,
		});
	}

	evolution.approve(id, hash);
	if (output.json) {
		output.document({confirmed: id, hash});
	} else {
		output.data(`${id}: its trial begins with the next session.\n`);
	}

	return 0;
}

export async function reject({evolution, words, output}: EvolutionCommand): Promise<number> {
	const id = words[0] ?? '';
	evolution.reject(id);
	if (output.json) {
		output.document({rejected: id});
	} else {
		output.data(`${id}: rejected for good.\n`);
	}

	return 0;
}

export async function rollback({evolution, words, output}: EvolutionCommand): Promise<number> {
	const {from, to, canary, ms} = evolution.rollback(words[0]);
	if (output.json) {
		output.document({from, to, canary, ms});
	} else {
		const what = canary === null ? '' : `The trial of ${canary} has ended. `;
		output.data(`${what}${from.slice(7, 15)} → ${to.slice(7, 15)} in ${ms.toFixed(1)} ms\n`);
	}

	return 0;
}

export async function mode({evolution, words, flags, output}: EvolutionCommand): Promise<number> {
	const [wanted] = words;
	const budget = budgetOf(flags.text('budget'));
	if (wanted !== undefined) {
		if (!isMode(wanted)) {
			throw new UsageError(`There is no mode ${JSON.stringify(wanted.slice(0, 40))}.`, {hint: `Write one of ${modes.join(', ')}.`});
		}

		evolution.setMode(wanted, budget);
	} else if (budget !== undefined) {
		evolution.setMode(evolution.state().chosen, budget);
	}

	const state = evolution.state();
	if (output.json) {
		output.document({mode: state.mode, chosen: state.chosen});
	} else {
		output.data(`${state.mode}\n`);
		if (state.mode !== state.chosen) {
			output.note(`It is set to ${state.chosen}; SKILLLITE_EVOLUTION or a damaged store lowers it.`);
		}
	}

	return 0;
}

export async function disable({evolution, words, output}: EvolutionCommand): Promise<number> {
	const id = words[0] ?? '';
	const {from, to} = evolution.disable(id);
	if (output.json) {
		output.document({disabled: id, from, to});
	} else {
		output.data(`${id}: out for good.\n`);
	}

	return 0;
}

/** Delete every text that was kept or learnt. The log keeps hashes only. */
export async function erase(command: EvolutionCommand): Promise<number> {
	if (!(await isSure(command, 'Erase everything that was recorded and learnt here?'))) {
		return exitCodeOf('consent-refused');
	}

	command.evolution.erase();
	if (command.output.json) {
		command.output.document({erased: true});
	} else {
		command.output.data('Everything that was recorded and learnt here is gone.\n');
	}

	return 0;
}

/** Back to nothing evolved; what was recorded stays. */
export async function reset(command: EvolutionCommand): Promise<number> {
	if (!(await isSure(command, 'Take out everything that was learnt here?'))) {
		return exitCodeOf('consent-refused');
	}

	const {from, to, ms} = command.evolution.reset();
	if (command.output.json) {
		command.output.document({from, to, ms});
	} else {
		command.output.data('Nothing evolved is active any more.\n');
	}

	return 0;
}

async function isSure({flags, project, output, interrupts, canAsk}: EvolutionCommand, question: string): Promise<boolean> {
	if (flags.has('yes')) {
		return true;
	}

	if (!canAsk || !isInteractive() || output.json) {
		throw new PolicyError('consent-needed', 'Cannot do this unasked.', {hint: 'Add --yes.'});
	}

	const {isConfirmed} = await import('./read-yes.ts');
	return isConfirmed(question, project, interrupts.signal);
}

function budgetOf(text: string | undefined): number | null | undefined {
	if (text === undefined || text === 'none') {
		return text === undefined ? undefined : null;
	}

	const tokens = Number(text);
	if (!Number.isInteger(tokens) || tokens < 0) {
		throw new UsageError(`The flag --budget cannot be ${JSON.stringify(text.slice(0, 40))}.`, {
			hint: 'Write a number of tokens for seven days, or none.',
		});
	}

	return tokens;
}
