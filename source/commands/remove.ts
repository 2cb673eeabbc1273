/** `skilllite remove`: an installed skill, its folder and its lock entry. */

import {lstatSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {exitCodeOf, pinnedNames, recoverInstalled, removeSkill, SkillError, toDisplay} from '../../sandbox/index.ts';
import {nearestName} from '../core/nearest.ts';
import {isInteractive} from '../core/terminal.ts';
import type {CommandContext} from './command.ts';
import {installedPlace} from './installed.ts';

export async function remove({flags, positionals, project, output, interrupts}: CommandContext): Promise<number> {
	const place = installedPlace(project);
	await recoverInstalled(place);
	const installed = namesIn(place.folder);
	const known = [...new Set([...installed, ...(await pinnedNames(place.lockPath))])];
	const name = positionals[0] ?? '';
	if (!known.includes(name)) {
		throw notInstalled(name, known);
	}

	if (isInteractive() && !flags.has('yes') && !output.json && !(await confirm(name, {project, interrupts}))) {
		output.note('Nothing was removed.');
		return exitCodeOf('consent-refused');
	}

	await removeSkill(place, name);
	if (output.json) {
		output.document({removed: name});
	} else {
		output.data(`${toDisplay(name)}: removed\n`);
	}

	return 0;
}

async function confirm(name: string, {project, interrupts}: Pick<CommandContext, 'project' | 'interrupts'>): Promise<boolean> {
	const {isConfirmed} = await import('./read-yes.ts');
	return isConfirmed(`Remove ${toDisplay(name)} and its files?`, project, interrupts.signal);
}

function namesIn(folder: string): readonly string[] {
	return lstatSync(folder, {throwIfNoEntry: false}) === undefined
		? []
		: readdirSync(folder).filter(
				name => !name.startsWith('.') && lstatSync(join(folder, name), {throwIfNoEntry: false})?.isFile() === false,
			);
}

function notInstalled(name: string, known: readonly string[]): SkillError {
	const near = nearestName(name, known);
	return new SkillError('skill-not-found', `Cannot remove ${JSON.stringify(toDisplay(name))}: no such skill is installed in .skills.`, {
		hint: near ? `Did you mean "${toDisplay(near)}"?` : 'skilllite list shows which skills are installed.',
	});
}
