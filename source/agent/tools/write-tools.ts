/** The tools that change files of the workspace: write_file, edit_file, make_directory, move, delete. */

import {lstatSync, renameSync, rmdirSync} from 'node:fs';
import {SkillLiteError} from '../../../sandbox/index.ts';
import type {AgentTool, ToolContext, ToolResult} from '../agent-tool.ts';
import {changeFile, everyWrite, missingFolders, readState, textOf, type WritableWorkspace} from './change-file.ts';
import {applyEdit} from './edit-text.ts';
import {withFolderOf} from './open-file.ts';
import {createOwnTool, failedResult, textIn, textResult} from './own-tool.ts';
import {missing, type ResolvedPath, resolveForWriting, shownPath} from './workspace-paths.ts';

const pathProperty = {type: 'string'};

/** All of them. What they say when it went well names paths as the model wrote them, never as a link made them. */
export function createWriteTools(workspace: WritableWorkspace): readonly AgentTool[] {
	return [writeFile, editFile, makeDirectory, move, deleteFile].map(create => create(workspace));
}

function writeFile(workspace: WritableWorkspace): AgentTool {
	return createOwnTool({
		name: 'write_file',
		description: 'Write a whole text file; makes missing folders. To change a part use edit_file.',
		properties: {path: pathProperty, content: {type: 'string'}},
		faultLabel: workspace.label,
		required: ['path', 'content'],
		async run(args, context) {
			const path = resolveForWriting(workspace.roots, textIn(args, 'path'));
			const after = textIn(args, 'content');
			const before = readState(path);
			const summary = `${before === null ? 'write the new file' : 'replace the file'} ${path.name}`;
			const done = `Wrote ${shownPath(textIn(args, 'path'))}, ${Buffer.byteLength(after)} bytes.`;
			return changeFile({tool: 'write_file', path, before, after, summary, done}, workspace, context);
		},
	});
}

function editFile(workspace: WritableWorkspace): AgentTool {
	return createOwnTool({
		name: 'edit_file',
		description: 'Replace a piece of a text file that is there exactly once. Take lines around it along.',
		properties: {path: pathProperty, old: {type: 'string'}, new: {type: 'string'}},
		faultLabel: workspace.label,
		required: ['path', 'old', 'new'],
		async run(args, context) {
			const path = resolveForWriting(workspace.roots, textIn(args, 'path'));
			const before = readState(path);
			if (before === null) {
				throw missing(path.name);
			}

			const edit = applyEdit(textOf(path, before), textIn(args, 'old'), textIn(args, 'new'));
			if (!edit.ok) {
				return failedResult(`Did not edit ${shownPath(path.name)}: ${edit.why}`, workspace.label);
			}

			const [summary, done] = [`edit ${path.name}`, `Edited ${shownPath(textIn(args, 'path'))} at line ${edit.line}.`];
			return changeFile({tool: 'edit_file', path, before, after: edit.text, summary, done}, workspace, context);
		},
	});
}

function makeDirectory(workspace: WritableWorkspace): AgentTool {
	return createOwnTool({
		name: 'make_directory',
		description: 'Make a folder, and those on the way to it.',
		properties: {path: pathProperty},
		faultLabel: workspace.label,
		required: ['path'],
		async run(args, context) {
			const path = resolveForWriting(workspace.roots, textIn(args, 'path'));
			if (path.exists) {
				return failedResult(`${shownPath(path.name)} is there already.`, workspace.label);
			}

			const refused = await permitted('make_directory', [path], `make the folder ${path.name}`, workspace, context);
			if (refused) {
				return refused;
			}

			// A name below it has it made with the folders on its way.
			const inside = {...path, parts: [...path.parts, '.']};
			noteMissing(inside, workspace);
			withFolderOf(inside, true, () => {});
			return textResult(`Made ${shownPath(textIn(args, 'path'))}.`, 'core');
		},
	});
}

function move(workspace: WritableWorkspace): AgentTool {
	return createOwnTool({
		name: 'move',
		description: 'Move or rename a file; nothing may be at the new path.',
		properties: {from: pathProperty, to: pathProperty},
		faultLabel: workspace.label,
		required: ['from', 'to'],
		async run(args, context) {
			const from = resolveForWriting(workspace.roots, textIn(args, 'from'));
			const to = resolveForWriting(workspace.roots, textIn(args, 'to'));
			const state = readState(from);
			if (state === null || to.exists) {
				return failedResult(state === null ? missing(from.name).message : `${shownPath(to.name)} is there already.`, workspace.label);
			}

			const refused = await permitted('move', [from, to], `move ${from.name} to ${to.name}`, workspace, context);
			if (refused) {
				return refused;
			}

			noteMissing(to, workspace);
			workspace.undo.noteFile(to, null, state.bytes);
			workspace.undo.noteFile(from, state, null);
			rename(from, to);
			return textResult(`Moved ${shownPath(textIn(args, 'from'))} to ${shownPath(textIn(args, 'to'))}.`, 'core');
		},
	});
}

function deleteFile(workspace: WritableWorkspace): AgentTool {
	return createOwnTool({
		name: 'delete',
		description: 'Delete a file or an empty folder.',
		properties: {path: pathProperty},
		faultLabel: workspace.label,
		required: ['path'],
		async run(args, context) {
			const path = resolveForWriting(workspace.roots, textIn(args, 'path'));
			if (!path.exists) {
				return failedResult(missing(path.name).message, workspace.label);
			}

			if (!lstatSync(path.real).isDirectory()) {
				const [summary, done] = [`delete ${path.name}`, `Deleted ${shownPath(textIn(args, 'path'))}.`];
				return changeFile({tool: 'delete', path, before: readState(path), after: null, summary, done}, workspace, context);
			}

			const refused = await permitted('delete', [path], `delete the empty folder ${path.name}`, workspace, context);
			if (refused) {
				return refused;
			}

			withFolderOf(path, false, ({entry}) => rmdirSync(entry(path.parts.at(-1) ?? '')));
			workspace.undo.noteFolder(path.name, 'folder-removed');
			return textResult(`Deleted ${shownPath(textIn(args, 'path'))}.`, 'core');
		},
	});
}

/** Asks about a change that has no text to show, and announces it. */
async function permitted(
	tool: string,
	paths: readonly ResolvedPath[],
	summary: string,
	{gate}: WritableWorkspace,
	context: ToolContext,
): Promise<ToolResult | null> {
	const standing = tool === 'make_directory' ? {standing: everyWrite} : {};
	const [subjects, aliases] = [paths.map(({name}) => name), paths.map(({real}) => real)];
	const refused = await gate.permit({tool, class: 'write', subjects, aliases, summary, detail: null, ...standing}, context);
	if (!refused) {
		context.emit({type: 'tool.start', id: context.callId, name: tool, policy: summary});
	}

	return refused;
}

function noteMissing(path: ResolvedPath, {undo}: WritableWorkspace): void {
	for (const folder of missingFolders(path)) {
		undo.noteFolder(folder, 'folder-made');
	}
}

function rename(from: ResolvedPath, to: ResolvedPath): void {
	withFolderOf(from, false, source =>
		withFolderOf(to, true, target => {
			const [old, fresh] = [source.entry(from.parts.at(-1) ?? ''), target.entry(to.parts.at(-1) ?? '')];
			if (lstatSync(fresh, {throwIfNoEntry: false}) || !lstatSync(old).isFile()) {
				throw new SkillLiteError('input-invalid', `Cannot move ${shownPath(from.name)}: something changed meanwhile.`);
			}

			renameSync(old, fresh);
		}),
	);
}
