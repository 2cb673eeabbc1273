/** What of the user's folder a run sees: granted paths, and nothing secret below them. */

import {chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync} from 'node:fs';
import {basename, join, relative, sep} from 'node:path';
import {PolicyError, SandboxError} from '../base/errors.ts';
import type {Policy} from '../policy.ts';
import type {Mount} from './bubblewrap.ts';

export interface WorkspaceView {
	/** The granted paths alone. */
	readonly grants: readonly Mount[];
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
// Installed code and object stores: large, and nobody keeps keys there.
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
		const source = resolveGrant(root, grant);
		return source === undefined ? [] : [{source, target: grant === '.' ? workspacePath : `${workspacePath}/${grant}`, writable}];
	});
	// Outer folders first, so that an inner grant lies on top of them.
	grants.sort((a, b) => a.target.length - b.target.length);
	const secrets = grants.flatMap(grant => findSecrets(grant.source).map(secret => ({grant, secret})));
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
	for (const part of grant.split('/').filter(name => name !== '.')) {
		const owner = statSync(folder);
		folder = join(folder, part);
		const about = lstatSync(folder, {throwIfNoEntry: false});
		if (about === undefined) {
			mkdirSync(folder);
			if (process.getuid?.() === 0) {
				chownSync(folder, owner.uid, owner.gid);
			}
		} else if (about.isSymbolicLink()) {
			resolveGrant(root, relative(root, folder));
		}
	}
}

// Undefined for a path that does not exist: a read grant of a file that may come later is not an error.
function resolveGrant(root: string, grant: string): string | undefined {
	const path = join(root, grant);
	if (lstatSync(path, {throwIfNoEntry: false}) === undefined) {
		return undefined;
	}

	const real = realpathSync(path);
	if (real !== root && !real.startsWith(root + sep)) {
		throw new PolicyError('policy', `Cannot grant ${grant}: it leads out of the workspace, to ${real}.`);
	}

	if (
		secretFile.test(basename(real)) ||
		relative(root, real)
			.split(sep)
			.some(part => secretFolder.test(part))
	) {
		throw new PolicyError('policy', `Cannot grant ${grant}: it holds keys or credentials, which no skill may see.`);
	}

	return real;
}

interface Secret {
	readonly path: string;
	readonly folder: boolean;
}

function findSecrets(root: string): readonly Secret[] {
	if (!lstatSync(root).isDirectory()) {
		return [];
	}

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
				if (secretFolder.test(entry.name)) {
					secrets.push({path, folder: true});
				} else if (!skippedFolder.test(path)) {
					pending.push(path);
				}
			} else if (entry.isFile() && (secretFile.test(entry.name) || isGitConfig(folder, entry.name))) {
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
// repositories have one each. A user name in a web address is a token as often as not.
function isGitConfig(folder: string, name: string): boolean {
	if (!/^config(?:\.worktree)?$/.test(name) || !/\.git(?:\/|$)/.test(folder)) {
		return false;
	}

	const text = readFileSync(join(folder, name), 'utf8');
	return /https?:\/\/[^/\s]*@|:\/\/[^/\s]*:[^@\s]*@|extraheader|password|token/i.test(text);
}

function readFolder(folder: string) {
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch (cause) {
		throw new SandboxError('setup', `Cannot look for secrets in ${folder}, so it cannot be granted.`, {cause});
	}
}
