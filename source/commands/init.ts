/** `skilllite init`: makes a project, and never overwrites what somebody changed. */

import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {
	checkPin,
	ConfigError,
	IntegrityError,
	packageRoot,
	pinSkill,
	prepareSkill,
	requireWritableHome,
	SkillError,
	SkillLiteError,
	toDisplay,
	type VerdictKind,
} from '../../sandbox/index.ts';
import type {Project} from '../core/paths.ts';
import {projectConfigPath} from '../core/paths.ts';
import {isTrusted, trustFolder} from '../core/trust.ts';
import type {Mode} from '../evolution/modes.ts';
import {openProjectEvolution} from '../evolution/project-evolution.ts';
import type {CommandContext} from './command.ts';
import {envExample} from './env-example.ts';
import {installedFolder} from './installed.ts';
import {learnsLine} from './learns-line.ts';
import {broughtBy} from './offer-trust.ts';

interface InitialisedSkill {
	readonly name: string;
	readonly state: 'added' | 'unchanged' | 'locked' | 'locked anew' | 'unreadable, left as it is';
	readonly verdict: VerdictKind | null;
	/** What differed from the lock before it was locked anew. */
	readonly changed: readonly string[];
	/** Why what it depends on is not installed. */
	readonly missing: string | null;
}

/** `init --project DIR` makes the folder that it sets up. Throws a ConfigError when it cannot. */
export function makeProjectFolder(folder: string): void {
	guarded(folder, () => mkdirSync(folder, {recursive: true}));
}

export async function init({flags, project, output}: CommandContext): Promise<number> {
	requireWritableHome();
	// First: a mode that cannot be read is said before anything is written.
	const mode = openProjectEvolution(project).mode();
	// Only a folder that brings nothing is ours to trust: init in a cloned repository must not wave it through.
	const foreign = broughtBy(project).length > 0 && !isTrusted(project.folder);
	const progress = output.progress('setting up');
	let skills: readonly InitialisedSkill[];
	let written: readonly string[];
	try {
		written = writeFiles(project, flags.has('full'));
		skills = await makeSkills(project, flags.has('bare'));
	} finally {
		progress.stop();
	}

	if (!foreign && !project.isHome) {
		trustFolder(project.folder);
	}

	if (output.json) {
		output.document({project: project.folder, trusted: !foreign, written, skills, evolution: mode});
		return 0;
	}

	output.data(`${report({project, written, skills, mode}).join('\n')}\n`);
	if (foreign) {
		output.note('This folder brought things of its own and is not trusted yet; skilllite chat asks, --trust says yes.');
	}

	return 0;
}

/** Write what is missing; gives the paths, relative to the project. */
function writeFiles(project: Project, full: boolean): readonly string[] {
	const config = projectConfigPath(project);
	const wanted = [
		...(config === null ? [] : [{path: config, text: '{}\n', replaces: []}]),
		{path: join(project.folder, '.env.example'), text: envExample(full), replaces: [envExample(!full)]},
	];
	return wanted.filter(writeWhereFree).map(({path}) => path.slice(project.folder.length + 1));
}

/** Write a file that is missing, or that still has one of our own texts; a link or anything else is left alone. */
function writeWhereFree({
	path,
	text,
	replaces,
}: {
	readonly path: string;
	readonly text: string;
	readonly replaces: readonly string[];
}): boolean {
	return guarded(path, () => {
		if (existsSync(path)) {
			const isOurs = statSync(path).isFile() && replaces.includes(readFileSync(path, 'utf8'));
			if (!isOurs || text.length < readFileSync(path, 'utf8').length) {
				return false;
			}

			rmSync(path);
		}

		mkdirSync(join(path, '..'), {recursive: true});
		// Fails on whatever took the place in between, a link included.
		writeFileSync(path, text, {flag: 'wx'});
		return true;
	});
}

