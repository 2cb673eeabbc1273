/**
One look through a granted folder before a run: which secrets in it to cover, and, where the run may write, which
protected names to hold as they are.

Both follow their folder when a run renames that: the mount goes along. What a run could do to make the next survey miss
something is closed here, by a refusal or by one more mount.
*/

import {existsSync, lstatSync, readdirSync, readFileSync, realpathSync} from 'node:fs';
import {basename, dirname, join, relative, sep} from 'node:path';
import {PolicyError} from '../base/errors.ts';
import {identityAt} from '../guard.ts';
import {isProtected, type Place, placeOf} from '../protected-names.ts';
import {isSecretByPlace, isSecretFile, isSecretFolder} from './secret-names.ts';

export interface Surveyed {
	readonly path: string;
	readonly folder: boolean;
}

export interface Survey {
	/** Files and folders to cover. */
	readonly secrets: readonly Surveyed[];
	/** Paths to lay over themselves read-only. */
	readonly held: readonly string[];
	/** Folders to lay over themselves as they are: a mount cannot be renamed, and their name makes what is in them a secret. */
	readonly pinned: readonly string[];
	/** Identities, as a guard has them. */
	readonly known: readonly string[];
	readonly closed: readonly string[];
}

export interface SurveyOptions {
	readonly writable: boolean;
	/** Folders of this program. */
	readonly own: readonly string[];
	/** Everything that is granted for writing by a name of its own. */
	readonly writeGrants: readonly string[];
}

// Installed code and object stores: large, and nobody keeps keys there. Where a skill may write it could have moved some there,
// for a covered file goes along with its folder.
const skippedFolder = /(?:^|\/)(?:node_modules|__pycache__|\.venv|venv|\.git\/objects)$/;
const mostEntries = 100_000;
/** bwrap reads all mounts anew for each: 300 take a twentieth of a second, 1,000 most of one. */
const mostHeld = 300;

interface Pending {
	readonly path: string;
	/** Below a protected name, so held with it. */
	readonly isHeld: boolean;
	readonly around: Place | undefined;
}

/**
Survey a granted file or folder.

Throws a PolicyError for a folder that cannot be looked through, that holds too much to look at or to hold, or where the
run could leave a secret without the name that it is known by.
*/
export function surveyFolder(root: string, options: SurveyOptions): Survey {
	const survey = new Surveyor(root, options);
	if (lstatSync(root).isDirectory()) {
		survey.look();
	}

	return survey;
}

class Surveyor implements Survey {
	readonly secrets: Surveyed[] = [];
	readonly held: string[] = [];
	readonly pinned: string[] = [];
	readonly known: string[] = [];
	readonly closed: string[] = [];
	readonly #root: string;
	readonly #options: SurveyOptions;
	readonly #pending: Pending[];
	#seen = 0;

	constructor(root: string, options: SurveyOptions) {
		this.#root = root;
		this.#options = options;
		this.#pending = [{path: root, isHeld: false, around: undefined}];
	}

	look(): void {
		for (let folder = this.#pending.pop(); folder !== undefined; folder = this.#pending.pop()) {
			this.#lookAt(folder);
		}
	}

	#lookAt({path: folder, isHeld, around}: Pending): void {
		const entries = readFolder(folder);
		this.#count(entries.length);
		const place = placeOf(
			basename(folder),
			entries.map(({name}) => name),
			around,
		);
		const {writable} = this.#options;
		if (writable && place.isGit) {
			this.known.push(identityAt(folder));
		}

