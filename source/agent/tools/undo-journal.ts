/**
What the agent's own tools changed in files, turn by turn, so that turns can be taken back.

A file that somebody changed since is left as it is, and said so. What a command of `bash` changes is not in here.
*/

import {mkdirSync, rmdirSync} from 'node:fs';
import {SkillLiteError, sha256, toSkillLiteError} from '../../../sandbox/index.ts';
import type {FileHistory} from '../file-history.ts';
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

interface Turn {
	readonly entry: string;
	readonly changes: Change[];
}

export interface Undone {
	/** Paths that are as they were before the turn. */
	readonly restored: readonly string[];
	/** Paths that were left alone, each with the reason. */
	readonly left: readonly {readonly path: string; readonly why: string}[];
}

export interface UndoJournal extends FileHistory {
	/** What is noted from now on belongs to the turn of this entry of the transcript. */
	beginTurn(entry: string): void;
	noteFile(path: ResolvedPath, before: FileState, after: Uint8Array | null): void;
	noteFolder(path: string, kind: FolderChange['kind']): void;
	/** Take back the last turn that changed something; null when there is none. */
	undo(): Undone | null;
	/** The files that the last turn changed, by path, as they were before it; null when a folder went, which is more than files. */
	beforeTurn(): ReadonlyMap<string, Uint8Array | null> | null;
}

/** As large as the files that the tools write. */
const largestFile = 20 * 1024 * 1024;

export function createUndoJournal(roots: Roots, folder: PrivateFolder): UndoJournal {
	let turns: Turn[] = [];

	function note(change: Change): void {
		turns.at(-1)?.changes.push(change);
	}

	/** All changes of the turns, the last first. */
	function undoAll(undone: readonly Turn[]): Undone {
		turns = turns.filter(turn => !undone.includes(turn));
		const restored = new Set<string>();
		const left: {path: string; why: string}[] = [];
		for (const change of undone.flatMap(({changes}) => changes).toReversed()) {
			const why = attempt(() => takeBack(change));
			if (why === null) {
				restored.add(change.path);
			} else {
				left.push({path: change.path, why});
			}
		}

		return {restored: [...restored].toReversed(), left};
	}

	/** What somebody changed since the agent's last change of it. */
	function changedSince(undone: readonly Turn[]): readonly string[] {
		const latest = new Map(undone.flatMap(({changes}) => changes).map(change => [change.path, change]));
		const isChanged = (change: Change) => change.kind === 'file' && hashOf(resolveForWriting(roots, change.path)) !== change.afterHash;
		return [...latest.values()].filter(isChanged).map(({path}) => path);
	}

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
		beginTurn(entry) {
			if (turns.at(-1)?.entry !== entry) {
				turns.push({entry, changes: []});
			}
		},
		noteFile(path, before, after) {
			const kept = before && {id: folder.put(before.bytes), mode: before.mode};
			note({kind: 'file', path: path.name, before: kept, afterHash: after && sha256(after)});
		},
		noteFolder(path, kind) {
			note({kind, path});
		},
		undo() {
			const last = turns.findLast(({changes}) => changes.length > 0);
			return last ? undoAll([last]) : null;
		},
		beforeTurn() {
			const changes = turns.at(-1)?.changes ?? [];
			// The first change of a file knows what it was; folders that were made say nothing of files.
			const files = changes.filter(change => change.kind === 'file').toReversed();
			return changes.some(({kind}) => kind === 'folder-removed')
				? null
				: new Map(files.map(({path, before}) => [path, before && folder.get(before.id)]));
		},
		async restore(_, undone) {
			const going = turns.filter(({entry}) => undone.includes(entry));
			const [changed] = changedSince(going);
			if (changed !== undefined) {
				throw new SkillLiteError('input-invalid', `Cannot put ${changed} back: it was changed since.`, {
					hint: 'Go back without the files, or put that file right first.',
				});
			}

			const {restored, left} = undoAll(going);
			const [first] = left;
			if (first) {
				throw new SkillLiteError('input-invalid', `Cannot put ${first.path} back: ${first.why}`);
			}

			return restored;
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
