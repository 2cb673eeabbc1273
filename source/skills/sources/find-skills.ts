/** The skills in what a source gave, without reading more of them than their SKILL.md. */

import {lstatSync, readdirSync} from 'node:fs';
import {basename, join, relative} from 'node:path';
import {type Inventory, readInventory, readManifest, SkillError, SkillLiteError, toDisplay} from '../../../sandbox/index.ts';
import {nearestName} from '../../core/nearest.ts';

export interface OfferedSkill {
	/** What it will be called here: its own name, else its folder's. */
	readonly name: string;
	readonly description: string;
	/** Relative to what was fetched; `.` for all of it. */
	readonly path: string;
	/** The bytes that are scanned, and those that are installed. */
	readonly inventory: Inventory;
}

export interface Offer {
	readonly skills: readonly OfferedSkill[];
	/** Sentences about folders with a SKILL.md that cannot be used. */
	readonly problems: readonly string[];
}

const deepest = 6;
const mostFolders = 20_000;
const mostSkills = 500;
const validName = /^(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Every skill in a folder, by name; a broken one is a problem, not an error. `fallback` names one that has no name of its own. */
export async function findOffered(root: string, fallback: string): Promise<Offer> {
	const skills: OfferedSkill[] = [];
	const problems: string[] = [];
	for (const dir of skillFolders(root).slice(0, mostSkills)) {
		try {
			skills.push(await readOffered(dir, root, fallback));
		} catch (error) {
			if (!(error instanceof SkillLiteError)) {
				throw error;
			}

			problems.push(error.message);
		}
	}

	return {skills: skills.sort((a, b) => (a.name < b.name ? -1 : 1)), problems};
}

/**
The skills that were wanted: the named one, or all there are.

Throws a SkillError when there is none, none of that name, or two of one name: both paths are named, and a path chooses.
*/
export function selectOffered({skills, problems}: Offer, wanted: string | null, source: string): readonly OfferedSkill[] {
	const shown = toDisplay(source, {reveal: true, maxLength: 200});
	const found = wanted === null ? skills : skills.filter(({name}) => name === wanted);
	const twin = found.find((skill, index) => found.findIndex(({name}) => name === skill.name) !== index);
	if (twin !== undefined) {
		const paths = found.filter(({name}) => name === twin.name).map(({path}) => toDisplay(path, {reveal: true}));
		throw new SkillError('skill-invalid', `Cannot add ${shown}: it holds two skills named "${twin.name}" (${paths.join(' and ')}).`, {
			hint: 'Add one of them by its path, for example owner/repo/path/to/skill.',
		});
	}

	if (found.length > 0) {
		return found;
	}

	const names = skills.map(({name}) => name);
	if (wanted !== null && names.length > 0) {
		const near = nearestName(wanted, names);
		throw new SkillError('skill-not-found', `Cannot add ${shown}: it holds no skill named "${wanted}".`, {
			hint: near ? `Did you mean "${near}"?` : `It holds: ${toDisplay(names.join(', '), {maxLength: 400})}.`,
		});
	}

	throw new SkillError('skill-not-found', `Cannot add ${shown}: ${problems[0]?.replace(/\.$/, '') ?? 'there is no SKILL.md in it'}.`, {
		hint: 'A skill is a folder with a SKILL.md.',
	});
}

async function readOffered(dir: string, root: string, fallback: string): Promise<OfferedSkill> {
	const inventory = readInventory(dir);
	const manifest = await readManifest(inventory);
	const path = relative(root, dir) || '.';
	const name = [manifest.name, path === '.' ? fallback : basename(dir)].find(candidate => validName.test(candidate));
	if (name === undefined) {
		throw new SkillError(
			'skill-invalid',
			`Cannot use the skill at ${toDisplay(path, {reveal: true})}: it has no name of letters, digits and hyphens.`,
		);
	}

	return {name, description: manifest.description, path, inventory};
}

/** Folders with a SKILL.md; what is below one is a part of it. Links are not followed. */
function skillFolders(root: string): readonly string[] {
	const found: string[] = [];
	const pending = [{folder: root, depth: 0}];
	for (let next = pending.pop(), seen = 0; next !== undefined; next = pending.pop(), seen++) {
		if (seen > mostFolders) {
			throw new SkillError('skill-invalid', `Cannot look for skills in ${toDisplay(root)}: it holds more than ${mostFolders} folders.`, {
				hint: 'Name the folder of the skill itself.',
			});
		}

		const {folder, depth} = next;
		if (lstatSync(join(folder, 'SKILL.md'), {throwIfNoEntry: false})?.isFile()) {
			found.push(folder);
		} else if (depth < deepest) {
			const folders = readdirSync(folder, {withFileTypes: true}).filter(entry => entry.isDirectory());
			const open = folders.filter(({name}) => name !== '.git' && name !== 'node_modules');
			pending.push(...open.map(({name}) => ({folder: join(folder, name), depth: depth + 1})));
		}
	}

	return found.sort();
}
