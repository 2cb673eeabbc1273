/**
Finds skills and says what each is, without running or trusting any of them.

A broken skill is a value with a `problem`, so that `list` can name it; only `findSkill` throws.
*/

import {homedir} from 'node:os';
import {basename, resolve, sep} from 'node:path';
import {bundledSkill, findScripts, readInventory, readManifest, SkillError, SkillLiteError, toDisplay} from '../../sandbox/index.ts';
import {nearestName} from '../core/nearest.ts';
import type {DiscoveredSkill, FoundSkill} from './discovered-skill.ts';
import {kindOf} from './kind.ts';
import {hollowFolders, isSkillFolder, type SkillFolder, type SkillPlaces, skillFolders, skillFoldersNamed} from './roots.ts';

export type {DiscoveredSkill, FoundSkill, SkillKind, SkillOrigin} from './discovered-skill.ts';
export type {SkillPlaces} from './roots.ts';

/**
Every skill of the given places, by name; the first of a name wins and lists the folders it shadows.

Never throws for what is in a skill folder.
*/
export async function discoverSkills(places: SkillPlaces): Promise<readonly DiscoveredSkill[]> {
	const byName = Map.groupBy(skillFolders(places), folder => folder.name);
	const skills = await Promise.all([...byName.values()].map(readFirst));
	return skills
		.flat()
		.map(({inventory: _, ...skill}) => skill)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
The skill that a command line names: a path to a skill folder, or a name looked up in the given places.

What contains a slash or starts with `.` or `~` is a path, relative to `folder` (default: the current one). A name
that no place knows but that is a skill folder there is taken as a path. Only the named skill is read.
Throws SkillError `skill-not-found` naming the nearest name. A broken skill is returned with its `problem`.
*/
export async function findSkill(nameOrPath: string, places: SkillPlaces, folder = process.cwd()): Promise<FoundSkill> {
	const isPath = /^[.~]/.test(nameOrPath) || nameOrPath.includes('/') || nameOrPath.includes(sep);
	const [named] = isPath || nameOrPath === '' ? [] : await readFirst(skillFoldersNamed(nameOrPath, places));
	if (named) {
		return named;
	}

	const dir = resolve(folder, nameOrPath.replace(/^~(?=\/|$)/, homedir()));
	if (nameOrPath !== '' && isSkillFolder(dir)) {
		return readSkill({name: basename(dir), dir, origin: 'path'}, []);
	}

	throw notFound(nameOrPath, isPath, places);
}

async function readFirst(folders: readonly SkillFolder[]): Promise<readonly FoundSkill[]> {
	const [first, ...others] = folders;
	const shadows = others.map(other => other.dir);
	return first ? [await readSkill(first, shadows)] : [];
}

async function readSkill(folder: SkillFolder, shadows: readonly string[]): Promise<FoundSkill> {
	try {
		return {...folder, ...(await contentOf(folder.dir)), problem: null, shadows};
	} catch (error) {
		const problem = error instanceof SkillLiteError ? error.message : `Cannot read skill ${JSON.stringify(folder.name)}: ${String(error)}.`;
		return {...folder, manifest: null, entry: null, scripts: [], kind: 'prompt-only', problem, shadows, treeHash: null};
	}
}

async function contentOf(dir: string): Promise<Pick<FoundSkill, 'manifest' | 'entry' | 'scripts' | 'kind' | 'treeHash' | 'inventory'>> {
	const inventory = readInventory(dir);
	const bundled = bundledSkill(inventory.treeHash);
	const {entry, all} = bundled?.scripts ?? findScripts(inventory);
	// Reading YAML is the slow part, and not needed for what shipped with the program.
	const manifest = bundled?.manifest ?? (await readManifest(inventory));
	const kind = kindOf({manifest, entry, scripts: all, files: inventory.files.map(file => file.path)});
	return {manifest, entry, scripts: all, kind, treeHash: inventory.treeHash, inventory};
}

function notFound(nameOrPath: string, isPath: boolean, places: SkillPlaces): SkillError {
	const shown = toDisplay(nameOrPath, {maxLength: 100});
	if (isPath) {
		return new SkillError('skill-not-found', `Cannot find a skill at ${shown}: there is no SKILL.md.`, {
			hint: 'Name a folder that holds a SKILL.md, or the name of a skill that "skilllite list" shows.',
		});
	}

	const [hollow] = hollowFolders(nameOrPath, places);
	if (hollow !== undefined) {
		return new SkillError(
			'skill-not-found',
			`Cannot read the skill ${JSON.stringify(shown)}: its folder has no SKILL.md that can be read.`,
			{
				hint: `Look into ${toDisplay(hollow)}.`,
			},
		);
	}

	const names = [...new Set(skillFolders(places).map(folder => folder.name))];
	const nearest = nearestName(nameOrPath, names);
	return new SkillError('skill-not-found', `Cannot find a skill named ${JSON.stringify(shown)}.`, {
		hint:
			nearest === null ? `Known skills: ${toDisplay(names.sort().join(', '), {maxLength: 400})}.` : `Did you mean "${toDisplay(nearest)}"?`,
	});
}
