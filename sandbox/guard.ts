/** What stood in the folders that a run may write to before it began, so that what appears there can be told apart. */

import {type BigIntStats, lstatSync, type PathLike, statSync} from 'node:fs';

export interface GuardedFolder {
	/** Real path on the host. */
	readonly source: string;
	/** As the policy names it. */
	readonly name: string;
	readonly device: bigint;
	readonly inode: bigint;
}

export interface Guard {
	readonly folders: readonly GuardedFolder[];
	/** Identities of what had a protected name, and of git's folders: theirs it is to be there, wherever a run may have moved them. */
	readonly known: ReadonlySet<string>;
	/** Identities of folders that need no look: the run saw an empty one in their place, or was granted them by name. */
	readonly closed: ReadonlySet<string>;
}

type Identified = Pick<BigIntStats, 'dev' | 'ino'>;

export function identityOf({dev, ino}: Identified): string {
	return `${dev}:${ino}`;
}

/** The identity of what is at a path; of a link, that of itself and of what it leads to, for either may be exchanged. */
export function identityAt(path: PathLike): string {
	const about = lstatSync(path, {bigint: true});
	return about.isSymbolicLink() ? `${identityOf(about)}>${behind(path)}` : identityOf(about);
}

function behind(link: PathLike): string {
	try {
		return identityOf(statSync(link, {bigint: true}));
	} catch {
		// It leads nowhere, which can be compared as well.
		return 'nothing';
	}
}
