/**
Scratch as a folder of the host's, for runs that cannot have a file system of their own: one a run, for its user alone,
watched by the meter and removed afterwards; what a killed process left goes with the next one.
*/

import {chownSync, mkdirSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {cacheFolder} from '../base/home.ts';
import type {Identity} from './identity.ts';
import {makeFolder} from '../base/make-folder.ts';

export interface ScratchFolder {
	readonly path: string;
	remove(): void;
}

let made = 0;

/** A fresh folder for a user; undefined is the user that we are. */
export function createScratch(identity: Identity | undefined): ScratchFolder {
	const parent = join(cacheFolder(), 'scratch');
	makeFolder(parent, 0o755);
	if (made === 0) {
		sweep(parent);
	}

	const path = join(parent, `${process.pid}-${++made}`);
	mkdirSync(path, {mode: 0o700});
	if (identity !== undefined) {
		chownSync(path, identity.uid, identity.gid);
	}

	return {path, remove: () => removeFolder(path)};
}

/** A folder of the caller's as scratch: it is given to that user and stays. */
export function keepScratch(path: string, identity: Identity | undefined): ScratchFolder {
	if (identity !== undefined) {
		chownSync(path, identity.uid, identity.gid);
	}

	return {path, remove() {}};
}

function sweep(parent: string): void {
	for (const name of readdirSync(parent).filter(name => !isAlive(Number(name.split('-')[0])))) {
		removeFolder(join(parent, name));
	}
}

// Not by /proc, which a Mac has not got.
function isAlive(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0) {
		return false;
	}

	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== 'ESRCH';
	}
}

// A run's outcome must not be lost over what it left in its own scratch; the next process tries again.
function removeFolder(path: string): void {
	try {
		rmSync(path, {recursive: true, force: true});
	} catch {
		// Folders without rights, or a tree deeper than a path can be.
	}
}
