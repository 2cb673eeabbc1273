/**
After a run: what appeared in its write folders under a protected name is taken to where nothing runs or obeys it.

The folders belong to a skill, which may be running again beside us: nothing here follows a link or trusts a path to lead
where it led before.
*/

import {lstatSync, rmdirSync} from 'node:fs';
import type {Denial, Quarantine} from './envelope.ts';
import {type Guard, type GuardedFolder, identityAt, identityOf} from './guard.ts';
import {type FolderEntry, type OpenFolder, openFolder} from './open-folder.ts';
import {isHead, isProtected, type Place, placeOf} from './protected-names.ts';
import {type Cell, createCell} from './quarantine-cell.ts';

/** No project is deeper; what a run hides deeper is told on. */
const deepest = 200;
/** So many are named one by one, the rest as a number. */
const mostNamed = 20;

export interface Seizure {
	/** Undefined when nothing was moved. */
	readonly quarantine: Quarantine | undefined;
	/** Empty when all was well. */
	readonly denied: readonly Denial[];
}

/**
Take away what has appeared under protected names since the guard was made.

Throws nothing over what a skill left: what cannot be looked into or moved is among the denied.
*/
export function quarantineProtected(guard: Guard): Seizure {
	const inspection = new Inspection(guard);
	for (const folder of guard.folders) {
		inspection.inspect(folder);
	}

	return {quarantine: inspection.cell.contents(), denied: inspection.denied()};
}

/** What is known of a folder on the way down to it. */
interface Way {
	/** As the policy would name it, and its full path: for people. */
	readonly name: string;
	readonly path: string;
	readonly around: Place | undefined;
	/** Below a protected name: one that was there before, or one that was not. */
	readonly below: 'known' | 'new' | null;
	readonly depth: number;
}

class Inspection {
	readonly cell: Cell = createCell();
	readonly #guard: Guard;
	readonly #named: string[] = [];
	#unnamed = 0;

	constructor(guard: Guard) {
		this.#guard = guard;
	}

	denied(): readonly Denial[] {
		const named = this.#named.map(target => ({kind: 'file' as const, target: `protected: ${target}`, count: 1}));
		return this.#unnamed === 0 ? named : [...named, {kind: 'file', target: 'protected: more of them', count: this.#unnamed}];
	}

	inspect({source, name, device, inode}: GuardedFolder): void {
		if (lstatSync(source, {throwIfNoEntry: false})?.isFile()) {
			// A file that may be written was granted by its own name.
			return;
		}

		const way: Way = {name, path: source, around: undefined, below: null, depth: 0};
		this.#within(
			way,
			() => openFolder(source),
			root => {
				if (root.identity !== identityOf({dev: device, ino: inode})) {
					throw new Error('it is not the folder that was granted');
				}

				this.#look(root, way);
			},
		);
	}

	/** Open a folder, look at it and close it; what fails on the way is told. */
	#within(way: Way, open: () => OpenFolder | undefined, look: (folder: OpenFolder) => void): void {
		try {
			const folder = open();
			try {
				if (folder !== undefined) {
					look(folder);
				}
			} finally {
				folder?.close();
			}
		} catch {
			this.#tell(`${way.name} (could not be looked into)`);
		}
	}

	#look(folder: OpenFolder, way: Way): void {
		if (way.depth > deepest) {
			throw new Error('it is too deep');
		}

		const entries = folder.entries();
		const place = placeOf(
			way.path.slice(way.path.lastIndexOf('/') + 1),
			entries.map(({text}) => text),
			way.around,
		);
		const isNewBare = place.isBare && !this.#guard.known.has(folder.identity);
		for (const entry of entries) {
			// A bare repository is none without its HEAD. The rest of it may be older than the run, as that of a new `.git` can not.
			const isGuarded =
				way.below !== null ||
				(isNewBare && isHead(entry.text)) ||
				isProtected(entry.text, entry.kind, {...place, isGit: place.isGit && !isNewBare});
			const inner = {name: way.name === '.' ? entry.text : `${way.name}/${entry.text}`, path: `${way.path}/${entry.text}`};
			if (entry.kind === 'folder') {
				this.#enter(folder, entry, {...way, ...inner, around: place}, isGuarded);
			} else if (isGuarded && !this.#isKnown(folder, entry, way)) {
				this.#seize(folder, entry, inner);
			}
		}
	}

	#enter(parent: OpenFolder, {name}: FolderEntry, way: Way, isGuarded: boolean): void {
		const {known, closed} = this.#guard;
		const before = this.#count();
		this.#within(
			way,
			() => unlessGone(() => parent.open(name)),
			folder => {
				const below = !isGuarded ? null : way.below === 'known' || known.has(folder.identity) ? 'known' : 'new';
				if (!closed.has(folder.identity)) {
					this.#look(folder, {...way, below, depth: way.depth + 1});
				}
			},
		);
		if (isGuarded && this.#count() > before) {
			removeEmpty(parent, name);
		}
	}

	// Into a protected folder that was there before the run could write nothing; but a link in it may have been led elsewhere.
	#isKnown(folder: OpenFolder, {name, kind}: FolderEntry, {below}: Way): boolean {
		if (below === 'known' && kind === 'file') {
			return true;
		}

		const identity = unlessGone(() => folder.attempt(() => identityAt(folder.at(name))));
		return identity === undefined || this.#guard.known.has(identity);
	}

	#seize(folder: OpenFolder, {name}: FolderEntry, {name: target, path}: Pick<Way, 'name' | 'path'>): void {
		const taken = this.cell.take(folder, name, path);
		this.#tell(taken === 'moved' ? target : `${target} (${taken === 'renamed' ? 'only renamed' : 'could not be moved'})`);
	}

	#tell(target: string): void {
		if (this.#named.length < mostNamed) {
			this.#named.push(target);
		} else {
			this.#unnamed++;
		}
	}

	#count(): number {
		return this.#named.length + this.#unnamed;
	}
}

/** Undefined for what another process has taken away meanwhile. */
function unlessGone<T>(action: () => T): T | undefined {
	try {
		return action();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}

		throw error;
	}
}

function removeEmpty(parent: OpenFolder, name: string): void {
	try {
		parent.attempt(() => rmdirSync(parent.at(name)));
	} catch {
		// Something else is in it, which stays.
	}
}
