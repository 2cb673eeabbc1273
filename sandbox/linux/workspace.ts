/** What of the user's folder a run sees: granted paths, and nothing secret below them. */

import {
	closeSync,
	existsSync,
	fstatSync,
	lchownSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {basename, join, relative, sep} from 'node:path';
import {PolicyError} from '../base/errors.ts';
import {cacheFolder, skillliteHome} from '../base/home.ts';
import type {Policy} from '../policy.ts';
import type {Mount} from './bubblewrap.ts';

/** A granted file or folder, known by more than its path. */
export interface GrantMount extends Mount {
	readonly device: bigint;
	readonly inode: bigint;
}

export interface WorkspaceView {
	/** The granted paths alone. */
	readonly grants: readonly GrantMount[];
	/** Those, and what lies over secrets below them. */
	readonly mounts: readonly Mount[];
	/** Folders inside the sandbox to hide behind an empty file system. */
	readonly covered: readonly string[];
	/** Folders of the host that the run may write to. */
	readonly writeFolders: readonly string[];
}

const secretFile =
	/^(?:\.env.*|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\.htpasswd|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519).*|.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx)|credentials(?:\.json)?|service-account.*\.json)$/i;
const secretFolder = /^(?:\.skilllite|\.ssh|\.aws|\.gnupg|\.kube|\.docker|\.azure|gcloud)$/i;
// Installed code and object stores: large, and nobody keeps keys there. Where a skill may write it could have moved some there,
// for a covered file goes along with its folder.
const skippedFolder = /(?:^|\/)(?:node_modules|__pycache__|\.venv|venv|\.git\/objects)$/;
const mostEntries = 100_000;

export const workspacePath = '/workspace';

/**
The mounts for a policy's file grants, resolved in `workspace` (a host folder).

Secrets below a granted folder (`.env*`, keys, credential files and folders) are covered by `emptyFile` or an
empty file system. A missing write folder is made.

Throws a PolicyError for a grant that leads out of the workspace through a link, names a secret, or covers
more than 100,000 entries (secrets could not be looked for).
*/
export function viewWorkspace(policy: Policy, workspace: string, emptyFile: string): WorkspaceView {
	const {read, write} = policy.filesystem;
	if (read.length + write.length === 0) {
		return {grants: [], mounts: [], covered: [], writeFolders: []};
	}

	const root = realpathSync(workspace);
	for (const grant of write) {
		makeFolder(root, grant);
	}

	const readable = read.filter(grant => !write.includes(grant)).map(grant => ({grant, writable: false}));
	const grants = [...readable, ...write.map(grant => ({grant, writable: true}))].flatMap(({grant, writable}) => {
		const found = resolveGrant(root, grant);
		return found === undefined ? [] : [{...found, target: grant === '.' ? workspacePath : `${workspacePath}/${grant}`, writable}];
	});
	// Outer folders first, so that an inner grant lies on top of them.
	grants.sort((a, b) => a.target.length - b.target.length);
	const secrets = grants.flatMap(grant => findSecrets(grant.source, grant.writable).map(secret => ({grant, secret})));
	const inSandbox = ({grant, secret}: (typeof secrets)[number]) => join(grant.target, relative(grant.source, secret.path));
	return {
		grants,
		mounts: [...grants, ...secrets.filter(({secret}) => !secret.folder).map(entry => ({source: emptyFile, target: inSandbox(entry)}))],
		covered: secrets.filter(({secret}) => secret.folder).map(inSandbox),
		writeFolders: grants.filter(({writable}) => writable).map(({source}) => source),
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
			resolveGrant(root, relative(root, folder));
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
function resolveGrant(root: string, grant: string): Omit<GrantMount, 'target'> | undefined {
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

	if (
		secretFile.test(basename(real)) ||
		relative(root, real)
			.split(sep)
			.some(part => secretFolder.test(part))
	) {
		throw new PolicyError('policy', `Cannot grant ${grant}: it holds keys or credentials, which no skill may see.`);
	}

	return {source: real, ...identity};
}

/** What this program itself believes, as it is on the disk: a skill that could write there could answer for a person. */
function ownFolders(): readonly string[] {
	return [skillliteHome(), cacheFolder()].filter(folder => existsSync(folder)).map(folder => realpathSync(folder));
}

// O_PATH: neither read nor write, so a pipe or a device is only named.
const byName = 0o10_000_000;

// Where a path leads and what is there, in one look: between two, another run that may write there could put a link in its place.
function lookAt(path: string) {
	const fd = openSync(path, byName);
	try {
		const {dev, ino} = fstatSync(fd, {bigint: true});
		return {source: readlinkSync(`/proc/self/fd/${fd}`), device: dev, inode: ino};
	} finally {
		closeSync(fd);
	}
}

interface Secret {
	readonly path: string;
	readonly folder: boolean;
}

function findSecrets(root: string, writable: boolean): readonly Secret[] {
	if (!lstatSync(root).isDirectory()) {
		return [];
	}

	const own = ownFolders();
	const secrets: Secret[] = [];
	const pending = [root];
	let seen = 0;
	for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
		for (const entry of readFolder(folder)) {
			const path = join(folder, entry.name);
			if (++seen > mostEntries) {
				throw new PolicyError('policy', `Cannot grant ${root}: it holds more than ${mostEntries} files, too many to look for secrets in.`, {
					hint: 'Grant a folder further down.',
				});
			}

			if (entry.isDirectory()) {
				if (secretFolder.test(entry.name) || own.includes(path)) {
					secrets.push({path, folder: true});
				} else if (writable || !skippedFolder.test(path)) {
					pending.push(path);
				}
			} else if (entry.isFile() && (secretFile.test(entry.name) || isGitConfig(folder, entry.name, writable))) {
				secrets.push({path, folder: false});
			} else if (entry.isSymbolicLink() && (secretFile.test(entry.name) || secretFolder.test(entry.name))) {
				secrets.push(...behindLink(root, path));
			}
		}
	}

	return secrets;
}

// A link with the name of a secret: what it leads to is one, whatever its own name. Outside the grant it is not mounted at all.
function behindLink(root: string, link: string): readonly Secret[] {
	const real = existsSync(link) ? realpathSync(link) : undefined;
	return real?.startsWith(root + sep) ? [{path: real, folder: lstatSync(real).isDirectory()}] : [];
}

// A remote's address or an extra header may hold a password; without one git needs its config. Submodules and bare
// repositories have one each. A user name in a web address is a token as often as not. Where a skill may write, the folder may
// have been given another name.
function isGitConfig(folder: string, name: string, anywhere: boolean): boolean {
	if (!/^config(?:\.worktree)?$/.test(name) || !(anywhere || /\.git(?:\/|$)/.test(folder))) {
		return false;
	}

	const text = readFileSync(join(folder, name), 'utf8');
	return /https?:\/\/[^/\s]*@|:\/\/[^/\s]*:[^@\s]*@|extraheader|password|token/i.test(text);
}

function readFolder(folder: string) {
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch (cause) {
		throw new PolicyError('policy', `Cannot look for secrets in ${folder}, so it cannot be granted.`, {
			hint: 'Make it readable, or grant a folder that is.',
			cause,
		});
	}
}
