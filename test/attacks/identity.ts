/** As whom the attacks run: root, and an ordinary user whom the system does not know by name. */

import {chmodSync, chownSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {inject, test} from 'vitest';
import {findProgram} from '../../sandbox/linux/toolbox.ts';

export interface Identity {
	readonly name: 'root' | 'an ordinary user';
	/** The sandbox that is attacked. */
	readonly backend: 'bwrap' | 'landlock';
	readonly uid: number;
	readonly gid: number;
	/** Who the sandboxed process is for the host's kernel, when no write folder decides otherwise. */
	readonly sandboxUid: number;
	/** A folder of this identity alone. */
	readonly home: string;
	/** End this row as skipped: the backend refuses such a run, in these words. Throws. */
	readonly skip: (because: string) => never;
}

const nobodyUid = 65_534;
const ordinaryUid = 12_345;

const ownUid = process.getuid?.() ?? -1;
const isRoot = ownUid === 0;

export interface Applicability {
	/** Why the landlock backend cannot meet this test, for example "it grants no writing"; the row is then skipped with these words. */
	readonly bwrapOnly?: string;
	/** Programs that the machine may lack. */
	readonly needs?: readonly string[];
	/** What the test needs and this machine lacks; it is then skipped with these words. */
	readonly missing?: string | undefined;
}

/**
One test as root and one as an ordinary user; in the matrix (`npm run test:attacks`) also on the landlock backend. A suite
that itself runs as an ordinary user cannot become root: the row is then reported as skipped.
*/
export function eachIdentity(title: string, body: (identity: Identity) => Promise<void>, applicability: Applicability = {}): void {
	asRoot(title, body, applicability);
	testAs('an ordinary user', title, body, applicability);
}

/** One test as root, for what only root can meet. */
export function asRoot(title: string, body: (identity: Identity) => Promise<void>, applicability: Applicability = {}): void {
	testAs('root', title, body, applicability);
}

const backends: readonly Identity['backend'][] = process.env.SKILLLITE_ATTACKS === 'matrix' ? ['bwrap', 'landlock'] : ['bwrap'];

function testAs(name: Identity['name'], title: string, body: (identity: Identity) => Promise<void>, applicability: Applicability): void {
	for (const backend of backends) {
		testOn(backend, name, title, body, applicability);
	}
}

function testOn(
	backend: Identity['backend'],
	name: Identity['name'],
	title: string,
	body: (identity: Identity) => Promise<void>,
	{bwrapOnly, needs = [], missing}: Applicability,
): void {
	test(`${title} (as ${name}${backend === 'bwrap' ? '' : `, ${backend}`})`, async ({skip}) => {
		const {problem} = inject('world');
		skip(process.platform !== 'linux', 'this sandbox is for Linux');
		skip(backend === 'landlock' && bwrapOnly !== undefined, `not on landlock: ${bwrapOnly}`);
		const lacking = needs.filter(program => findProgram(program) === undefined);
		skip(lacking.length > 0, `not installed: ${lacking.join(', ')}`);
		skip(missing !== undefined, missing);
		skip(name === 'root' && !isRoot, 'the suite runs as an ordinary user, who cannot become root');
		if (problem !== null) {
			throw new Error(problem);
		}

		await body(
			identity(name, backend, because => {
				skip(because);
				throw new Error(because);
			}),
		);
	});
}

function identity(name: Identity['name'], backend: Identity['backend'], skip: Identity['skip']): Identity {
	const uid = name === 'root' ? 0 : isRoot ? ordinaryUid : ownUid;
	const gid = name === 'root' ? 0 : isRoot ? ordinaryUid : (process.getgid?.() ?? -1);
	return {name, backend, uid, gid, sandboxUid: name === 'root' ? nobodyUid : uid, home: makeHome(uid, gid), skip};
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
