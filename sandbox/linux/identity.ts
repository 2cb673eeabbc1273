/** As whom the sandbox runs, and what that user cannot reach. */

import {readFileSync, accessSync, constants, existsSync, realpathSync, statSync, type Stats} from 'node:fs';
import {dirname} from 'node:path';
import type {Mount} from './bubblewrap.ts';

export interface Identity {
	readonly uid: number;
	readonly gid: number;
}

const nobodyId: Identity = {uid: 65_534, gid: 65_534};

/**
The user that bwrap runs as when we are root: the owner of the granted write folder, or of a granted path that nobody
could not read; else nobody. Undefined when we are an ordinary user: then it is us.

Root of a user namespace that maps a single id (a rootless container) is an ordinary user of the host and stays what it is.
Owned by root gives root, which only a run under Landlock and without procfs may use.
*/
export function sandboxIdentity(grants: readonly Mount[]): Identity | undefined {
	if (process.getuid?.() !== 0 || !isMapped(nobodyId.uid)) {
		return undefined;
	}

	const decisive =
		grants.find(({writable}) => writable) ?? grants.find(({source}) => !permits(nobodyId, statSync(source), readBits(source)));
	if (decisive === undefined) {
		return nobodyId;
	}

	const {uid, gid} = statSync(decisive.source);
	return {uid, gid};
}

/**
Whether `identity` can open a path, by the permission bits of it and of all folders above, or of those up to `top` alone.
ACLs are not read: then bwrap refuses.
*/
export function canReach(identity: Identity, path: string, top = '/'): boolean {
	if (!existsSync(path)) {
		return false;
	}

	const real = realpathSync(path);
	return permits(identity, statSync(real), readBits(real)) && ancestorsPermit(identity, dirname(real), top);
}

/** Whether `identity`, or we ourselves, may read this very file or folder, the folders above aside: those the supervisor can get around. */
export function canRead(identity: Identity | undefined, path: string): boolean {
	if (identity !== undefined) {
		return existsSync(path) && permits(identity, statSync(path), readBits(path));
	}

	try {
		accessSync(path, statSync(path).isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
		return true;
	} catch {
		// Not there, or not for us.
		return false;
	}
}

/** Reading a folder takes entering it too. */
function readBits(path: string): number {
	return statSync(path).isDirectory() ? 0o5 : 0o4;
}

function ancestorsPermit(identity: Identity, folder: string, top: string): boolean {
	if (!permits(identity, statSync(folder), 0o1)) {
		return false;
	}

	return folder === top || folder === '/' || ancestorsPermit(identity, dirname(folder), top);
}

// Root too: inside its user namespace it has power over root's own files alone.
function permits(identity: Identity, about: Stats, wanted: number): boolean {
	const bits = identity.uid === about.uid ? about.mode >> 6 : identity.gid === about.gid ? about.mode >> 3 : about.mode;
	return (bits & wanted) === wanted;
}

/** Whether a user id exists in this user namespace; on the host itself all of them do. */
function isMapped(uid: number): boolean {
	const ranges = readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n');
	return ranges.some(range => {
		const [first = 0, , count = 0] = range.trim().split(/\s+/).map(Number);
		return uid >= first && uid < first + count;
	});
}
