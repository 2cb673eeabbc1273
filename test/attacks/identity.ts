/** As whom the attacks run: root, and an ordinary user whom the system does not know by name. */

import {chmodSync, chownSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {inject, test} from 'vitest';

export interface Identity {
	readonly name: 'root' | 'an ordinary user';
	readonly uid: number;
	readonly gid: number;
	/** Who the sandboxed process is for the host's kernel, when no write folder decides otherwise. */
	readonly sandboxUid: number;
	/** A folder of this identity alone. */
	readonly home: string;
}

const nobodyUid = 65_534;
const ordinaryUid = 12_345;

const ownUid = process.getuid?.() ?? -1;
const isRoot = ownUid === 0;

/**
One test as root and one as an ordinary user. A suite that itself runs as an ordinary user cannot become root:
the row is then reported as skipped.
*/
export function eachIdentity(title: string, body: (identity: Identity) => Promise<void>): void {
	asRoot(title, body);
	testAs('an ordinary user', title, body);
}

/** One test as root, for what only root can meet. */
export function asRoot(title: string, body: (identity: Identity) => Promise<void>): void {
	testAs('root', title, body);
}

function testAs(name: Identity['name'], title: string, body: (identity: Identity) => Promise<void>): void {
	test(`${title} (as ${name})`, async ({skip}) => {
		const {problem} = inject('world');
		skip(process.platform !== 'linux', 'this sandbox is for Linux');
		skip(name === 'root' && !isRoot, 'the suite runs as an ordinary user, who cannot become root');
		if (problem !== null) {
			throw new Error(problem);
		}

		await body(identity(name));
	});
}

function identity(name: Identity['name']): Identity {
	const uid = name === 'root' ? 0 : isRoot ? ordinaryUid : ownUid;
	const gid = name === 'root' ? 0 : isRoot ? ordinaryUid : (process.getgid?.() ?? -1);
	return {name, uid, gid, sandboxUid: name === 'root' ? nobodyUid : uid, home: makeHome(uid, gid)};
}

function makeHome(uid: number, gid: number): string {
	const home = join(inject('world').folder, `home-${uid}`);
	mkdirSync(home, {recursive: true});
	give(home, {uid, gid});
	// Root's sandbox runs as somebody else, who must reach the cache in here.
	chmodSync(home, uid === 0 ? 0o755 : 0o700);
	return home;
}

/** Make a path belong to an identity; an ordinary user's own files do already. */
export function give(path: string, {uid, gid}: Pick<Identity, 'uid' | 'gid'>): void {
	if (isRoot) {
		chownSync(path, uid, gid);
	}
}

/** Options for `spawn` that start a process as this user. */
export function asUser({uid, gid}: Pick<Identity, 'uid' | 'gid'>): {readonly uid?: number; readonly gid?: number} {
	return isRoot && uid !== 0 ? {uid, gid} : {};
}
