import type {AgentTool} from '../agent-tool.ts';
import {toDisplay} from '../../../sandbox/index.ts';
import {matchesGlob} from '../permissions/glob.ts';
import {createOwnTool, mayRead, numberIn, textIn, textResult, type Workspace} from './own-tool.ts';
import {walkFolder} from './walk-folder.ts';
import {resolveForReading} from './workspace-paths.ts';

const mostListed = 1000;

/** The entries of a folder; with a glob, whatever fits it below. */
export function createListFiles(workspace: Workspace): AgentTool {
	return createOwnTool({
		name: 'list_files',
		description: 'List a folder, or everything below it that fits a glob such as **/*.ts.',
		properties: {
			path: {type: 'string', description: 'Default: the workspace.'},
			glob: {type: 'string', maxLength: 200, description: 'Relative to path.'},
			limit: {type: 'integer', description: `Default and most ${mostListed}.`},
		},
		rare: ['limit'],
		faultLabel: workspace.label,
		required: [],
		isReading: true,
		async run(args, context) {
			const folder = resolveForReading(workspace.roots, textIn(args, 'path') || '.');
			const refused = await mayRead(workspace, 'list_files', folder, context);
			if (refused) {
				return refused;
			}

			const glob = textIn(args, 'glob');
			const limit = numberIn(args, 'limit', {most: mostListed, otherwise: mostListed});
			const {entries, isCut} = walkFolder(folder, glob !== '');
			const names = entries
				.map(({parts, kind}) => ({below: parts.slice(folder.parts.length).join('/'), path: parts.join('/'), kind}))
				.filter(({below, kind}) => glob === '' || (kind !== 'folder' && matchesGlob(glob, below, 'path')))
				.filter(({path}) => !workspace.gate.denies('list_files', path))
				.map(({below, kind}) => `${shownName(below)}${kind === 'folder' ? '/' : kind === 'link' ? ' (link)' : ''}`);
			const rest = names.length - limit;
			const note = rest > 0 ? [`[and ${rest} more]`] : isCut ? ['[and more: there is too much below to look at all of it]'] : [];
			return textResult([...names.slice(0, limit), ...note].join('\n') || '(nothing)', workspace.label);
		},
	});
}

/** One line each, whatever a name holds. */
function shownName(name: string): string {
	const shown = toDisplay(name, {reveal: true});
	return shown === name ? name : JSON.stringify(shown);
}
