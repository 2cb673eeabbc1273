/** `/add` and `/scan` of a conversation: skills from elsewhere, and what admission says of those that are here. */

import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {resolve} from 'node:path';
import {formatReports, recoverInstalled, requireWritableHome, scanPath, toDisplay, UsageError} from '../../sandbox/index.ts';
import {forgeUrl} from '../core/endpoints.ts';
import {nearestName} from '../core/nearest.ts';
import {parseArguments} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import type {StartProgress} from '../core/progress.ts';
import {loadSettings} from '../core/settings.ts';
import type {SlashCommand, SlashOutcome} from '../core/slash-command.ts';
import {collecting} from './collecting-output.ts';
import type {CommandContext} from './command.ts';
import {installedPlace} from './installed.ts';
import type {StartedAgent} from './start-agent.ts';

type Started = Pick<StartedAgent, 'skills' | 'consent' | 'refreshSkills'>;

/** The two commands, in the order of help. */
export function createSkillFolderCommands(started: Started, project: Project): readonly SlashCommand[] {
	return [
		{
			name: 'add',
			arguments: 'SOURCE',
			summary: 'fetch, scan and install a skill, for this conversation too',
			run: (source, signal, progress) => addSkill(source, started, contextOf(project, signal, progress)),
		},
		{
			name: 'scan',
			arguments: 'NAME|PATH',
			summary: 'what a skill or a file can do, and what looks wrong in it',
			async run(named) {
				const reports = await scanPath(placeOf(named, started.skills, project));
				const text = await formatReports(reports, {format: 'text', color: false, notes: false});
				return {kind: 'said', lines: text.trimEnd().split('\n')};
			},
		},
	];
}

/** As `skilllite add SOURCE`, with the question where the conversation asks its questions. */
async function addSkill(named: string, {consent, refreshSkills}: Started, context: Context): Promise<SlashOutcome> {
	const text = named.replace(/(?<=.)\/+$/, '');
	if (text === '' || text.startsWith('-')) {
		throw new UsageError('The command /add takes a source.', {hint: 'Write /add owner/repo, an address, ./folder or registry:name.'});
	}

	const [{addOne, addedLine, fetchOffer, lockText}, {judgeOfInstallation}, {selectOffered}, {inQuarantine}, {parseSource}] =
		await Promise.all([
			import('./add.ts'),
			import('./open-judge.ts'),
			import('../skills/sources/find-skills.ts'),
			import('../skills/sources/quarantine.ts'),
			import('../skills/sources/source.ts'),
		]);
	const {project, lines} = context;
	requireWritableHome();
	const settings = loadSettings(project);
	const source = parseSource(text, {folder: project.folder, forge: forgeUrl(process.env)});
	await recoverInstalled(installedPlace(project));
	return inQuarantine(async folder => {
		const {offer, revision} = await fetchOffer(source, folder, settings.registries, context);
		const [first, ...others] = selectOffered(offer, source.skill, source.text);
		if (first === undefined || others.length > 0) {
			const choices = [...(first ? [first] : []), ...others].map(({name, description}) => ({
				value: `${text}@${name}`,
				label: `${name}  ${description}`,
			}));
			return {kind: 'choose', title: 'Add which skill?', command: 'add', choices};
		}

		const judge = await judgeOfInstallation(context, settings);
		const added = await addOne(first, {source: lockText(source, project), revision, judge, consent}, context);
		await refreshSkills();
		lines.push(addedLine(added), `From the next message on it can be used; /${first.name} asks for it.`);
		return {kind: 'said', lines};
	});
}

interface Context extends CommandContext {
	/** What the output was given. */
	readonly lines: string[];
}

function contextOf(project: Project, signal: AbortSignal, progress: StartProgress): Context {
	const lines: string[] = [];
	const interrupts = {signal, exitCode: () => null, interrupt() {}, capture: () => () => {}};
	return {...parseArguments(['add', 'source']), project, interrupts, output: collecting(lines, progress), lines};
}

/** The folder of the skill of that name, else the path from the project. */
function placeOf(named: string, skills: Started['skills'], project: Project): string {
	const skill = skills.find(({name}) => name === named);
	const path = skill?.dir ?? resolve(project.folder, named.replace(/^~(?=\/|$)/, homedir()));
	if (named === '' || !existsSync(path)) {
		const names = skills.map(({name}) => name);
		const near = nearestName(named, names);
		throw new UsageError(
			named === '' ? 'The command /scan takes a skill or a path.' : `Cannot scan ${JSON.stringify(toDisplay(named))}: it is not there.`,
			{hint: near ? `Did you mean /scan ${near}?` : 'Write the name of a skill, as /skills lists them, or a path from the project.'},
		);
	}

	return path;
}
