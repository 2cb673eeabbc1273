/** The interpreter of a script on a Mac: which binary, what it has to read, and how it is called. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {SkillLiteError} from '../base/errors.ts';
import type {Job} from '../job.ts';
import {hostCommand} from '../linux/interpreters.ts';
import {isExecutable} from '../linux/is-executable.ts';
import {ask} from './ask.ts';
import {hostPath} from './host-path.ts';
import type {Place} from './profile.ts';

export interface MacInterpreter {
	/** The first is started; the others it starts in its own place. */
	readonly programs: readonly [string, ...string[]];
	/** Up to the script's path. */
	readonly args: readonly string[];
	readonly read: readonly Place[];
}

/** Find the interpreter for a job. Throws a SkillLiteError (`interpreter-missing`) that names what to install. */
export function macInterpreter({runtime, limits, typescript}: Pick<Job, 'runtime' | 'limits' | 'typescript'>): MacInterpreter {
	return runtime === 'node' ? node(limits.memoryBytes, typescript) : python();
}

function node(memoryBytes: number, typescript: boolean): MacInterpreter {
	const program = hostPath(process.execPath);
	const [, ...hook] = hostCommand('node', typescript);
	const heapMegabytes = Math.max(32, Math.floor((memoryBytes / 1024 / 1024) * 0.6));
	return {
		programs: [program],
		args: [
			`--max-old-space-size=${heapMegabytes}`,
			'--disable-warning=ExperimentalWarning',
			...hook.map(word => (word.startsWith('/') ? hostPath(word) : word)),
		],
		read: [file(program), ...hook.filter(word => word.startsWith('/')).map(word => file(hostPath(word))), ...packageFolders(program)],
	};
}

function python(): MacInterpreter {
	const found = pythonCandidates(process.env.PATH ?? '').find(isExecutable);
	if (found === undefined) {
		throw new SkillLiteError('interpreter-missing', 'Cannot run the script: python3 is not installed.', {
			hint: 'Install it with: brew install python3',
		});
	}

	const [executable = '', prefix = ''] = ask(found, ['-I', '-S', '-c', 'import sys; print(sys.executable); print(sys.base_prefix)']).split(
		'\n',
	);
	return describePython(hostPath(executable), hostPath(prefix));
}

// No site, no user site, no PYTHON* variable, nothing written beside the script: as on Linux.
const pythonFlags = ['-s', '-S', '-E', '-B'];

/** What a Python with this binary and this prefix, both as `hostPath` gives them, starts and reads. */
export function describePython(executable: string, prefix: string): MacInterpreter {
	const app = join(prefix, 'Resources', 'Python.app', 'Contents', 'MacOS', 'Python');
	const isFramework = /\.framework\/Versions\/[^/]+$/.test(prefix);
	return {
		// The program of a framework starts the one of its application bundle in its own place.
		programs: [executable, ...(existsSync(app) ? [hostPath(app)] : [])],
		args: pythonFlags,
		read: [
			file(executable),
			// Elsewhere than in a framework the prefix may be /usr/local, or a folder of the user's with more in it than Python.
			{path: isFramework ? prefix : join(prefix, 'lib'), isFolder: true},
			...packageFolders(executable),
		],
	};
}

/**
Where Python may be, in the order of preference.

`/usr/bin/python3` is left out: where the developer tools are missing it opens a dialog instead, and where they are there it
is the one of the last folder. So is what comes with the project.
*/
export function pythonCandidates(searchPath: string, project: string = process.cwd()): readonly string[] {
	const folders = searchPath
		.split(':')
		.filter(folder => folder.startsWith('/') && folder !== '/usr/bin')
		.filter(folder => !`${folder}/`.startsWith(project === '/' ? '//' : `${project}/`) && !folder.includes('/node_modules/'));
	return [
		...folders,
		'/opt/homebrew/bin',
		'/usr/local/bin',
		'/Library/Frameworks/Python.framework/Versions/Current/bin',
		'/Library/Developer/CommandLineTools/usr/bin',
	].map(folder => join(folder, 'python3'));
}

/** What a package manager's interpreter needs of its other packages: installed code, no settings and no data. */
function packageFolders(program: string): readonly Place[] {
	const root = ['/opt/homebrew', '/usr/local'].find(folder => program.startsWith(`${folder}/`));
	return root === undefined ? [] : ['Cellar', 'lib', 'opt'].map(name => ({path: join(root, name), isFolder: true}));
}

function file(path: string): Place {
	return {path, isFolder: false};
}
