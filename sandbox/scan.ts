/** Scanning without running: what `scan` takes as a path, turned into one admission report a skill. */

import {lstatSync, readdirSync, statSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {type Inventory, type InventoryFile, readInventory} from './admission/inventory.ts';
import {readUnchanged} from './admission/read-file.ts';
import type {AdmissionReport} from './admission/report.ts';
import {treeHash} from './admission/tree-hash.ts';
import {sha256} from './base/canonical-json.ts';
import {toDisplay} from './base/display.ts';
import {SkillError, UsageError} from './base/errors.ts';
import type {Manifest} from './manifest/manifest.ts';
import {readManifest} from './manifest/read-manifest.ts';

/** Takes a report further, with the same bytes that it is about. */
export type Judge = (report: AdmissionReport, inventory: Inventory) => Promise<AdmissionReport>;

export interface ScanOptions {
	/** Asked for every skill, after the rules. */
	readonly judge?: Judge | undefined;
}

/** How deep a tree is searched for skills, and how many are taken. */
const maximumDepth = 6;
const maximumSkills = 2000;

/**
The admission reports of a skill folder, of every skill in a tree of folders (sorted by path), or of one file.

A skill whose SKILL.md cannot be read is scanned all the same. Throws a UsageError for a path that is not there,
and SkillError `skill-not-found` for a folder without any SKILL.md.
*/
export async function scanPath(path: string, {judge}: ScanOptions = {}): Promise<readonly AdmissionReport[]> {
	const target = resolve(path);
	const stat = statSync(target, {throwIfNoEntry: false});
	if (!stat) {
		throw new UsageError(`Cannot scan ${toDisplay(path)}: there is no such file or folder.`);
	}

	if (!stat.isDirectory()) {
		return [await scanJudged(inventoryOfFile(target), judge)];
	}

	const folders = skillFoldersBelow(target, maximumDepth);
	if (folders.length === 0) {
		throw new SkillError('skill-not-found', `Cannot scan ${toDisplay(path)}: there is no SKILL.md in it or below it.`, {
			hint: 'Name a skill folder, a folder of skills, or one file.',
		});
	}

	const reports: AdmissionReport[] = [];
	for (const folder of folders.slice(0, maximumSkills)) {
		// One after the other: parsers and trees of two skills at once would only double the memory.
		reports.push(await scanJudged(readInventory(folder), judge));
	}

	return reports;
}

async function scanJudged(inventory: Inventory, judge: Judge | undefined): Promise<AdmissionReport> {
	const report = await scanInventory(inventory);
	return judge ? judge(report, inventory) : report;
}

async function scanInventory(inventory: Inventory): Promise<AdmissionReport> {
	const {admit} = await import('./admission/admit.ts');
	try {
		return await admit(inventory, await readManifest(inventory));
	} catch (error) {
		if (!(error instanceof SkillError)) {
			throw error;
		}

		// What cannot run is still looked at whole, and is never clean.
		const problems = hasManifest(inventory) ? [{kind: 'manifest', path: 'SKILL.md', message: error.message} as const] : [];
		return admit(
			{...inventory, problems: [...inventory.problems, ...problems]},
			{...noManifest, name: basename(inventory.root), warnings: [error.message]},
		);
	}
}

// A single file or a plain folder of scripts has none and needs none.
function hasManifest({files}: Inventory): boolean {
	return files.some(({path}) => path === 'SKILL.md');
}

const noManifest: Omit<Manifest, 'name' | 'warnings'> = {
	description: '',
	compatibility: undefined,
	license: undefined,
	version: undefined,
	allowedTools: undefined,
	policy: undefined,
	unknownFields: [],
	executableSurface: [],
	body: '',
};

function skillFoldersBelow(folder: string, depth: number): readonly string[] {
	if (lstatSync(join(folder, 'SKILL.md'), {throwIfNoEntry: false})) {
		return [folder];
	}

	if (depth === 0) {
		return [];
	}

	return readdirSync(folder, {withFileTypes: true})
		.filter(entry => entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules')
		.map(entry => join(folder, entry.name))
		.sort()
		.flatMap(child => skillFoldersBelow(child, depth - 1));
}

/** A tree of this one file. */
function inventoryOfFile(path: string): Inventory {
	const seen = lstatSync(path, {bigint: true});
	if (!seen.isFile()) {
		throw new UsageError(`Cannot scan ${toDisplay(path)}: it is neither a folder nor a regular file.`);
	}

	const bytes = readUnchanged(path, seen, basename(path));
	const file: InventoryFile = {
		path: basename(path),
		kind: 'file',
		executable: (seen.mode & 0o111n) !== 0n,
		size: bytes.length,
		bytes,
		sha256: sha256(bytes),
	};
	return {root: dirname(path), files: [file], problems: [], treeHash: treeHash([file]), partial: false, totalBytes: bytes.length};
}
