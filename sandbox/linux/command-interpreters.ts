/** What a command without a skill is started with: the system's own shell and programs, or git alone. */

import {existsSync, lstatSync, realpathSync} from 'node:fs';
import {SkillLiteError} from '../base/errors.ts';
import type {CommandJob, InstallerJob} from '../job.ts';
import type {Mount} from './bubblewrap.ts';
import {type Interpreter, interpreterFor} from './interpreters.ts';
import {installCommand} from './install-command.ts';
import {findProgram} from './toolbox.ts';

/**
Find what runs a command.

Throws a SkillLiteError (`interpreter-missing`) where it is not installed.
*/
export function commandInterpreter(job: CommandJob): Interpreter {
	switch (job.runtime) {
		case 'git':
			return git();
		case 'workspace':
			return workspace();
		case 'pip':
		case 'npm':
			return installer(job);
	}
}

const pipPath = '/run/pip';
const npmPath = '/run/npm';

/** Python looks for a package by listing the folder around it, which is not there to be listed: so it is told. */
const startPip = `
import importlib.util, sys
spec = importlib.util.spec_from_file_location('pip', '${pipPath}/__init__.py', submodule_search_locations=['${pipPath}'])
sys.modules['pip'] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules['pip'])
from pip._internal.cli.main import main
sys.exit(main())
`;

/** An installer is an ordinary program of its language; nothing else that is installed for that language is there. */
function installer({runtime, program, limits}: InstallerJob): Interpreter {
	const isPip = runtime === 'pip';
	const {args, mounts, ...rest} = interpreterFor({runtime: isPip ? 'python' : 'node', limits, typescript: false, programs: []});
	return {
		...rest,
		args: [...args, ...(isPip ? ['-c', startPip] : [`${npmPath}/bin/npm-cli.js`])],
		mounts: [...mounts, {source: program, target: isPip ? pipPath : npmPath}],
	};
}

/**
A repository may name programs in its own configuration: a file-system monitor, hooks, a pager, a diff of its own, a
filter of attributes. None of them starts in the profile without a second process; where one could, these words win over it.
*/
export const harmlessGit: Readonly<Record<string, string>> = configVariables({
	'core.fsmonitor': 'false',
	'core.hooksPath': '/dev/null',
	'core.pager': 'cat',
	'core.editor': 'true',
	'core.sshCommand': 'false',
	'diff.external': '',
	'gc.auto': '0',
	'protocol.ext.allow': 'never',
});

function configVariables(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	const entries = Object.entries(settings);
	return {
		GIT_CONFIG_COUNT: String(entries.length),
		...Object.fromEntries(
			entries.flatMap(([key, value], index) => [
				[`GIT_CONFIG_KEY_${index}`, key],
				[`GIT_CONFIG_VALUE_${index}`, value],
			]),
		),
		GIT_CONFIG_NOSYSTEM: '1',
		GIT_OPTIONAL_LOCKS: '0',
		GIT_TERMINAL_PROMPT: '0',
		GIT_PAGER: 'cat',
	};
}

function git(): Interpreter {
	const found = findProgram('git');
	if (found === undefined) {
		throw missing('git');
	}

	const binary = realpathSync(found);
	return {
		path: binary,
		args: ['git', '--no-pager'],
		mounts: [{source: binary, target: binary}],
		executables: [],
		environment: harmlessGit,
	};
}

function workspace(): Interpreter {
	const bash = ['/usr/bin/bash', '/bin/bash'].find(path => existsSync(path));
	if (bash === undefined) {
		throw missing('bash');
	}

	const mounts = systemFolders();
	return {
		path: bash,
		args: ['bash'],
		mounts,
		executables: mounts.map(({target}) => target).filter(target => !target.startsWith('/etc/')),
		environment: {PATH: '/usr/local/bin:/usr/bin:/bin', ...harmlessGit},
	};
}

/** Programs and their libraries, and the two places of /etc that programs of some distributions are found through. */
function systemFolders(): readonly Mount[] {
	const folders = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/alternatives', '/etc/ld.so.cache'];
	return folders.filter(isThere).map(path => ({source: path, target: path}));
}

// Where /bin is a link to usr/bin, the plan makes the same link.
function isThere(path: string): boolean {
	const about = lstatSync(path, {throwIfNoEntry: false});
	return about !== undefined && !about.isSymbolicLink();
}

function missing(name: string): SkillLiteError {
	return new SkillLiteError('interpreter-missing', `Cannot run the command: ${name} is not installed.`, {
		hint: `Install it with: ${installCommand(name)}`,
	});
}
