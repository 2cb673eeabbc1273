/**
What the agent's own tools changed in files, turn by turn, so that the last turn can be taken back.

A file that somebody changed since is left as it is, and said so. What a command of `bash` changes is not in here.
*/

import {mkdirSync, rmdirSync} from 'node:fs';
import {sha256, toSkillLiteError} from '../../../sandbox/index.ts';
import {readAll, removeFile, replaceFile, withFile, withFolderOf} from './open-file.ts';
import type {PrivateFolder} from './private-folder.ts';
import {type ResolvedPath, resolveForWriting, type Roots} from './workspace-paths.ts';

/** A file as it was or is; null where there is none. */
export type FileState = {readonly bytes: Uint8Array; readonly mode: number} | null;

interface FileChange {
	readonly kind: 'file';
	readonly path: string;
	readonly before: {readonly id: string; readonly mode: number} | null;
	/** Of what the tool left; null when it left nothing. */
	readonly afterHash: string | null;
}

interface FolderChange {
	readonly kind: 'folder-made' | 'folder-removed';
	readonly path: string;
}

type Change = FileChange | FolderChange;

export interface Undone {
	/** Paths that are as they were before the turn. */
	readonly restored: readonly string[];
	/** Paths that were left alone, each with the reason. */
	readonly left: readonly {readonly path: string; readonly why: string}[];
}

export interface UndoJournal {
	/** What is noted from now on belongs to a new turn. */
	beginTurn(): void;
	noteFile(path: ResolvedPath, before: FileState, after: Uint8Array | null): void;
	noteFolder(path: string, kind: FolderChange['kind']): void;
	/** Take back the last turn that changed something; null when there is none. */
	undo(): Undone | null;
}

/** As large as the files that the tools write. */
const largestFile = 20 * 1024 * 1024;

export function createUndoJournal(roots: Roots, folder: PrivateFolder): UndoJournal {
	const turns: Change[][] = [[]];

	function takeBack(change: Change): string | null {
		const path = resolveForWriting(roots, change.path);
		if (change.kind !== 'file') {
			const act = change.kind === 'folder-made' ? rmdirSync : mkdirSync;
			withFolderOf(path, false, ({entry}) => void act(entry(path.parts.at(-1) ?? '')));
			return null;
		}

		if (hashOf(path) !== change.afterHash) {
			return 'it was changed since';
		}

		if (change.before === null) {
			removeFile(path);
		} else {
			const {id, mode} = change.before;
			withFolderOf(path, true, held => replaceFile(held, path.parts.at(-1) ?? '', folder.get(id), {mode}));
		}

		return null;
	}

	return {
		beginTurn() {
			if (turns.at(-1)?.length !== 0) {
				turns.push([]);
			}
		},
		noteFile(path, before, after) {
			const kept = before && {id: folder.put(before.bytes), mode: before.mode};
			turns.at(-1)?.push({kind: 'file', path: path.name, before: kept, afterHash: after && sha256(after)});
		},
		noteFolder(path, kind) {
			turns.at(-1)?.push({kind, path});
		},
		undo() {
			const last = turns.findLastIndex(changes => changes.length > 0);
			if (last < 0) {
				return null;
			}

			const restored = new Set<string>();
			const left: {path: string; why: string}[] = [];
			for (const change of turns.splice(last, turns.length, []).flat().toReversed()) {
				const why = attempt(() => takeBack(change));
				if (why === null) {
					restored.add(change.path);
				} else {
					left.push({path: change.path, why});
				}
			}

			return {restored: [...restored].toReversed(), left};
		},
	};
}

function attempt(action: () => string | null): string | null {
	try {
		return action();
	} catch (thrown) {
		return toSkillLiteError(thrown).message;
	}
}

function hashOf(path: ResolvedPath): string | null {
	return path.exists ? withFile(path, file => sha256(readAll(file, path.name, largestFile))) : null;
}
