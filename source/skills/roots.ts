/** Where skills are looked for, and in which order. */

import {existsSync, readdirSync, realpathSync, statSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {packageRoot} from '../../sandbox/index.ts';
import type {SkillOrigin} from './discovered-skill.ts';

export interface SkillPlaces {
	/** Host path of the project folder. */
	readonly projectFolder: string;
	/** Folders that the user named, `--skills` before `SKILLLITE_SKILLS_DIR`. Each holds skills, or is one. */
	readonly extraFolders: readonly string[];
	/** Leave out the folders of the project: they are read only once the person trusts it. */
	readonly trustedOnly?: boolean;
}

/** A folder that has a SKILL.md. */
export interface SkillFolder {
	readonly name: string;
	readonly dir: string;
	readonly origin: SkillOrigin;
}

const projectFolders = ['.skills', 'skills', '.agents/skills', '.claude/skills'] as const;

/** No folder of skills is larger; what is beyond is not a folder of skills. */
const maximumFolders = 2000;

/** Every skill folder in the order of precedence; a folder that is reached twice comes once. */
export function skillFolders(places: SkillPlaces): readonly SkillFolder[] {
	return distinct(rootsOf(places).flatMap(({dir, origin}) => foldersIn(dir, origin)));
}

/** Every skill folder of one name in the order of precedence. */
export function skillFoldersNamed(name: string, places: SkillPlaces): readonly SkillFolder[] {
	const candidates = rootsOf(places).flatMap(({dir, origin}) => {
		const itself = basename(dir) === name ? [{name, dir, origin}] : [];
		return [...(isSkillFolder(dir) ? itself : [{name, dir: join(dir, name), origin}])];
	});
	return distinct(candidates.filter(folder => isSkillFolder(folder.dir)));
}

/** Folders of a name that would be a skill if they had a SKILL.md, or one that we may see. */
export function hollowFolders(name: string, places: SkillPlaces): readonly string[] {
	const folders = name === '' ? [] : rootsOf(places).map(({dir}) => join(dir, name));
	return folders.filter(dir => existsSync(dir) && !isSkillFolder(dir));
}

/** Whether a folder has a SKILL.md; what is in it is another question. */
export function isSkillFolder(dir: string): boolean {
	try {
		return statSync(join(dir, 'SKILL.md')).isFile();
	} catch {
		// Missing, closed to us, or no path at all.
		return false;
	}
}

function rootsOf({projectFolder, extraFolders, trustedOnly = false}: SkillPlaces): readonly {dir: string; origin: SkillOrigin}[] {
	const bundled = join(packageRoot(), 'skills');
	const own = trustedOnly ? [] : projectFolders.map(origin => ({dir: join(projectFolder, origin), origin}));
	return [
		...extraFolders.map(dir => ({dir: resolve(projectFolder, dir), origin: 'extra' as const})),
		// In the program's own folder `skills/` is the bundled one, and is called so.
		...own.filter(({dir}) => !isSameFolder(dir, bundled)),
		{dir: bundled, origin: 'bundled' as const},
	];
}

function foldersIn(root: string, origin: SkillOrigin): readonly SkillFolder[] {
	if (isSkillFolder(root)) {
		return [{name: basename(root), dir: root, origin}];
	}

	return namesIn(root)
		.map(name => ({name, dir: join(root, name), origin}))
		.filter(folder => isSkillFolder(folder.dir));
}

/** Names of what a folder holds, sorted; none when it is missing or closed to us. */
function namesIn(root: string): readonly string[] {
	try {
		return readdirSync(root)
			.filter(name => !name.startsWith('.') && name !== 'node_modules')
			.sort()
			.slice(0, maximumFolders);
	} catch {
		// Most projects have none of these folders.
		return [];
	}
}

function distinct(folders: readonly SkillFolder[]): readonly SkillFolder[] {
	const seen = new Set<string>();
	return folders.filter(({dir}) => {
		const real = realPath(dir);
		return !seen.has(real) && seen.add(real);
	});
}

function isSameFolder(a: string, b: string): boolean {
	return realPath(a) === realPath(b);
}

function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		// Not there: the path stands for itself.
		return path;
	}
}
