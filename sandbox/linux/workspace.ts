/** What of the user's folder a run sees: granted paths, and nothing secret below them. */

import {existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync, writeFileSync} from 'node:fs';
import {basename, join, relative, sep} from 'node:path';
import {PolicyError} from '../base/errors.ts';
import {cacheFolder, skillliteHome} from '../base/home.ts';
import type {Guard} from '../guard.ts';
import type {Policy} from '../policy.ts';
import {isProtected, placeOf} from '../protected-names.ts';
import type {Mount} from './bubblewrap.ts';
import {lookAt} from './look-at.ts';
import {isSecretFile, isSecretFolder} from './secret-names.ts';
import {surveyFolder} from './survey.ts';

/** A granted file or folder, known by more than its path. */
export interface GrantMount extends Mount {
	readonly device: bigint;
	readonly inode: bigint;
}

export interface WorkspaceView {
	/** What the run is granted, and what of that it must not change: the launcher checks that each is what was looked at. */
	readonly grants: readonly GrantMount[];
	/** Those, and what lies over secrets below them. */
	readonly mounts: readonly Mount[];
	/** Folders inside the sandbox to hide behind an empty file system. */
	readonly covered: readonly string[];
	/** Folders of the host that the run may write to. */
	readonly writeFolders: readonly string[];
	/** What was there before, for the look at those folders when the run is over. */
	readonly guard: Guard;
}

export const workspacePath = '/workspace';

interface Grant extends GrantMount {
	/** As the policy names it. */
	readonly name: string;
	readonly writable: boolean;
}

/**
The mounts for a policy's file grants, resolved in `workspace` (a host folder).

Secrets below a granted folder (`.env*`, keys, credential files and folders) are covered by `emptyFile` or an empty file
system; where a folder may be written, what in it makes something else run later (git hooks, settings of shells and agents)
stays read-only. A missing write folder is made.

Throws a PolicyError for a grant that leads out of the workspace or to a protected name through a link, that names a
secret, or that cannot be surveyed.
*/
export function viewWorkspace(policy: Policy, workspace: string, emptyFile: string): WorkspaceView {
	const {read, write} = policy.filesystem;
	if (read.length + write.length === 0) {
		return {grants: [], mounts: [], covered: [], writeFolders: [], guard: {folders: [], known: new Set(), closed: new Set()}};
	}

	const root = realpathSync.native(workspace);
	for (const name of write) {
		makeFolder(root, name);
	}

	const readable = read.filter(name => !write.includes(name));
	const granted = [...readable.flatMap(name => grantOf(root, name, false)), ...write.flatMap(name => grantOf(root, name, true))];
	const writeGrants = granted.filter(({writable}) => writable);
	const surveys = granted.map(grant => surveyGrant(grant, writeGrants));
	const secrets = surveys.flatMap(survey => survey.secrets);
	// Outer folders first, so that what is inside lies on top of them; the covers of secrets on top of all.
	const grants = [...granted, ...surveys.flatMap(survey => survey.mounts)].sort((a, b) => a.target.length - b.target.length);
	return {
		grants,
		mounts: [...grants, ...secrets.filter(({folder}) => !folder).map(({target}) => ({source: emptyFile, target}))],
		covered: secrets.filter(({folder}) => folder).map(({target}) => target),
		writeFolders: writeGrants.map(({source}) => source),
		guard: {
			folders: writeGrants,
			known: new Set(surveys.flatMap(survey => survey.known)),
			closed: new Set(surveys.flatMap(survey => survey.closed)),
		},
	};
}

function grantOf(root: string, name: string, writable: boolean): readonly Grant[] {
	const found = resolveGrant(root, name, writable);
	return found === undefined ? [] : [{...found, name, target: name === '.' ? workspacePath : `${workspacePath}/${name}`, writable}];
}

function surveyGrant(grant: Grant, writeGrants: readonly Grant[]) {
	const inSandbox = (path: string) => join(grant.target, relative(grant.source, path));
	const mountOf = (path: string, writable: boolean) => ({...lookAtItself(path), target: inSandbox(path), writable});
	const survey = surveyFolder(grant.source, {
		writable: grant.writable,
		own: ownFolders(),
		// One that a link leads to is granted at another place, and here it is a folder like any other.
		writeGrants: writeGrants.filter(({source, target}) => inSandbox(source) === target).map(({source}) => source),
	});
	return {
		secrets: survey.secrets.map(({path, folder}) => ({target: inSandbox(path), folder})),
		mounts: [...survey.pinned.map(path => mountOf(path, true)), ...survey.held.map(path => mountOf(path, false))],
		known: survey.known,
		closed: survey.closed,
	};
}

