/** Scanning without running: what `scan` takes as a path, turned into one admission report a skill. */

import {existsSync, lstatSync, readdirSync, statSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {assertOutside, withBaseline} from './admission/baseline.ts';
import {type Inventory, type InventoryFile, readInventory} from './admission/inventory.ts';
import {readUnchanged} from './admission/read-file.ts';
import type {AdmissionReport} from './admission/report.ts';
import type {RuleFile} from './admission/rules/rule-file.ts';
import {withLocalAdvisories} from './admission/supply-chain/local-advisories.ts';
import {treeHash} from './admission/tree-hash.ts';
import {sha256} from './base/canonical-json.ts';
import {toDisplay} from './base/display.ts';
import {SkillError, UsageError} from './base/errors.ts';
import {noManifest} from './manifest/no-manifest.ts';
import {readManifest} from './manifest/read-manifest.ts';

/** Takes a report further, with the same bytes that it is about. */
export type Judge = (report: AdmissionReport, inventory: Inventory) => Promise<AdmissionReport>;

/** How deep a tree is searched for skills, and how many are taken. */
const maximumDepth = 6;
const maximumSkills = 2000;

export interface ScanOptions {
	/** A baseline that counts beside the person's own. */
	readonly baseline?: string | undefined;
	/** A folder of rules of one's own, beside ours. */
	readonly rules?: string | undefined;
	/** Asked for every skill, after the rules and before the baselines. */
	readonly judge?: Judge | undefined;
}

/**
The admission reports of a skill folder, of every skill in a tree of folders (sorted by path), or of one file.

A skill whose SKILL.md cannot be read is scanned all the same. Throws a UsageError for a path or a
baseline that is not there and for a baseline inside of a skill, a ConfigError for a baseline or rules that cannot be
used, and SkillError `skill-not-found` for a folder without any SKILL.md.
*/
export async function scanPath(path: string, options: ScanOptions = {}): Promise<readonly AdmissionReport[]> {
	const target = resolve(path);
	const scan = await prepare(options);
	const stat = statSync(target, {throwIfNoEntry: false});
	if (!stat) {
		throw new UsageError(`Cannot scan ${toDisplay(path)}: there is no such file or folder.`);
	}

	if (!stat.isDirectory()) {
		return [await scanInventory(inventoryOfFile(target), scan)];
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
		reports.push(await scanSkill(folder, scan));
	}

	return reports;
}

/** What is the same for every skill of one scan. */
interface Scan {
	readonly baseline: string | undefined;
	readonly moreRules: readonly RuleFile[];
	readonly judge: Judge | undefined;
}

async function prepare({baseline, rules, judge}: ScanOptions): Promise<Scan> {
	if (baseline !== undefined && !existsSync(baseline)) {
		throw new UsageError(`Cannot use the baseline ${toDisplay(baseline)}: there is no such file.`);
	}

	const moreRules = rules === undefined ? [] : [(await import('./admission/user-rules/read-rules.ts')).readUserRules(rules)];
	return {baseline, moreRules, judge};
}

/** The admission report of one skill folder, scanned now whatever is known of it. */
function scanSkill(dir: string, scan: Scan): Promise<AdmissionReport> {
	if (scan.baseline !== undefined) {
		assertOutside(dir, scan.baseline);
	}

	return scanInventory(readInventory(dir), scan);
}

async function scanInventory(inventory: Inventory, {baseline, moreRules, judge}: Scan): Promise<AdmissionReport> {
	const report = await withLocalAdvisories(await admitInventory(inventory, moreRules));
	return withBaseline(judge ? await judge(report, inventory) : report, baseline);
}

async function admitInventory(inventory: Inventory, moreRules: readonly RuleFile[]): Promise<AdmissionReport> {
	const {admit} = await import('./admission/admit.ts');
	try {
		return await admit(inventory, await readManifest(inventory), {moreRules});
	} catch (error) {
		if (!(error instanceof SkillError)) {
			throw error;
		}

		// What cannot run is still looked at whole, and is never clean.
		const problems = hasManifest(inventory) ? [{kind: 'manifest', path: 'SKILL.md', message: error.message} as const] : [];
		return admit(
			{...inventory, problems: [...inventory.problems, ...problems]},
			{...noManifest, name: basename(inventory.root), warnings: [error.message]},
			{moreRules},
		);
	}
}

// A single file or a plain folder of scripts has none and needs none.
function hasManifest({files}: Inventory): boolean {
	return files.some(({path}) => path === 'SKILL.md');
}

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
