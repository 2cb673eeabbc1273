/** `skilllite reindex`: what is remembered of skills is made anew from their files. Locks stay as they are. */

import {forgetReports, toDisplay} from '../../sandbox/index.ts';
import {loadSettings} from '../core/settings.ts';
import {discoverSkills} from '../skills/discover.ts';
import type {CommandContext} from './command.ts';
import {describeSkill, type ListedSkill} from './list.ts';

export async function reindex({project, output}: CommandContext): Promise<number> {
	const settings = loadSettings(project);
	settings.warnings.forEach(output.warn);
	await forgetReports();
	const progress = output.progress('scanning all skills anew');
	const skills: ListedSkill[] = [];
	try {
		for (const skill of await discoverSkills({projectFolder: project.folder, extraFolders: settings.skillFolders})) {
			skills.push(await describeSkill(skill, project, new Map()));
		}
	} finally {
		progress.stop();
	}

	const rows = skills.map(({name, verdict, integrity, problem}) => ({name, verdict, integrity, problem}));
	if (output.json) {
		output.document({skills: rows});
		return 0;
	}

	output.data(`${rows.length} ${rows.length === 1 ? 'skill' : 'skills'} scanned\n`);
	for (const {name, verdict, integrity, problem} of rows) {
		if (problem !== null || verdict === 'blocked' || integrity === 'changed') {
			output.warn(
				problem ??
					`${toDisplay(name)}: ${integrity === 'changed' ? 'changed since it was locked; see skilllite verify' : 'blocked; see skilllite scan'}`,
			);
		}
	}

	return 0;
}
