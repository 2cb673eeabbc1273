/** `skilllite add`: from a source to installed skills, through quarantine, scan and consent. */

import {lstatSync} from 'node:fs';
import {join, relative, sep} from 'node:path';
import {
	type AdmissionReport,
	checkPin,
	readInventory,
	recoverInstalled,
	requireWritableHome,
	summarisePolicy,
	toDisplay,
	UsageError,
} from '../../sandbox/index.ts';
import {forgeUrl} from '../core/endpoints.ts';
import type {Project} from '../core/paths.ts';
import {loadSettings} from '../core/settings.ts';
import {isInteractive} from '../core/terminal.ts';
import {fetchSource} from '../skills/sources/fetch.ts';
import type {Fetched} from '../skills/sources/fetched.ts';
import {findOffered, type Offer, type OfferedSkill, selectOffered} from '../skills/sources/find-skills.ts';
import {inQuarantine} from '../skills/sources/quarantine.ts';
import {nameInSource, parseSource, type Source} from '../skills/sources/source.ts';
import type {CommandContext} from './command.ts';
import {installOffered, type OfferedFrom} from './install-offered.ts';
import {installedPlace} from './installed.ts';
import {judgeOfInstallation} from './open-judge.ts';
import type {Output} from './output.ts';
import {formatTable} from './table.ts';

export interface AddedSkill {
	readonly name: string;
	readonly state: 'installed' | 'already installed';
	readonly path: string;
	readonly source: string;
	readonly revision: string | null;
	readonly report: AdmissionReport | null;
	/** Resolved, one package a line with its hash. */
	readonly dependencies: readonly string[];
}

export async function add(context: CommandContext): Promise<number> {
	const {flags, positionals, project, output} = context;
	requireWritableHome();
	const settings = loadSettings(project);
	settings.warnings.forEach(output.warn);
	const source = parseSource(positionals[0] ?? '', {folder: process.cwd(), forge: forgeUrl(process.env)});
	await recoverInstalled(installedPlace(project));
	return inQuarantine(async folder => {
		const {offer, revision} = await fetchOffer(source, folder, settings.registries, context);
		if (flags.has('list')) {
			printOffer(offer, output);
			return 0;
		}

		const chosen = await choose(offer, source, output);
		const judge = await judgeOfInstallation(context, settings);
		const added: AddedSkill[] = [];
		for (const offered of chosen) {
			added.push(await addOne(offered, {source: lockText(source, project), revision, judge}, context));
		}

		report(added, output);
		return 0;
	});
}

/** Fetch a source and look what is in it. Progress is shown meanwhile. */
export async function fetchOffer(
	source: Source,
	folder: string,
	registries: Readonly<Record<string, string>>,
	{output, interrupts}: Pick<CommandContext, 'output' | 'interrupts'>,
): Promise<{readonly offer: Offer} & Fetched> {
	const progress = output.progress(`fetching ${toDisplay(source.text, {reveal: true, maxLength: 80})}`);
	try {
		const fetched = await fetchSource(source, folder, {registries, signal: interrupts.signal});
		return {...fetched, offer: await findOffered(fetched.root, nameInSource(source))};
	} finally {
		progress.stop();
	}
}

/** Install one of what was offered, or find that it is here already. */
export async function addOne(offered: OfferedSkill, from: OfferedFrom, context: CommandContext): Promise<AddedSkill> {
	const {name} = offered;
	const {flags, project} = context;
	const place = installedPlace(project);
	const path = join(place.folder, name);
	const isThere = lstatSync(path, {throwIfNoEntry: false}) !== undefined;
	if (isThere && !flags.has('replace')) {
		const isSame = readInventory(path).treeHash === offered.inventory.treeHash;
		if (isSame && (await checkPin(path, place.lockPath)).kind === 'intact') {
			return {name, state: 'already installed', path, source: from.source, revision: from.revision, report: null, dependencies: []};
		}

		if (!isSame) {
			throw new UsageError(`Cannot add the skill "${name}": another one of this name is installed.`, {
				hint: `See what would change with "skilllite update ${name}", or put this one in its place with --replace.`,
			});
		}
	}

	return {name, state: 'installed', path, source: from.source, revision: from.revision, ...(await installOffered(offered, from, context))};
}

