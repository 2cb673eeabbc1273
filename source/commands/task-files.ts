/** What a recorded task needs to know of the workspace's files, read as the agent's own tools read them: links lead nowhere, secrets stay closed. */

import {isAbsolute} from 'node:path';
import {realpathSync} from 'node:fs';
import {sha256} from '../../sandbox/index.ts';
import {readAll, withFile} from '../agent/tools/open-file.ts';
import type {UndoJournal} from '../agent/tools/undo-journal.ts';
import {resolveForReading} from '../agent/tools/workspace-paths.ts';
import type {TaskFiles} from '../evolution/replays/task-recorder.ts';

const largestRead = 4 * 1024 * 1024;

/** The files of a workspace, with what the last turn changed in it. */
export function taskFiles(workspace: string, undo: Pick<UndoJournal, 'beforeTurn'>): TaskFiles {
	return {
		before() {
			const files = undo.beforeTurn();
			try {
				return files && [...files].map(([path, bytes]) => ({path: ownPath(path), text: bytes && plainText(bytes)}));
			} catch {
				return null; // no text, or not in the workspace
			}
		},
		digest(path) {
			try {
				const resolved = resolveForReading({workspace: realpathSync.native(workspace), granted: []}, path);
				return {path: resolved.name, digest: withFile(resolved, file => sha256(readAll(file, resolved.name, largestRead)))};
			} catch {
				return null; // gone, too large, or closed to tools
			}
		},
	};
}

/** The journal calls files of other folders by their whole path. */
function ownPath(path: string): string {
	if (isAbsolute(path)) {
		throw new TypeError('It is not in the workspace.');
	}

	return path;
}

function plainText(bytes: Uint8Array): string {
	return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
}
