import {lstatSync} from 'node:fs';
import type {AgentTool} from '../agent-tool.ts';
import {createOwnTool, failedResult, mayRead, textIn, textResult, type Workspace} from './own-tool.ts';
import {missing, resolveForReading, shownPath} from './workspace-paths.ts';

/** What is at a path, without reading it. */
export function createFileInfo(workspace: Workspace): AgentTool {
	return createOwnTool({
		name: 'file_info',
		description: 'Kind, size, mode and time of change of a file or folder.',
		properties: {path: {type: 'string'}},
		faultLabel: workspace.label,
		required: ['path'],
		isReading: true,
		async run(args, context) {
			const path = resolveForReading(workspace.roots, textIn(args, 'path'));
			const refused = await mayRead(workspace, 'file_info', path, context);
			if (refused) {
				return refused;
			}

			const stat = lstatSync(path.real, {throwIfNoEntry: false});
			if (!stat) {
				return failedResult(missing(path.name).message, workspace.label);
			}

			// What was resolved has no link in it: one that is there now came since.
			const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'something else';
			const facts = [
				`path: ${shownPath(path.name)}`,
				`kind: ${kind}`,
				...(stat.isFile() ? [`size: ${stat.size} bytes`] : []),
				`mode: ${(stat.mode & 0o777).toString(8)}`,
				`changed: ${stat.mtime.toISOString()}`,
			];
			return textResult(facts.join('\n'), workspace.label);
		},
	});
}
