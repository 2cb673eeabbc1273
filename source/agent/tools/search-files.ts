import {emptyPolicy, parseGrantPath, runCommand, toDisplay} from '../../../sandbox/index.ts';
import type {AgentTool} from '../agent-tool.ts';
import {matchesGlob} from '../permissions/glob.ts';
import {createOwnTool, failedResult, mayRead, numberIn, textIn, textResult, type Workspace} from './own-tool.ts';
import {resolveForReading} from './workspace-paths.ts';

const mostShown = 500;
const longestLine = 300;

/** ripgrep where it is there, else grep: both give `path NUL line:text`. */
const program = `if command -v rg >/dev/null 2>&1; then
	exec rg --no-config --line-number --no-heading --with-filename --color never --null --max-columns 2000 --max-count 200 $3 -e "$1" -- "$2"
fi
exec grep --recursive --line-number --with-filename --color=never --null --binary-files=without-match --max-count=200 --exclude-dir=.git --exclude-dir=node_modules $3 --perl-regexp -e "$1" -- "$2"`;

/** Lines of the workspace's files that fit a pattern; searched in the sandbox, which shows no secret files. */
export function createSearchFiles(workspace: Workspace): AgentTool {
	return createOwnTool({
		name: 'search_files',
		description: 'Search the text of files for a regular expression; gives path, line and text.',
		properties: {
			pattern: {type: 'string'},
			path: {type: 'string', description: 'File or folder; default: all.'},
			glob: {type: 'string', maxLength: 200, description: 'Only files that fit, as **/*.ts.'},
			ignore_case: {type: 'boolean'},
			limit: {type: 'integer', description: `Default 100, most ${mostShown}.`},
		},
		rare: ['limit'],
		faultLabel: workspace.label,
		required: ['pattern'],
		isReading: true,
		async run(args, context) {
			const place = resolveForReading(workspace.roots, textIn(args, 'path') || '.');
			const refused = await mayRead(workspace, 'search_files', place, context);
			if (refused) {
				return refused;
			}

			const pattern = textIn(args, 'pattern');
			const target = parseGrantPath(place.parts.join('/') || '.', 'path');
			const flags = args.ignore_case === true ? '--ignore-case' : '';
			context.emit({type: 'tool.start', id: context.callId, name: 'search_files', policy: `reads ${place.name}`});
			const outcome = await runCommand(
				{
					command: {kind: 'program', words: ['bash', '-c', program, 'search', pattern, target, flags]},
					shown: 'search_files',
					stdin: '',
					workspace: place.root,
					policy: {...emptyPolicy, filesystem: {read: [target], write: []}},
					limits: {wallSeconds: 60},
				},
				{signal: context.signal},
			);
			const {usage, backend, denied, exitCode, ended, stdout, stderr} = outcome;
			const run = {usage, backend, denied, ended};
			// 1 is "nothing found"; more with output is a file that could not be read.
			if (ended !== 'exit' || (exitCode !== 0 && exitCode !== 1 && stdout === '')) {
				const why = ended === 'exit' ? stderr.trim().split('\n').slice(0, 3).join(' ') : `it was stopped (${ended})`;
				return {...failedResult(`The search failed: ${toDisplay(why, {maxLength: 300})}`, workspace.label), ...run};
			}

			const glob = textIn(args, 'glob');
			const found = stdout
				.split('\n')
				.map(readLine)
				.filter(hit => hit !== null)
				.filter(({path}) => glob === '' || matchesGlob(glob, path, 'path'))
				.filter(({path}) => !['search_files', 'read_file'].some(tool => workspace.gate.denies(tool, path)));
			const limit = numberIn(args, 'limit', {most: mostShown, otherwise: 100});
			const rest = found.length > limit ? [`[and ${found.length - limit} more]`] : [];
			const lines = found.slice(0, limit).map(({path, rest: text}) => `${toDisplay(path, {reveal: true})}:${text}`);
			return {...textResult([...lines, ...rest].join('\n') || 'Nothing found.', workspace.label), ...run};
		},
	});
}

function readLine(line: string): {readonly path: string; readonly rest: string} | null {
	const end = line.indexOf('\0');
	return end < 0 ? null : {path: line.slice(0, end).replace(/^\.\//, ''), rest: [...line.slice(end + 1)].slice(0, longestLine).join('')};
}
