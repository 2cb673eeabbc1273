/** Where a path of the host leads, and what is there. */

import {closeSync, fstatSync, openSync, readlinkSync, realpathSync, statSync} from 'node:fs';

export interface Sight {
	readonly source: string;
	readonly device: bigint;
	readonly inode: bigint;
}

/** As the platform allows. Throws what the system does for a path that leads nowhere. */
export function lookAt(path: string): Sight {
	return process.platform === 'linux' ? lookByHandle(path) : lookByPath(path);
}

// O_PATH: neither read nor write, so a pipe or a device is only named.
const byName = 0o10_000_000;

/** In one look: between two, another run that may write there could put a link in its place. */
export function lookByHandle(path: string): Sight {
	const fd = openSync(path, byName);
	try {
		const {dev, ino} = fstatSync(fd, {bigint: true});
		return {source: readlinkSync(`/proc/self/fd/${fd}`), device: dev, inode: ino};
	} finally {
		closeSync(fd);
	}
}

/** Where no path leads to a descriptor. There no run may write to what is granted, so nothing changes between two looks. */
export function lookByPath(path: string): Sight {
	const source = realpathSync.native(path);
	const {dev, ino} = statSync(source, {bigint: true});
	return {source, device: dev, inode: ino};
}
