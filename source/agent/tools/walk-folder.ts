/** Names below a folder of the workspace, level by level; no link is followed, and what may not be read is not named. */

import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {withFolder} from './open-file.ts';
import {isReadable, type ResolvedPath} from './workspace-paths.ts';

export interface FolderEntry {
	/** The names from the root to it. */
	readonly parts: readonly string[];
	readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** Of other people's code and of git: large, and seldom meant. */
const skipped = new Set(['.git', 'node_modules', '__pycache__', '.venv']);
const mostFolders = 5000;
const mostEntries = 50_000;

/** All entries below a folder in order of depth and name, and whether there were too many to look at. */
export function walkFolder(folder: ResolvedPath, isDeep: boolean): {readonly entries: readonly FolderEntry[]; readonly isCut: boolean} {
	const entries: FolderEntry[] = [];
	const folders: (readonly string[])[] = [folder.parts];
	for (let index = 0; index < folders.length; index += 1) {
		if (index >= mostFolders || entries.length >= mostEntries) {
			return {entries, isCut: true};
		}

		const parts = folders[index] ?? [];
		for (const entry of index === 0 ? entriesOf(folder.root, parts) : entriesIfOpen(folder.root, parts)) {
			entries.push(entry);
			if (isDeep && entry.kind === 'folder' && !skipped.has(entry.parts.at(-1) ?? '')) {
				folders.push(entry.parts);
			}
		}
	}

	return {entries, isCut: false};
}

/** None of a folder that is closed to us or has gone meanwhile: one of them must not hide the others. */
function entriesIfOpen(root: string, parts: readonly string[]): readonly FolderEntry[] {
	try {
		return entriesOf(root, parts);
	} catch {
		return [];
	}
}

function entriesOf(root: string, parts: readonly string[]): readonly FolderEntry[] {
	const real = join(root, ...parts);
	return withFolder({real, name: parts.join('/') || '.'}, path =>
		readdirSync(path, {withFileTypes: true})
			.map(
				(entry): FolderEntry => ({
					parts: [...parts, entry.name],
					kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
				}),
			)
			.filter(entry => isReadable(root, entry.parts))
			.sort((a, b) => ((a.parts.at(-1) ?? '') < (b.parts.at(-1) ?? '') ? -1 : 1)),
	);
}
