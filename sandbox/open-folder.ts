/**
A folder that is held open: a name in it stays a name in this very folder, whatever another process renames or puts in
its way meanwhile. A name that is passed on is latin1, so that any bytes go there and back.
*/

import {chmodSync, closeSync, constants, fstatSync, openSync, readdirSync} from 'node:fs';
import {identityOf} from './guard.ts';
import type {Kind} from './protected-names.ts';

export interface FolderEntry {
	readonly name: string;
	/** The name as text, for rules and for people. */
	readonly text: string;
	readonly kind: Kind;
}

export interface OpenFolder {
	readonly identity: string;
	entries(): readonly FolderEntry[];
	/** A path to a name in it, for one call. */
	at(name: string): Buffer;
	/** A folder in it; throws when it is none (any more), links included. */
	open(name: string): OpenFolder;
	/** Do something in it, if need be after letting its owner, who must be us, read and change it until it is closed. */
	attempt<T>(action: () => T): T;
	close(): void;
}

// O_PATH: also for a folder that may not be read, as long as the way there is free. Elsewhere than on Linux no path leads to a
// descriptor, and names are looked up from the root each time.
const isLinux = process.platform === 'linux';
const flags = (isLinux ? 0o10_000_000 : constants.O_RDONLY) | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** Open a folder by its path. Throws as `openSync`, also for a link. */
export function openFolder(path: string | Buffer): OpenFolder {
	const fd = openSync(path, flags);
	const {dev, ino, mode} = fstatSync(fd, {bigint: true});
	const here = isLinux ? Buffer.from(`/proc/self/fd/${fd}`) : Buffer.from(path);
	let isUnlocked = false;
	const folder: OpenFolder = {
		identity: identityOf({dev, ino}),
		at: name => Buffer.concat([here, Buffer.from(`/${name}`, 'latin1')]),
		open: name => folder.attempt(() => openFolder(folder.at(name))),
		entries: () =>
			folder
				.attempt(() => readdirSync(here, {withFileTypes: true, encoding: 'latin1'}))
				.map(entry => ({
					name: entry.name,
					text: Buffer.from(entry.name, 'latin1').toString('utf8'),
					kind: entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file',
				})),
		attempt: action => {
			try {
				return action();
			} catch (error) {
				if (isUnlocked || (error as NodeJS.ErrnoException).code !== 'EACCES') {
					throw error;
				}
			}

			chmodSync(here, 0o700);
			isUnlocked = true;
			return action();
		},
		close: () => {
			if (isUnlocked) {
				chmodSync(here, Number(mode) & 0o7777);
			}

			closeSync(fd);
		},
	};
	return folder;
}