async function makeSkills(project: Project, bare: boolean): Promise<readonly InitialisedSkill[]> {
	const folder = installedFolder(project);
	guarded(folder, () => mkdirSync(folder, {recursive: true}));
	const added = bare ? [] : copyBundled(folder);
	const names = readdirSync(folder, {withFileTypes: true}).filter(
		entry => entry.isDirectory() && !entry.name.startsWith('.') && existsSync(join(folder, entry.name, 'SKILL.md')),
	);
	const skills: InitialisedSkill[] = [];
	for (const {name} of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
		skills.push(await settle(join(folder, name), join(folder, 'skilllite.lock'), added.includes(name)));
	}

	return skills;
}

/** Copy the bundled skills that are not there yet; gives their names. */
function copyBundled(folder: string): readonly string[] {
	const bundled = join(packageRoot(), 'skills');
	const missing = readdirSync(bundled, {withFileTypes: true}).filter(entry => entry.isDirectory() && !existsSync(join(folder, entry.name)));
	for (const {name} of missing) {
		guarded(folder, () => cpSync(join(bundled, name), join(folder, name), {recursive: true, errorOnExist: true, force: false}));
	}

	return missing.map(({name}) => name);
}

/** Scan and lock a skill as it is. What was changed since it was locked is named: the lock pins, and consent is asked anew. */
async function settle(dir: string, lockPath: string, added: boolean): Promise<InitialisedSkill> {
	const name = basename(dir);
	try {
		const pin = await checkPin(dir, lockPath);
		const {lines, missing} = await prepare(dir, lockPath);
		if (pin.kind === 'intact') {
			return {name, state: 'unchanged', verdict: null, changed: [], missing};
		}

		const changed = pin.kind === 'changed' ? [...pin.changes.changed, ...pin.changes.added, ...pin.changes.removed] : [];
		const {verdict} = await pinSkill(dir, lockPath, added ? 'bundled' : 'local', lines);
		return {name, state: added ? 'added' : pin.kind === 'changed' ? 'locked anew' : 'locked', verdict, changed, missing};
	} catch (error) {
		if (error instanceof SkillError || error instanceof IntegrityError) {
			return {name, state: 'unreadable, left as it is', verdict: null, changed: [], missing: null};
		}

		throw error;
	}
}

/** The packages of a skill; without them it is locked all the same, and they are installed when it runs. */
async function prepare(dir: string, lockPath: string): Promise<{readonly lines: readonly string[]; readonly missing: string | null}> {
	try {
		return {lines: await prepareSkill(dir, lockPath), missing: null};
	} catch (error) {
		if (error instanceof SkillLiteError && error.code !== 'interrupted') {
			return {lines: [], missing: error.message};
		}

		throw error;
	}
}

function report({
	project,
	written,
	skills,
	mode,
}: {
	readonly project: Project;
	readonly written: readonly string[];
	readonly skills: readonly InitialisedSkill[];
	readonly mode: Mode;
}): readonly string[] {
	const lines = skills.map(({name, state, verdict, changed, missing}) => {
		const files = changed.length > 0 ? ` (${toDisplay(changed.join(', '), {reveal: true, maxLength: 200})})` : '';
		return `  ${toDisplay(name)}: ${state}${files}${verdict ? `, scanned ${verdict}` : ''}${missing === null ? '' : `; ${toDisplay(missing, {reveal: true, maxLength: 300})}`}`;
	});
	return [
		`Project ${toDisplay(project.folder)} is ready.`,
		...written.map(path => `  ${path}: written`),
		...lines,
		`  ${learnsLine(mode)}`,
		'Next: skilllite chat',
	];
}

/** A system error about a path as a sentence. */
function guarded<T>(path: string, write: () => T): T {
	try {
		return write();
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause) {
			throw new ConfigError(
				`Cannot write ${path}: ${cause.code === 'EACCES' || cause.code === 'EROFS' ? 'the folder is read-only for you' : cause.message}.`,
				{
					hint: 'Name another folder with --project DIR.',
					cause,
				},
			);
		}

		throw cause;
	}
}
