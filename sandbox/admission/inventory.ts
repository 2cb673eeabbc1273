/**
Every file of a skill, read once.

The bytes that are hashed here are the bytes that the scanner sees and the
snapshot holds; nothing later opens the skill's own folder again. `.git` at the
root is left out of all three.
*/

import {resolve} from 'node:path';
import type {Sha256} from '../base/canonical-json.ts';
import type {InventoryFile, InventoryProblem} from './inventory-file.ts';
import {linkProblems} from './links.ts';
import {nameProblems} from './names.ts';
import {treeHash} from './tree-hash.ts';
import {walkTree} from './walk.ts';

export type {InventoryFile, InventoryProblem, InventoryProblemKind} from './inventory-file.ts';

export interface Inventory {
	/** Absolute host path. */
	readonly root: string;
	/** Sorted by path, in UTF-16 code units. */
	readonly files: readonly InventoryFile[];
	readonly problems: readonly InventoryProblem[];
	readonly treeHash: Sha256;
	/** Something was too much or could not be read; it is in no snapshot either. */
	readonly partial: boolean;
	/** Of what was read. */
	readonly totalBytes: number;
}

/**
Everything in a folder, with what is wrong with its names, links and kinds.

- Never follows a link below the root and never opens a device, pipe or socket.
- Throws SkillError `skill-not-found` (no such folder) or `skill-invalid` (a file, or unreadable), and
  IntegrityError when something changes while it is being read.
*/
export function readInventory(dir: string): Inventory {
	const root = resolve(dir);
	const walk = walkTree(root);
	const files = walk.files.sort((a, b) => (a.path < b.path ? -1 : 1));
	return {
		root,
		files,
		problems: [...walk.problems, ...nameProblems(files.map(file => file.path)), ...linkProblems(files)],
		treeHash: treeHash(files, walk.partial),
		partial: walk.partial,
		totalBytes: walk.totalBytes,
	};
}
