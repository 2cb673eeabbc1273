/**
The private copy of a skill that the sandbox mounts.

It is made from the bytes of the inventory, never from the skill's own folder,
so what was hashed and scanned is what runs. A copy that is already there is
compared with those bytes before every use and rebuilt when anything differs.
*/

import {randomBytes} from 'node:crypto';
import {existsSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {digestOf, type Sha256, sha256} from '../base/canonical-json.ts';
import {cacheFolder} from '../base/home.ts';
import type {Inventory, InventoryFile} from './inventory.ts';
import {linksInside} from './links.ts';
import {isStripped, stripTypes, stripVersion} from './strip-types.ts';
import {recallStripped, rememberStripped} from './stripped-store.ts';
import {snapshotParent} from './snapshot-parent.ts';
import {holdsExactly, removeSnapshot, type SnapshotEntry, writeSnapshot} from './snapshot-tree.ts';

/**
The host path of a verified snapshot: the files that were read, types stripped, read-only, and the links that stay inside.

- Files that the inventory could not read and links that leave the tree are not in it.
- Throws SkillError `skill-invalid` for TypeScript that cannot be stripped, ConfigError for a cache folder that is not safe to use.
*/
export function ensureSnapshot(inventory: Inventory): string {
	const key = keyOf(inventory.treeHash);
	const path = join(snapshotParent(), key);
	const known = knownEntries(inventory, key);
	if (known && holdsExactly(path, known)) {
		return path;
	}

	const entries = entriesOf(inventory, file => ({bytes: stripTypes(file)}));
	rememberStripped(key, strippedHashes(entries, inventory));
	if (!holdsExactly(path, entries)) {
		replaceSnapshot(path, entries);
	}

	return path;
}

/** Where the snapshot of a tree is, if it was ever made; nothing is checked or made. */
export function snapshotPath(treeHash: Sha256): string {
	return join(cacheFolder(), 'snapshots', keyOf(treeHash));
}

function keyOf(treeHash: Sha256): string {
	return digestOf({tree: treeHash, strip: stripVersion}).slice('sha256:'.length);
}

/** What the snapshot holds, as far as that can be said without stripping; undefined when it cannot. */
function knownEntries(inventory: Inventory, key: string): ReadonlyMap<string, SnapshotEntry> | undefined {
	if (!inventory.files.some(isStripped)) {
		return entriesOf(inventory, file => ({bytes: file.bytes ?? new Uint8Array()}));
	}

	const hashes = recallStripped(key);
	if (!hashes || inventory.files.some(file => isStripped(file) && file.bytes && !hashes.has(file.path))) {
		return undefined;
	}

	return entriesOf(inventory, file => ({sha256: hashes.get(file.path) ?? sha256('')}));
}

function entriesOf(inventory: Inventory, stripped: (file: InventoryFile) => SnapshotEntry['content']): ReadonlyMap<string, SnapshotEntry> {
	const entries = new Map<string, SnapshotEntry>();
	for (const file of inventory.files) {
		if (file.bytes) {
			entries.set(file.path, {executable: file.executable, content: isStripped(file) ? stripped(file) : {bytes: file.bytes}});
		}
	}

	for (const link of linksInside(inventory.files)) {
		entries.set(link.path, {executable: false, content: {target: link.linkTarget ?? ''}});
	}

	return entries;
}

function strippedHashes(entries: ReadonlyMap<string, SnapshotEntry>, inventory: Inventory): ReadonlyMap<string, Sha256> {
	const hashes = new Map<string, Sha256>();
	for (const file of inventory.files.filter(isStripped)) {
		const content = entries.get(file.path)?.content;
		if (content && 'bytes' in content) {
			hashes.set(file.path, sha256(content.bytes));
		}
	}

	return hashes;
}

/** Built beside its place and renamed into it: nobody sees half a snapshot. */
function replaceSnapshot(path: string, entries: ReadonlyMap<string, SnapshotEntry>): void {
	const suffix = `${process.pid}.${randomBytes(6).toString('hex')}`;
	const fresh = `${path}.${suffix}.new`;
	const stale = `${path}.${suffix}.old`;
	try {
		writeSnapshot(fresh, entries);
		if (existsSync(path)) {
			renameSync(path, stale);
		}

		renameSync(fresh, path);
	} catch (error) {
		// Another process may have put the same snapshot in place between the two renames.
		if (!holdsExactly(path, entries)) {
			throw error;
		}
	} finally {
		removeSnapshot(fresh);
		removeSnapshot(stale);
	}
}
