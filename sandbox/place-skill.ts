/**
Installed skills: put in place and taken away, each together with its pin.

A process that is killed at any moment leaves the skill as it was or as it was to become, never a half: what is new is
written beside its place (`.NAME.<pid>-<random>.new`), what was there waits until the pin is written (`.old`, an empty
folder where nothing was; `.gone` for a removal), and the next command finishes or takes back what was begun.
*/

import {randomBytes} from 'node:crypto';
import {existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {type Inventory, readInventory} from './admission/inventory.ts';
import {type Pin, pinOf, writePin} from './admission/lock.ts';
import {IntegrityError, SkillError, SkillLiteError} from './base/errors.ts';
import {withFileLock} from './base/file-lock.ts';
import {makeFolder} from './base/make-folder.ts';

/** Where installed skills and their lock are. */
export interface InstalledPlace {
	readonly folder: string;
	readonly lockPath: string;
}

export interface PlacedSkill {
	readonly name: string;
	readonly inventory: Inventory;
	readonly pin: Pin;
}

/** Put a skill in place of whatever has its name, and pin it. Throws an IntegrityError when the disk keeps something else than it was given. */
export function placeSkill(place: InstalledPlace, {name, inventory, pin}: PlacedSkill): void {
	recoverInstalled(place);
	makeFolder(place.folder, 0o777);
	const target = join(place.folder, name);
	const mark = join(place.folder, `.${name}.${process.pid}-${randomBytes(4).toString('hex')}`);
	try {
		writeFiles(inventory, `${mark}.new`);
		inTurn(place, () => {
			if (isThere(target)) {
				renameSync(target, `${mark}.old`);
			} else {
				mkdirSync(`${mark}.old`);
			}

			renameSync(`${mark}.new`, target);
			writePin(place.lockPath, name, pin);
			rmSync(`${mark}.old`, {recursive: true, force: true});
		});
	} catch (error) {
		rmSync(`${mark}.new`, {recursive: true, force: true});
		recoverInstalled(place);
		throw error;
	}
}

/** Take a skill and its pin away. */
export function removePlaced(place: InstalledPlace, name: string): void {
	recoverInstalled(place);
	const target = join(place.folder, name);
	const gone = join(place.folder, `.${name}.${process.pid}-${randomBytes(4).toString('hex')}.gone`);
	inTurn(place, () => {
		if (isThere(target)) {
			renameSync(target, gone);
		}

		writePin(place.lockPath, name, null);
		rmSync(gone, {recursive: true, force: true});
	});
}

/** Finish or take back what a killed process began. Cheap where there is nothing. */
export function recoverInstalled(place: InstalledPlace): void {
	if (leftovers(place.folder).length === 0) {
		return;
	}

	inTurn(place, () => {
		for (const {path, name, pid, kind} of leftovers(place.folder)) {
			if (kind === 'new') {
				if (!existsSync(`/proc/${pid}`)) {
					rmSync(path, {recursive: true, force: true});
				}
			} else if (kind === 'old') {
				settleReplaced(place, name, path);
			} else if (pinOf(place.lockPath, name) !== undefined && !isThere(join(place.folder, name))) {
				renameSync(path, join(place.folder, name));
			} else {
				rmSync(path, {recursive: true, force: true});
			}
		}
	});
}

/** The pin decides: it is written last. */
function settleReplaced(place: InstalledPlace, name: string, old: string): void {
	const target = join(place.folder, name);
	if (isThere(target)) {
		if (isPinned(place, name, target)) {
			rmSync(old, {recursive: true, force: true});
			return;
		}

		rmSync(target, {recursive: true, force: true});
	}

	if (isEmpty(old)) {
		rmdirSync(old);
	} else {
		renameSync(old, target);
	}
}

function isPinned({lockPath}: InstalledPlace, name: string, target: string): boolean {
	try {
		return pinOf(lockPath, name)?.treeHash === readInventory(target).treeHash;
	} catch (error) {
		if (error instanceof SkillLiteError) {
			return false;
		}

		throw error;
	}
}

interface Leftover {
	readonly path: string;
	readonly name: string;
	readonly pid: number;
	readonly kind: 'new' | 'old' | 'gone';
}

function leftovers(folder: string): readonly Leftover[] {
	const names = existsSync(folder) ? readdirSync(folder) : [];
	return names.flatMap(entry => {
		const [, name = '', pid = '', kind = ''] = /^\.(.+)\.(\d+)-[0-9a-f]{8}\.(new|old|gone)$/.exec(entry) ?? [];
		return kind === 'new' || kind === 'old' || kind === 'gone' ? [{path: join(folder, entry), name, pid: Number(pid), kind}] : [];
	});
}

/** One process at a time between the first rename and the pin. */
function inTurn(place: InstalledPlace, action: () => void): void {
	withFileLock(`${place.lockPath}.place`, action);
}

/** The bytes that were scanned, as ordinary files of the user. */
function writeFiles(inventory: Inventory, folder: string): void {
	mkdirSync(folder);
	for (const {path, bytes, executable, linkTarget} of inventory.files) {
		const target = join(folder, path);
		makeFolder(dirname(target), 0o777);
		if (linkTarget !== undefined) {
			symlinkSync(linkTarget, target);
		} else if (bytes !== null) {
			writeFileSync(target, bytes, {flag: 'wx', mode: executable ? 0o777 : 0o666});
		} else {
			throw new SkillError('skill-invalid', `Cannot install the skill: ${path} is not a file that can be copied.`);
		}
	}

	if (readInventory(folder).treeHash !== inventory.treeHash) {
		throw new IntegrityError('Cannot install the skill: what the disk holds is not what was written.', {
			hint: 'A file system without Unix modes, or one where case does not count, cannot hold this skill.',
		});
	}
}

function isThere(path: string): boolean {
	return lstatSync(path, {throwIfNoEntry: false}) !== undefined;
}

function isEmpty(folder: string): boolean {
	return lstatSync(folder).isDirectory() && readdirSync(folder).length === 0;
}