		for (const entry of entries) {
			const path = join(folder, entry.name);
			const kind = entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file';
			const isGuarded = writable && !isHeld && isProtected(entry.name, kind, place);
			if (kind === 'folder') {
				this.#folder(path, {isGuarded, isHeld, around: place});
			} else if (kind === 'link') {
				this.#link(path, isGuarded || isHeld);
			} else {
				this.#file(path, isGuarded, entry.isFile());
			}
		}
	}

	#count(entries: number): void {
		this.#seen += entries;
		if (this.#seen > mostEntries) {
			throw new PolicyError(
				'policy',
				`Cannot grant ${this.#root}: it holds more than ${mostEntries} files, too many to look for secrets in.`,
				{
					hint: 'Grant a folder further down.',
				},
			);
		}
	}

	#folder(path: string, {isGuarded, isHeld, around}: Omit<Pending, 'path'> & {readonly isGuarded: boolean}): void {
		const {writable, own, writeGrants} = this.#options;
		const parent = basename(dirname(path));
		if (isSecretFolder(basename(path), parent) || own.includes(path)) {
			this.secrets.push({path, folder: true});
			this.closed.push(identityAt(path));
			if (writable && isSecretByPlace(basename(path), parent)) {
				this.#pin(dirname(path));
			}
		} else if (writeGrants.includes(path)) {
			// Surveyed for itself.
			this.closed.push(identityAt(path));
		} else if (writable || !skippedFolder.test(path)) {
			this.#pending.push({path, isHeld: isHeld || isGuarded, around});
			if (isGuarded) {
				this.#hold(path);
			}
		}
	}

	#file(path: string, isGuarded: boolean, isRegular: boolean): void {
		if (isGuarded) {
			this.known.push(identityAt(path));
		}

		if (isRegular && (isSecretFile(basename(path)) || isGitConfig(path, this.#options.writable))) {
			this.secrets.push({path, folder: false});
		} else if (isGuarded) {
			this.#hold(path);
		}
	}

	/** What a link with such a name leads to counts, whatever its own name. Outside the grant it is not mounted at all. */
	#link(path: string, isProtectedLink: boolean): void {
		const name = basename(path);
		const isSecret = isSecretFile(name) || isSecretFolder(name, basename(dirname(path)));
		if (isProtectedLink) {
			this.known.push(identityAt(path));
		}

		const real = (isSecret || isProtectedLink) && existsSync(path) ? realpathSync.native(path) : undefined;
		if (!real?.startsWith(this.#root + sep)) {
			return;
		}

		if (isSecret) {
			this.#assertNamed(path, real);
			this.secrets.push({path: real, folder: lstatSync(real).isDirectory()});
		} else {
			this.#hold(real);
		}
	}

	// A run may remove the link, and then nothing tells what it led to. A name of its own stays: what has one is covered, and a
	// cover cannot be moved.
	#assertNamed(link: string, real: string): void {
		const parts = relative(this.#root, real).split(sep);
		const isNamed = isSecretFile(basename(real)) || parts.some((part, index) => isSecretFolder(part, parts[index - 1] ?? ''));
		if (this.#options.writable && !isNamed) {
			throw new PolicyError('policy', `Cannot grant writing to ${this.#root}: only the link ${link} tells that ${real} is secret.`, {
				hint: 'Give that file the name of the link, move it out of the folder, or grant a folder further down.',
			});
		}
	}

	#pin(path: string): void {
		if (path !== this.#root && !this.pinned.includes(path)) {
			this.pinned.push(path);
		}
	}

	#hold(path: string): void {
		if (this.#options.writeGrants.includes(path) || this.held.includes(path)) {
			return;
		}

		this.known.push(identityAt(path));
		this.held.push(path);
		if (this.held.length > mostHeld) {
			throw new PolicyError(
				'policy',
				`Cannot grant writing to ${this.#root}: it holds more than ${mostHeld} hooks, start-up files and settings to protect.`,
				{hint: 'Grant a folder further down.'},
			);
		}
	}
}

// A remote's address or an extra header may hold a password; without one git needs its config. Submodules and bare
// repositories have one each. A user name in a web address is a token as often as not. Where a skill may write, the folder may
// have been given another name.
function isGitConfig(path: string, anywhere: boolean): boolean {
	if (!/^config(?:\.worktree)?$/.test(basename(path)) || !(anywhere || /\.git(?:\/|$)/.test(dirname(path)))) {
		return false;
	}

	return /https?:\/\/[^/\s]*@|:\/\/[^/\s]*:[^@\s]*@|extraheader|password|token/i.test(readFileSync(path, 'utf8'));
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
