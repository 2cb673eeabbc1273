/**
What the names of a path say about it: that it holds secrets, or that something else runs or obeys what is written there.

For whoever reads and writes files of a workspace on this side of the sandbox; a run is shown a workspace by `linux/workspace.ts`.
*/

import {existsSync, readdirSync, realpathSync} from 'node:fs';
import {basename, join, sep} from 'node:path';
import {cacheFolder, skillliteHome} from './base/home.ts';
import {isSecretFile, isSecretFolder} from './linux/secret-names.ts';
import {isProtected, type Place, placeOf} from './protected-names.ts';

/** Whether a file of `root` holds keys or credentials by its own name or that of a folder around it; git's own configuration may hold a remote's. */
export function isSecretPath(root: string, parts: readonly string[]): boolean {
	return parts.some((part, index) => {
		const parent = parts[index - 1] ?? basename(root);
		return isSecretFile(part) || isSecretFolder(part, parent) || (isInGit(parts.slice(0, index)) && /^config(?:\.worktree)?$/i.test(part));
	});
}

/**
Whether something else runs or obeys what is written to this path of `root`: hooks, start-up files, settings of tools and
agents, anything of git's own, and what would make a folder into a repository.
*/
export function isProtectedPath(root: string, parts: readonly string[]): boolean {
	let folder = root;
	let around: Place | undefined;
	for (const part of parts) {
		const names = namesIn(folder);
		around = placeOf(basename(folder), names, around);
		const after = placeOf(basename(folder), [...names, part], around);
		if (isInGit([part]) || (after.isBare && !around.isBare) || isProtected(part, 'file', after)) {
			return true;
		}

		folder = join(folder, part);
	}

	return false;
}

/** Whether a real path is in the folders of this program itself: consents, transcripts, snapshots. */
export function isOwnPath(path: string): boolean {
	return [skillliteHome(), cacheFolder()]
		.filter(folder => existsSync(folder))
		.map(folder => realpathSync.native(folder))
		.some(folder => path === folder || path.startsWith(folder + sep));
}

function isInGit(parts: readonly string[]): boolean {
	return parts.some(part => placeOf(part, []).isGit);
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return []; // it is to be made, or cannot be looked into; then nothing is written there either
	}
}