// Part by part: a link on the way could otherwise have us make a folder outside. Made by root, it belongs to whom the workspace belongs to.
function makeFolder(root: string, grant: string): void {
	let folder = root;
	const parts = grant.split('/').filter(name => name !== '.');
	for (const [index, part] of parts.entries()) {
		const owner = statSync(folder);
		folder = join(folder, part);
		const about = lstatSync(folder, {throwIfNoEntry: false});
		if (about === undefined) {
			makeMissing(folder, index === parts.length - 1 && looksLikeFile.test(part));
			if (process.getuid?.() === 0) {
				lchownSync(folder, owner.uid, owner.gid);
			}
		} else if (about.isSymbolicLink()) {
			resolveGrant(root, relative(root, folder), true);
		}
	}
}

const looksLikeFile = /[^.]\.[A-Za-z0-9]{1,8}$/;

// A grant to write `report.pdf` means a file: as a folder it would be in the skill's way. It is made empty, because only what exists can be mounted.
function makeMissing(path: string, isFile: boolean): void {
	try {
		if (isFile) {
			writeFileSync(path, '', {flag: 'wx'});
		} else {
			mkdirSync(path);
		}
	} catch (cause) {
		throw new PolicyError('policy', `Cannot grant writing to ${path}: it is not there and cannot be made.`, {
			hint: 'Make it yourself, or run in a folder that you can write to.',
			cause,
		});
	}
}

// Undefined for a path that does not exist: a read grant of a file that may come later is not an error.
function resolveGrant(root: string, grant: string, writable: boolean): Omit<GrantMount, 'target'> | undefined {
	const path = join(root, grant);
	if (lstatSync(path, {throwIfNoEntry: false}) === undefined) {
		return undefined;
	}

	const {source: real, ...identity} = lookAt(path);
	if (real !== root && !real.startsWith(root + sep)) {
		throw new PolicyError('policy', `Cannot grant ${grant}: it leads out of the workspace, to ${real}.`);
	}

	const own = ownFolders().find(folder => real === folder || real.startsWith(folder + sep));
	if (own !== undefined) {
		throw new PolicyError('policy', `Cannot grant ${grant}: it is in ${own}, where consents and snapshots are kept.`);
	}

	const parts = relative(root, real).split(sep);
	if (isSecretFile(basename(real)) || parts.some((part, index) => isSecretFolder(part, parts[index - 1] ?? basename(root)))) {
		throw new PolicyError('policy', `Cannot grant ${grant}: it holds keys or credentials, which no skill may see.`);
	}

	if (writable && real !== path && isBelowProtected(root, parts)) {
		throw new PolicyError('policy', `Cannot grant writing to ${grant}: it leads to ${real}, from where something else runs later.`, {
			hint: 'Grant that folder by its own name if it is meant.',
		});
	}

	return {source: real, ...identity};
}

/** Whether a path of the workspace has a name in it that would be protected; what was granted by that name itself, a person has seen. */
function isBelowProtected(root: string, parts: readonly string[]): boolean {
	return parts.some((part, index) => {
		const parent = join(root, ...parts.slice(0, index));
		const place = placeOf(basename(parent), readdirSync(parent));
		return part.toLowerCase() === '.git' || isProtected(part, 'folder', place);
	});
}

/** What this program itself believes, as it is on the disk: a skill that could write there could answer for a person. */
function ownFolders(): readonly string[] {
	return [skillliteHome(), cacheFolder()].filter(folder => existsSync(folder)).map(folder => realpathSync.native(folder));
}

/** As `lookAt`, of a path that led nowhere else when it was surveyed. */
function lookAtItself(path: string) {
	const found = lookAt(path);
	if (found.source !== path) {
		throw new PolicyError('policy', `Cannot grant the folder of ${path}: it was exchanged while it was looked at.`);
	}

	return found;
}
