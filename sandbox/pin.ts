/** Installed skills and their lock: put a pin, compare with it. */

import {basename} from 'node:path';
import {admitSkill} from './admission/admit-skill.ts';
import type {FileChanges} from './admission/file-marks.ts';
import {readInventory} from './admission/inventory.ts';
import {comparePin, admittedPin, pinOf, readLock, writePin} from './admission/lock.ts';
import type {AdmissionReport} from './admission/report.ts';
import {appendAudit} from './audit.ts';
import {dependenciesOf} from './environments/dependencies-of.ts';
import type {EnvironmentHooks} from './environments/environment.ts';

export type PinState =
	/** No entry in the lock: new, not trusted. */
	| {readonly kind: 'unpinned'}
	| {readonly kind: 'intact'; readonly source: string}
	| {readonly kind: 'changed'; readonly source: string; readonly changes: FileChanges};

/** Scan an installed skill, pin it in the lock as it is and write the audit line. Throws what scan, lock and audit throw. */
export async function pinSkill(
	dir: string,
	lockPath: string,
	source: string,
	dependencies: readonly string[] = [],
): Promise<AdmissionReport> {
	const inventory = readInventory(dir);
	const {report} = await admitSkill(inventory);
	const name = basename(dir);
	appendAudit({type: 'install', skill: name, source, treeHash: inventory.treeHash, verdict: report.verdict, admission: report.digest});
	writePin(lockPath, name, admittedPin(inventory, report, {source, revision: null, dependencies}));
	return report;
}

/**
Install what an installed skill depends on, as its lock names it where that holds; gives the lines for the lock.

Throws what `ensureEnvironments` throws.
*/
export async function prepareSkill(dir: string, lockPath: string, hooks: EnvironmentHooks = {}): Promise<readonly string[]> {
	const inventory = readInventory(dir);
	const pin = pinOf(lockPath, basename(dir));
	return dependenciesOf(inventory, pin?.treeHash === inventory.treeHash ? pin.dependencies : [], hooks);
}

/** What admission knows of a skill folder, from the cheapest source that is certain. Throws a SkillError for a broken SKILL.md. */
export async function reportOn(dir: string): Promise<AdmissionReport> {
	return (await admitSkill(readInventory(dir))).report;
}

/** How a skill folder compares with its pin, by the bytes of every file. Throws a ConfigError for a lock that cannot be used. */
export function checkPin(dir: string, lockPath: string): PinState {
	const pin = pinOf(lockPath, basename(dir));
	if (!pin) {
		return {kind: 'unpinned'};
	}

	const changes = comparePin(pin, readInventory(dir));
	const count = changes.added.length + changes.changed.length + changes.removed.length;
	return count === 0 ? {kind: 'intact', source: pin.source} : {kind: 'changed', source: pin.source, changes};
}

/** The names that a lock pins, sorted. Throws a ConfigError for a lock that cannot be used. */
export function pinnedNames(lockPath: string): readonly string[] {
	return [...readLock(lockPath).keys()].sort();
}
