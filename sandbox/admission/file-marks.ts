/** A short mark for every file of a tree, to name later which of them changed; pure. */

import {asRecord, asText} from './json-file.ts';
import type {Inventory, InventoryFile} from './inventory.ts';

/** By path: `sha256:…`, with ` x` behind it for an executable; `link …` with the target; `unread` with the size. */
export type FileMarks = Readonly<Record<string, string>>;

export interface FileChanges {
	readonly added: readonly string[];
	readonly changed: readonly string[];
	readonly removed: readonly string[];
}

export function fileMarks(inventory: Inventory): FileMarks {
	return Object.fromEntries(inventory.files.map(file => [file.path, markOf(file)]));
}

/** What differs between two trees, each list sorted by path. */
export function compareMarks(before: FileMarks, after: FileMarks): FileChanges {
	const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
	const has = (marks: FileMarks, path: string) => Object.hasOwn(marks, path);
	return {
		added: paths.filter(path => !has(before, path)),
		changed: paths.filter(path => has(before, path) && has(after, path) && before[path] !== after[path]),
		removed: paths.filter(path => !has(after, path)),
	};
}

/** File marks as they were stored. Throws a TypeError naming the key. */
export function parseMarks(value: unknown, key: string): FileMarks {
	const marks = asRecord(value, key);
	return Object.fromEntries(Object.entries(marks).map(([path, mark]) => [path, asText(mark, `${key}.${path}`)]));
}

function markOf(file: InventoryFile): string {
	if (file.linkTarget !== undefined) {
		return `link ${file.linkTarget}`;
	}

	return file.sha256 ? `${file.sha256}${file.executable ? ' x' : ''}` : `unread ${file.kind} ${file.size}`;
}
