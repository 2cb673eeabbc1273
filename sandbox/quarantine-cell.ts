/**
Where one run's seized files go:

    <home>/quarantine/<id>/       0700, made for the first of them
        manifest.jsonl            where each came from
        1, 2, 3 ...               0600

A link is only a line of the manifest; so is a file that has another name, for there it stays as it is.
*/

import {randomUUID} from 'node:crypto';
import {
	appendFileSync,
	chmodSync,
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	readlinkSync,
	renameSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {toDisplayJson} from './base/display.ts';
import {skillliteHome} from './base/home.ts';
import type {Quarantine} from './envelope.ts';
import type {OpenFolder} from './open-folder.ts';

/** What is copied at most where the quarantine is on another file system than the folder. */
const mostCopiedBytes = 64 * 1024 * 1024;

/** How a seizure went: into the cell, under a name in its folder that nothing obeys, or not at all. */
export type Taken = 'moved' | 'renamed' | 'left';

export interface Cell {
	/** Take a file or link away from its name. `from` is its path, for the manifest. */
	take(folder: OpenFolder, name: string, from: string): Taken;
	/** Undefined while nothing has come in. */
	contents(): Quarantine | undefined;
}

export function createCell(): Cell {
	const id = `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${randomUUID().slice(0, 8)}`;
	const cell = join(skillliteHome(), 'quarantine', id);
	let files = 0;
	let copiedBytes = 0;

	function move(folder: OpenFolder, name: string, from: string): void {
		mkdirSync(cell, {recursive: true, mode: 0o700});
		const as = String(files + 1);
		const trace = bring(folder, name, join(cell, as)) ?? {as};
		files++;
		appendFileSync(join(cell, 'manifest.jsonl'), `${toDisplayJson(JSON.stringify({from, ...trace}))}\n`, {mode: 0o600});
	}

	/** Gives what there is to say of something that is not kept as a file. */
	function bring(folder: OpenFolder, name: string, to: string): Trace | undefined {
		try {
			folder.attempt(() => renameSync(folder.at(name), to));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EXDEV') {
				return carry(folder, name, to);
			}

			throw error;
		}

		// What arrived may not be what was looked at; in here nobody else can change it any more.
		const trace = traceOf(to);
		if (trace === undefined) {
			chmodSync(to, 0o600);
		} else {
			unlinkSync(to);
		}

		return trace;
	}

	/** As `bring`, from another file system. */
	function carry(folder: OpenFolder, name: string, to: string): Trace | undefined {
		const trace = traceOf(folder.at(name));
		if (trace === undefined) {
			copy(folder, name, to);
		}

		folder.attempt(() => unlinkSync(folder.at(name)));
		return trace;
	}

	function copy(folder: OpenFolder, name: string, to: string): void {
		const fd = openSync(folder.at(name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		try {
			const about = fstatSync(fd);
			if (!about.isFile() || copiedBytes + about.size > mostCopiedBytes) {
				throw new Error('not to be copied');
			}

			copiedBytes += about.size;
			writeFileSync(to, readFileSync(fd), {flag: 'wx', mode: 0o600});
		} finally {
			closeSync(fd);
		}
	}

	return {
		take: (folder, name, from) => {
			const ways = [
				['moved', () => move(folder, name, from)],
				// No room, no right, too much: then it stays, but not under its name.
				['renamed', () => folder.attempt(() => renameSync(folder.at(name), folder.at(`quarantined-${id}-${randomUUID().slice(0, 8)}`)))],
			] as const;
			return ways.find(([, take]) => succeeds(take))?.[0] ?? 'left';
		},
		contents: () => (files === 0 ? undefined : {folder: cell, files}),
	};
}

type Trace = {readonly link: string} | {readonly kind: 'hard link' | 'device'};

function traceOf(path: string | Buffer): Trace | undefined {
	const about = lstatSync(path);
	if (about.isSymbolicLink()) {
		return {link: readlinkSync(path)};
	}

	return !about.isFile() ? {kind: 'device'} : about.nlink > 1 ? {kind: 'hard link'} : undefined;
}

function succeeds(action: () => void): boolean {
	try {
		action();
		return true;
	} catch {
		// The caller says so.
		return false;
	}
}
