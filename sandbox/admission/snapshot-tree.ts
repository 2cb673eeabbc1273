/** Writing, comparing and removing one snapshot folder. */

import {
	chmodSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	type Stats,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join, posix} from 'node:path';
import {type Sha256, sha256} from '../base/canonical-json.ts';

export interface SnapshotEntry {
	readonly executable: boolean;
	/** The hash alone is enough to compare, not to write. */
	readonly content: {readonly bytes: Uint8Array} | {readonly sha256: Sha256} | {readonly target: string};
}

// Files are read-only, folders are not: their owner could change them anyway, each use checks them, and `rm -r` of the cache works.
const folderMode = 0o755;

/** Make a folder with exactly these entries, files read-only, whatever the umask. */
export function writeSnapshot(path: string, entries: ReadonlyMap<string, SnapshotEntry>): void {
	const folders = [...foldersOf(entries)].sort();
	for (const folder of folders) {
		mkdirSync(join(path, folder), {recursive: true, mode: 0o700});
	}

	for (const [name, entry] of entries) {
		writeEntry(join(path, name), entry);
	}

	for (const folder of folders.reverse()) {
		chmodSync(join(path, folder), folderMode);
	}
}

/** Whether a folder is ours and holds these entries, with these bytes and modes, and nothing else. Never throws. */
export function holdsExactly(path: string, entries: ReadonlyMap<string, SnapshotEntry>): boolean {
	try {
		const folders = foldersOf(entries);
		let count = 0;
		for (const folder of folders) {
			if (!isOurs(lstatSync(join(path, folder)), folderMode)) {
				return false;
			}

			for (const name of readdirSync(join(path, folder))) {
				const relative = posix.join(folder, name);
				if (folders.has(relative)) {
					continue;
				}

				const entry = entries.get(relative);
				if (!entry || !sameEntry(join(path, relative), entry)) {
					return false;
				}

				count += 1;
			}
		}

		return count === entries.size;
	} catch {
		// Missing, unreadable, changed while being read: in every case not the snapshot that was asked for.
		return false;
	}
}

/** Remove a snapshot; its folders are read-only, which a plain removal stumbles over for everybody but root. */
export function removeSnapshot(path: string): void {
	unlock(path);
	rmSync(path, {recursive: true, force: true});
}

function foldersOf(entries: ReadonlyMap<string, SnapshotEntry>): ReadonlySet<string> {
	const folders = new Set<string>(['.']);
	for (const path of entries.keys()) {
		for (let folder = posix.dirname(path); !folders.has(folder); folder = posix.dirname(folder)) {
			folders.add(folder);
		}
	}

	return folders;
}

function writeEntry(path: string, {executable, content}: SnapshotEntry): void {
	if ('target' in content) {
		symlinkSync(content.target, path);
		return;
	}

	if (!('bytes' in content)) {
		throw new TypeError('A snapshot is written from bytes.');
	}

	writeFileSync(path, content.bytes, {flag: 'wx', mode: 0o600});
	chmodSync(path, modeOf(executable));
}

function sameEntry(path: string, {executable, content}: SnapshotEntry): boolean {
	const stats = lstatSync(path);
	if ('target' in content) {
		return stats.isSymbolicLink() && readlinkSync(path) === content.target;
	}

	if (!stats.isFile() || !isOurs(stats, modeOf(executable))) {
		return false;
	}

	const bytes = readFileSync(path);
	return 'bytes' in content ? bytes.equals(content.bytes) : sha256(bytes) === content.sha256;
}

function modeOf(executable: boolean): number {
	return executable ? 0o555 : 0o444;
}

function isOurs(stats: Stats, mode: number): boolean {
	return (stats.mode & 0o7777) === mode && (process.geteuid === undefined || stats.uid === process.geteuid());
}

function unlock(path: string): void {
	const stats = lstatSync(path, {throwIfNoEntry: false});
	if (!stats?.isDirectory()) {
		return;
	}

	chmodSync(path, 0o700);
	for (const entry of readdirSync(path, {withFileTypes: true})) {
		if (entry.isDirectory()) {
			unlock(join(path, entry.name));
		}
	}
}
