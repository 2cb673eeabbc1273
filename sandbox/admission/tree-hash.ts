/** The one hash that names a tree: consents, pins and snapshots are bound to it. */

import {type Sha256, sha256} from '../base/canonical-json.ts';
import type {InventoryFile} from './inventory-file.ts';

const letters = {file: 'f', symlink: 'l', other: 'o'} as const;

/**
The listing that is hashed, a line a file in the order given:
type, exec bit, path length in bytes, path, size, content hash.

- The path's length stands before it, so no path can imitate the end of its line.
- For a link the content is its target; what was not read has `-`.
- A partial tree says so in its first line: it never has the hash of a whole one.
*/
export function canonicalListing(files: readonly InventoryFile[], partial = false): string {
	return [`skilllite-tree 1 ${partial ? 'partial' : 'whole'}\n`, ...files.map(listingLine)].join('');
}

/** SHA-256 of the canonical listing. `files` are sorted by path, as an inventory has them. */
export function treeHash(files: readonly InventoryFile[], partial = false): Sha256 {
	return sha256(canonicalListing(files, partial));
}

function listingLine(file: InventoryFile): string {
	const content = file.linkTarget === undefined ? (file.sha256 ?? '-') : sha256(file.linkTarget);
	return `${letters[file.kind]} ${file.executable ? 'x' : '-'} ${Buffer.byteLength(file.path)} ${file.path} ${file.size} ${content}\n`;
}
