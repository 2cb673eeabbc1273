/** The one way in which a tool changes a file: look, show the difference, ask, look again, note for `/undo`, write. */

import {isUtf8} from 'node:buffer';
import {lstatSync} from 'node:fs';
import {join} from 'node:path';
import {SkillLiteError, unifiedDiff} from '../../../sandbox/index.ts';
import type {ToolContext, ToolResult} from '../agent-tool.ts';
import {readAll, removeFile, replaceFile, withFile, withFolderOf} from './open-file.ts';
import {textResult, type Workspace} from './own-tool.ts';
import type {FileState, UndoJournal} from './undo-journal.ts';
import {type ResolvedPath, shownPath} from './workspace-paths.ts';

export interface WritableWorkspace extends Workspace {
	readonly undo: UndoJournal;
}

export interface FileChange {
	readonly tool: string;
	readonly path: ResolvedPath;
	readonly before: FileState;
	/** Null deletes the file. */
	readonly after: string | null;
	readonly summary: string;
	/** What the model is told when it is done. */
	readonly done: string;
}

const largestFile = 20 * 1024 * 1024;
const writers = ['write_file', 'edit_file', 'make_directory'];

/** For the question of a change: what "for this session" would allow. */
export const everyWrite = {
	words: 'writing and editing every file of this workspace',
	rules: writers.map(tool => ({tool, match: '**'})),
};

/** The file at a path; null when there is none. Throws for anything that is no file. */
export function readState(path: ResolvedPath): FileState {
	return path.exists ? withFile(path, file => ({bytes: readAll(file, path.name, largestFile), mode: file.stat.mode & 0o777})) : null;
}

/** The text of a file. Throws a SkillLiteError for one that cannot be put back as it was after an edit. */
export function textOf(path: ResolvedPath, state: NonNullable<FileState>): string {
	if (!isUtf8(state.bytes) || state.bytes.includes(0)) {
		throw new SkillLiteError('input-invalid', `${shownPath(path.name)} is not a text file.`);
	}

	return Buffer.from(state.bytes).toString('utf8');
}

/** Ask, and make the change. */
export async function changeFile(change: FileChange, {gate, undo}: WritableWorkspace, context: ToolContext): Promise<ToolResult> {
	const {tool, path, before, after, summary, done} = change;
	const diff = await differenceOf(change);
	const refused = await gate.permit(
		{
			tool,
			class: 'write',
			subjects: [path.name],
			aliases: [path.real],
			summary,
			detail: diff,
			...(after === null ? {} : {standing: everyWrite}),
		},
		context,
	);
	if (refused) {
		return refused;
	}

	context.emit({type: 'tool.start', id: context.callId, name: tool, policy: summary, diff});
	assertUnchanged(path, before);
	const bytes = after === null ? null : Buffer.from(after);
	for (const folder of missingFolders(path)) {
		undo.noteFolder(folder, 'folder-made');
	}

	undo.noteFile(path, before, bytes);
	if (bytes === null) {
		removeFile(path);
	} else {
		withFolderOf(path, true, held => replaceFile(held, path.parts.at(-1) ?? '', bytes, before));
	}

	return textResult(done, 'core');
}

/** Folders on the way to a path that are not there yet, outermost first, as tools name them. */
export function missingFolders({root, parts, name}: ResolvedPath): readonly string[] {
	const isRelative = !name.startsWith('/');
	return parts
		.slice(0, -1)
		.map((_, index) => parts.slice(0, index + 1))
		.filter(folder => lstatSync(join(root, ...folder), {throwIfNoEntry: false}) === undefined)
		.map(folder => (isRelative ? folder.join('/') : join(root, ...folder)));
}

async function differenceOf({path, before, after}: FileChange): Promise<string> {
	if (before !== null && (!isUtf8(before.bytes) || before.bytes.includes(0))) {
		return `${path.name}: ${before.bytes.length} bytes that are no text${after === null ? '' : ' are replaced'}`;
	}

	return unifiedDiff(path.name, before && Buffer.from(before.bytes).toString('utf8'), after);
}

/** The person said yes to a difference from what was there. */
function assertUnchanged(path: ResolvedPath, before: FileState): void {
	const now = readState({...path, exists: lstatSync(path.real, {throwIfNoEntry: false}) !== undefined});
	const isSame = now === null || before === null ? now === before : Buffer.from(now.bytes).equals(before.bytes);
	if (!isSame) {
		throw new SkillLiteError('input-invalid', `${shownPath(path.name)} was changed by somebody else meanwhile: read it again.`);
	}
}
