/** A throw-away copy of what a skill asks for of a workspace, so that a rehearsal can do no harm to the original. */

import {chmodSync, copyFileSync, lchownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {isSecretFile, isSecretFolder} from '../linux/secret-names.ts';
import type {Policy} from '../policy.ts';

export interface SampleWorkspace {
	readonly folder: string;
	/** Whether something that the skill asks for was left out, for want of room. */
	readonly isPartial: boolean;
	remove(): void;
}

const mostFiles = 5000;
const mostBytes = 64 * 1024 * 1024;
/** As root the sandbox runs as the owner of what it may write: the copy must not be root's. */
const nobodyId = 65_534;

/** Copy what `policy` names of `source`: regular files and folders, without links and secrets, up to a bound. */
export function copyWorkspace(source: string, {filesystem: {read, write}}: Policy): SampleWorkspace {
	const parent = mkdtempSync(join(tmpdir(), 'skilllite-rehearsal-'));
	// Its content belongs to whom the sandbox runs as, who must get to it.
	chmodSync(parent, 0o711);
	const folder = join(parent, 'workspace');
	make(folder);
	const budget = {files: mostFiles, bytes: mostBytes, isPartial: false};
	for (const name of [...read, ...write]) {
		makeParents(folder, name);
		copy(join(source, name), join(folder, name), budget);
	}

	return {folder, isPartial: budget.isPartial, remove: () => remove(parent)};
}

function copy(from: string, to: string, budget: {files: number; bytes: number; isPartial: boolean}): void {
	const about = statSync(from, {throwIfNoEntry: false});
	if (about === undefined) {
		return;
	}

	if (about.isDirectory()) {
		make(to);
		for (const entry of readdirSync(from, {withFileTypes: true})) {
			const isCopied = entry.isDirectory()
				? !isSecretFolder(entry.name, from.split('/').at(-1) ?? '')
				: entry.isFile() && !isSecretFile(entry.name);
			if (isCopied) {
				copy(join(from, entry.name), join(to, entry.name), budget);
			}
		}

		return;
	}

	budget.files -= 1;
	budget.bytes -= about.size;
	if (budget.files < 0 || budget.bytes < 0) {
		budget.isPartial = true;
		return;
	}

	copyFileSync(from, to);
	give(to);
}

function makeParents(folder: string, name: string): void {
	const parent = dirname(name);
	if (parent !== '.') {
		makeParents(folder, parent);
		make(join(folder, parent));
	}
}

function make(folder: string): void {
	mkdirSync(folder, {recursive: true, mode: 0o755});
	give(folder);
}

function give(path: string): void {
	if (process.getuid?.() === 0) {
		lchownSync(path, nobodyId, nobodyId);
	}
}

function remove(folder: string): void {
	try {
		rmSync(folder, {recursive: true, force: true});
	} catch {
		// A rehearsal's report must not be lost over what the skill left; it lies in the folder for temporary files.
	}
}
