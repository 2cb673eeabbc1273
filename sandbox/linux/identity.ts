/** As whom the sandbox runs, and what that user cannot reach. */

import {realpathSync, statSync, type Stats} from 'node:fs';
import {dirname} from 'node:path';

export interface Identity {
	readonly uid: number;
	readonly gid: number;
}

const nobodyId: Identity = {uid: 65_534, gid: 65_534};

/**
The user that bwrap runs as when we are root: the owner of the granted write folder, else nobody.

Undefined when we are an ordinary user: then it is us. Owned by root gives root, which only a run under
Landlock and without procfs may use.
*/
export function sandboxIdentity(writeFolders: readonly string[]): Identity | undefined {
	if (process.getuid?.() !== 0) {
		return undefined;
	}

	const [folder] = writeFolders;
	if (folder === undefined) {
		return nobodyId;
	}

	const {uid, gid} = statSync(folder);
	return {uid, gid};
}

/** Whether `identity` can open a path, by the permission bits of it and of all folders above. ACLs are not read: then bwrap refuses. */
export function canReach(identity: Identity, path: string): boolean {
	const real = realpathSync(path);
	const about = statSync(real);
	const wanted = about.isDirectory() ? 0o5 : 0o4;
	return permits(identity, about, wanted) && ancestorsPermit(identity, dirname(real));
}

function ancestorsPermit(identity: Identity, folder: string): boolean {
	if (!permits(identity, statSync(folder), 0o1)) {
		return false;
	}

	return folder === '/' || ancestorsPermit(identity, dirname(folder));
}

function permits(identity: Identity, about: Stats, wanted: number): boolean {
	if (identity.uid === 0) {
		return true;
	}

	const bits = identity.uid === about.uid ? about.mode >> 6 : identity.gid === about.gid ? about.mode >> 3 : about.mode;
	return (bits & wanted) === wanted;
}