/** One skill is taken; of several a person chooses, and a program must name one. */
async function choose(offer: Offer, source: Source, output: Output): Promise<readonly OfferedSkill[]> {
	const found = selectOffered(offer, source.skill, source.text);
	if (found.length === 1) {
		return found;
	}

	const names = found.map(({name}) => name);
	if (!isInteractive() || output.json) {
		throw new UsageError(
			`Cannot choose: ${toDisplay(source.text, {maxLength: 200})} holds ${names.length} skills (${toDisplay(names.join(', '), {maxLength: 400})}).`,
			{
				hint: `Name one: skilllite add ${toDisplay(source.text, {maxLength: 200})}@${names[0]}`,
			},
		);
	}

	process.stderr.write(
		`${found.map(({name, description}, index) => `  ${index + 1}  ${name}  ${toDisplay(description, {reveal: true, maxLength: 100})}`).join('\n')}\n`,
	);
	const {readLine} = await import('./terminal-keys.ts');
	const answer = (await readLine('Which ones? Numbers or names, or all: ')) ?? '';
	return chosenBy(answer, found);
}

function chosenBy(answer: string, found: readonly OfferedSkill[]): readonly OfferedSkill[] {
	if (answer === 'all') {
		return found;
	}

	const words = answer.split(/[\s,]+/).filter(word => word !== '');
	const chosen = words.map(word => {
		const skill = found[Number(word) - 1] ?? found.find(({name}) => name === word);
		if (skill === undefined) {
			throw new UsageError(`There is no skill ${JSON.stringify(toDisplay(word))} to choose.`, {hint: 'Nothing was installed.'});
		}

		return skill;
	});
	if (chosen.length === 0) {
		throw new UsageError('No skill was chosen; nothing was installed.');
	}

	return [...new Set(chosen)];
}

/** A path that means the same from the project, whoever reads the lock there. */
export function lockText(source: Source, project: Project): string {
	if (source.kind !== 'folder' && source.kind !== 'archive') {
		return source.text;
	}

	const path = relative(project.folder, source.path).split(sep).join('/');
	return path.startsWith('../') ? path : `./${path}`;
}

function printOffer({skills, problems}: Offer, output: Output): void {
	const offered = skills.map(({name, description, path}) => ({name, description, path}));
	if (output.json) {
		output.document({skills: offered, problems});
		return;
	}

	const rows = offered.map(({name, description, path}) => [
		name,
		toDisplay(path, {reveal: true}),
		toDisplay(description, {reveal: true, maxLength: 200}),
	]);
	output.data(formatTable(['NAME', 'PATH', 'DESCRIPTION'], rows, output.dataStyle));
	problems.forEach(output.warn);
}

function report(added: readonly AddedSkill[], output: Output): void {
	if (output.json) {
		output.document({added});
		return;
	}

	for (const skill of added) {
		output.data(`${addedLine(skill)}\n`);
	}

	const first = added.find(({state}) => state === 'installed');
	if (first) {
		output.note(`Next: skilllite show ${first.name}`);
	}
}

/** What came of one skill. */
export function addedLine({name, state, report, dependencies}: AddedSkill): string {
	const about = report === null ? '' : ` (${report.verdict}; asks for ${toDisplay(summarisePolicy(report.policy.asked), {reveal: true})})`;
	const packages = dependencies.length === 0 ? '' : `, with ${dependencies.length} ${dependencies.length === 1 ? 'package' : 'packages'}`;
	return `${name}: ${state}${about}${packages}`;
}
