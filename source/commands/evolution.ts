/** `skilllite evolution`: what was learnt, what waits for an answer, and the way back. */

import {toDisplay, UsageError} from '../../sandbox/index.ts';
import {nearestName} from '../core/nearest.ts';
import {openProjectEvolution, type ProjectEvolution} from '../evolution/project-evolution.ts';
import type {CommandContext} from './command.ts';

export interface EvolutionCommand extends CommandContext {
	readonly evolution: ProjectEvolution;
	/** What followed the name of the subcommand. */
	readonly words: readonly string[];
	/** Whether a key can be asked for: not while the chat has the keyboard. */
	readonly canAsk: boolean;
}

interface Subcommand {
	readonly execute: (command: EvolutionCommand) => Promise<number>;
	/** How many words it takes at least and at most, and their names. */
	readonly least?: number;
	readonly most?: number;
	readonly names?: string;
}

const read = async () => import('./evolution-read.ts');
const change = async () => import('./evolution-change.ts');

const subcommands: Readonly<Record<string, Subcommand>> = {
	status: {execute: async command => (await read()).status(command)},
	run: {execute: async command => (await import('./evolution-run.ts')).run(command), most: 1, names: '[ID]'},
	log: {execute: async command => (await read()).log(command)},
	show: {execute: async command => (await read()).show(command), least: 1, most: 1, names: 'ID'},
	explain: {execute: async command => (await read()).explain(command), least: 1, most: 1, names: 'ID'},
	diff: {execute: async command => (await read()).diff(command), most: 2, names: '[A [B]]'},
	confirm: {execute: async command => (await change()).confirm(command), least: 1, most: 1, names: 'ID --hash HASH'},
	reject: {execute: async command => (await change()).reject(command), least: 1, most: 1, names: 'ID'},
	rollback: {execute: async command => (await change()).rollback(command), most: 1, names: '[TO]'},
	mode: {execute: async command => (await change()).mode(command), most: 1, names: '[off|observe|suggest|auto]'},
	disable: {execute: async command => (await change()).disable(command), least: 1, most: 1, names: 'ID'},
	verify: {execute: async command => (await read()).verify(command)},
	export: {execute: async command => (await read()).exportAll(command)},
	erase: {execute: async command => (await change()).erase(command)},
	reset: {execute: async command => (await change()).reset(command)},
};

export function evolution(context: CommandContext): Promise<number> {
	return perform(context, openProjectEvolution(context.project), true);
}

/** One subcommand on an evolution that is open. */
export async function perform(context: CommandContext, evolution: ProjectEvolution, canAsk: boolean): Promise<number> {
	const [name = 'status', ...words] = context.positionals;
	const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
	if (subcommand === undefined) {
		const near = nearestName(name, Object.keys(subcommands));
		throw new UsageError(`There is no skilllite evolution ${JSON.stringify(toDisplay(name))}.`, {
			hint: near ? `Did you mean skilllite evolution ${near}?` : `Write one of ${Object.keys(subcommands).join(', ')}.`,
		});
	}

	const {least = 0, most = 0, names = '', execute} = subcommand;
	if (words.length < least || words.length > most) {
		throw new UsageError(`The command evolution ${name} ${most === 0 ? 'takes no arguments' : `takes ${names}`}.`, {
			hint: `Usage: skilllite evolution ${name} ${names}`.trimEnd(),
		});
	}

	return execute({...context, words, evolution, canAsk});
}
