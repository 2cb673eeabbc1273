/**
A skill's files as a folder, read-only, for the door that every skill enters by.

The object is the truth: what stands there is compared with it each time, and made anew when a byte differs.
*/

import {chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {IntegrityError} from '../../../sandbox/index.ts';
import {isPlainPath} from '../grammar/skill-files.ts';
import type {SkillArtefact} from '../ports.ts';
import {artefactHash} from './manifest.ts';

/** The folder that holds the skill's own folder (`<name>/SKILL.md`). */
export function materialise(root: string, skill: SkillArtefact): string {
	const folder = join(root, 'materialised', artefactHash(skill).slice('sha256:'.length, 'sha256:'.length + 16));
	if (!isSame(join(folder, skill.name), skill.files)) {
		mkdirSync(dirname(folder), {recursive: true, mode: 0o700});
		const fresh = mkdtempSync(`${folder}.`);
		try {
			writeSkill(join(fresh, skill.name), skill.files, 0o400);
			rmSync(folder, {recursive: true, force: true});
			renameSync(fresh, folder);
		} catch (error) {
			rmSync(fresh, {recursive: true, force: true});
			// Another process may have put the same folder there meanwhile.
			if (!isSame(join(folder, skill.name), skill.files)) {
				throw error;
			}
		}
	}

	return folder;
}

/** Write a skill's files into a new folder. Throws an IntegrityError for a name that could lead out of it. */
export function writeSkill(folder: string, files: Readonly<Record<string, string>>, mode: number): void {
	mkdirSync(folder, {mode: 0o700});
	for (const [path, text] of Object.entries(files)) {
		if (!isPlainPath(path)) {
			throw new IntegrityError('Cannot write the files of an evolved skill: a name in it is not plain.');
		}

		const target = join(folder, path);
		mkdirSync(dirname(target), {recursive: true, mode: 0o700});
		writeFileSync(target, text, {mode, flag: 'wx'});
		chmodSync(target, mode);
	}
}

/** Whether a folder holds these files and no others, byte by byte; a link in it is another. */
function isSame(folder: string, files: Readonly<Record<string, string>>): boolean {
	try {
		const entries = readdirSync(folder, {recursive: true, withFileTypes: true, encoding: 'utf8'});
		const found = entries.filter(entry => !entry.isDirectory());
		return (
			found.length === Object.keys(files).length &&
			found.every(entry => entry.isFile()) &&
			Object.entries(files).every(([path, text]) => readFileSync(join(folder, path), 'utf8') === text)
		);
	} catch {
		// Not there, or not readable: made anew.
		return false;
	}
}
