/** The plain data that an inventory is made of. Paths and link targets are untrusted text. */

import type {Sha256} from '../base/canonical-json.ts';

export interface InventoryFile {
	/** Relative to the root, with `/` between the parts. */
	readonly path: string;
	readonly kind: 'file' | 'symlink' | 'other';
	readonly executable: boolean;
	/** In bytes; the length of the target for a link. */
	readonly size: number;
	/** What was read, once: these bytes are hashed, scanned and put in the snapshot. Null for links, special files, and what was not read. */
	readonly bytes: Uint8Array | null;
	readonly sha256: Sha256 | null;
	/** As written, for links only. */
	readonly linkTarget?: string;
}

export type InventoryProblemKind =
	/** A link whose target is outside the tree, or absolute. */
	| 'link-out'
	/** A link to nothing. */
	| 'link-broken'
	/** A link that gives a file another extension than its own. */
	| 'link-disguise'
	/** Device, pipe or socket. */
	| 'special-file'
	/** Two paths that are one where case or Unicode form does not count. */
	| 'case-collision'
	/** A name that another system reads otherwise: reserved words, backslash, trailing dot or space. */
	| 'reserved-name'
	/** Characters that reorder or hide text. */
	| 'hidden-name'
	| 'control-name'
	/** Bytes that are not UTF-8: the file was not read. */
	| 'undecodable-name'
	| 'long-path'
	| 'unreadable'
	/** SKILL.md cannot be used; found by the reader of manifests, not by the walk. */
	| 'manifest'
	/** Beyond 5,000 files, 50 MB or 32 folders deep: not read. */
	| 'bounds';

export interface InventoryProblem {
	readonly kind: InventoryProblemKind;
	readonly path: string;
	/** One sentence, safe to display. */
	readonly message: string;
}
