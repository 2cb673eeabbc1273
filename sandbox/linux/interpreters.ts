/** The interpreter of a script: which binary on the host, where it appears in the sandbox, and how it is called. */

import {execFileSync} from 'node:child_process';
import {closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, realpathSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {SkillLiteError} from '../base/errors.ts';
import type {Dependencies} from '../job.ts';
import type {Runtime} from '../manifest/manifest.ts';
import type {Limits} from '../policy.ts';
import type {Mount} from './bubblewrap.ts';
import {installCommand} from './install-command.ts';
import {supportParent} from './support.ts';
import {findProgram, toolbox} from './toolbox.ts';

export interface Interpreter {
	/** Inside the sandbox. */
	readonly path: string;
	/** argv up to the script's path. */
	readonly args: readonly string[];
	readonly mounts: readonly Mount[];
	/** Inside the sandbox: files and folders that may be executed besides the interpreter; forking runtimes only. */
	readonly executables: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
}

export interface InterpreterRequest {
	readonly runtime: Runtime;
	readonly limits: Limits;
	readonly typescript: boolean;
	/** Programs that the policy grants beyond the interpreter. */
	readonly programs: readonly string[];
	readonly dependencies?: Dependencies;
}

/**
Find the interpreter for a script.

Throws a SkillLiteError (`interpreter-missing`) naming the package to install.
*/
export function interpreterFor(request: InterpreterRequest): Interpreter {
	switch (request.runtime) {
		case 'python':
			return python(request.dependencies?.python !== undefined);
		case 'node':
			return node(request);
		case 'bash':
			return bash(request.programs);
	}
}

/** The same interpreter started on the host itself, for level 1: its command line up to the script. */
export function hostCommand(runtime: Runtime, typescript: boolean): readonly string[] {
	switch (runtime) {
		case 'python':
			return [findPython().binary, '-s', '-B'];
		case 'node':
			return [process.execPath, ...(typescript ? ['--import', join(supportFolder(), hookName)] : [])];
		case 'bash':
			return ['/bin/bash'];
	}
}

function python(hasPackages: boolean): Interpreter {
	const {binary, library} = findPython();
	return {
		path: binary,
		// Its own path first, which is sys.executable to a script. -S and -s: no site, no user site, so no .pth and no sitecustomize;
		// -E: no PYTHON* variable, but for the path of packages that we set ourselves (no policy can grant one); -B: /skill is read-only.
		args: [binary, '-s', '-S', ...(hasPackages ? [] : ['-E']), '-B'],
		mounts: [
			{source: binary, target: binary},
			{source: library, target: library},
		],
		executables: [],
		// Each arena of the C library reserves 64 MB of the address space that is limited: fourteen threads used it up.
		environment: {MALLOC_ARENA_MAX: '2'},
	};
}

/** The Python that skills run with: packages are installed by it and for it. */
export function pythonBinary(): string {
	return findPython().binary;
}

interface PythonPlace {
	readonly binary: string;
	readonly library: string;
}

let foundPython: PythonPlace | undefined;

function findPython(): PythonPlace {
	foundPython ??= locatePython();
	return foundPython;
}

function locatePython(): PythonPlace {
	const candidate = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : findProgram('python3');
	if (candidate === undefined) {
		throw missing('python3', 'python3');
	}

	const binary = lookThroughShim(realpathSync(candidate));
	const library = standardLibrary(binary);
	if (library === undefined) {
		throw missing(`the standard library of ${binary}`, 'python3');
	}

	return {binary, library};
}

// A version manager puts a script in front of the real binary; it is asked once which one it means.
function lookThroughShim(path: string): string {
	if (!isScript(path)) {
		return path;
	}

	const answer = execFileSync(path, ['-I', '-S', '-c', 'import sys; print(sys.executable)'], {encoding: 'utf8', timeout: 10_000});
	return realpathSync(answer.trim());
}

function isScript(path: string): boolean {
	const fd = openSync(path, 'r');
	try {
		const head = Buffer.alloc(2);
		readSync(fd, head);
		return head.toString('latin1') === '#!';
	} finally {
		closeSync(fd);
	}
}

function standardLibrary(binary: string): string | undefined {
	const prefix = dirname(dirname(binary));
	const version = /python(\d+\.\d+)/.exec(basename(binary))?.[1];
	const folders = ['lib', 'lib64'].map(name => join(prefix, name)).filter(existsSync);
	const names = folders.flatMap(folder => readdirSync(folder).map(name => join(folder, name)));
	const libraries = names.filter(path => (version ? basename(path) === `python${version}` : /^python3\.\d+$/.test(basename(path))));
	const found = libraries.find(path => existsSync(join(path, 'os.py')));
	// Outside /usr the shared libpython lies beside the standard library, so its folder is what must be there.
	return found !== undefined && prefix !== '/usr' ? dirname(found) : found;
}

const nodePath = '/opt/node';

function node({limits, typescript}: InterpreterRequest): Interpreter {
	const heapMegabytes = Math.max(32, Math.floor((limits.memoryBytes / 1024 / 1024) * 0.6));
	return {
		path: nodePath,
		args: [
			'node',
			`--max-old-space-size=${heapMegabytes}`,
			'--disable-warning=ExperimentalWarning',
			...(typescript ? ['--import', `${supportPath}/${hookName}`] : []),
		],
		mounts: [
			{source: realpathSync(process.execPath), target: nodePath},
			{source: nodeProcFolder(), target: '/proc'},
			...(typescript ? [{source: supportFolder(), target: supportPath}] : []),
		],
		executables: [],
		environment: {},
	};
}

// Enough for memoryUsage() and totalmem(); there is no procfs in the sandbox.
function nodeProcFolder(): string {
	const folder = join(supportParent('proc-2'), 'proc-2');
	if (!existsSync(join(folder, 'self', 'stat'))) {
		// The 24th field is resident pages; a fixed 43 MB, since the true one cannot be known from a file.
		const fields = Array.from({length: 49}, (_, index) => (index === 20 ? 11_000 : 0));
		mkdirSync(join(folder, 'self'), {recursive: true, mode: 0o755});
		// In one step, as another process may be making it at the same time.
		writeFileAtomically(join(folder, 'meminfo'), 'MemTotal: 1048576 kB\nMemFree: 1048576 kB\nMemAvailable: 1048576 kB\n', 0o444);
		writeFileAtomically(join(folder, 'self', 'stat'), `1 (node) R ${fields.join(' ')}\n`, 0o444);
	}

	return folder;
}

const supportPath = '/run/support';
const hookName = 'stripped-typescript.mjs';

/**
Snapshots hold TypeScript whose types are already gone (stripping costs 35 ms in the child, 0.1 ms in
our process), under its own file names; this hook lets Node load such a file as the JavaScript it is.
*/
const strippedTypescriptHook = `import {readFileSync} from 'node:fs';
import {registerHooks} from 'node:module';

const typescript = /^file:.*\\.[cm]?ts$/;
const moduleSyntax = /^\\s*(?:import|export)\\b/m;

registerHooks({
	load(url, context, next) {
		if (!typescript.test(url)) {
			return next(url, context);
		}

		const source = readFileSync(new URL(url), 'utf8');
		const format = url.endsWith('.cts') || (url.endsWith('.ts') && !moduleSyntax.test(source)) ? 'commonjs' : 'module';
		return {format, source, shortCircuit: true};
	},
});
`;

function supportFolder(): string {
	const folder = join(supportParent('node-1'), 'node-1');
	const hook = join(folder, hookName);
	if (!existsSync(hook) || readFileSync(hook, 'utf8') !== strippedTypescriptHook) {
		mkdirSync(folder, {recursive: true, mode: 0o755});
		writeFileAtomically(hook, strippedTypescriptHook, 0o444);
	}

	return folder;
}

function bash(programs: readonly string[]): Interpreter {
	const box = toolbox(programs);
	// The C library keeps this one locale in files; without it the shell and sort know bytes only.
	const locale = '/usr/lib/locale/C.utf8';
	return {
		path: '/usr/bin/bash',
		args: ['bash', '--noprofile', '--norc'],
		mounts: [{source: box, target: '/usr/bin'}, ...(existsSync(locale) ? [{source: locale, target: locale}] : [])],
		executables: ['/usr/bin'],
		environment: {PATH: '/usr/bin'},
	};
}

function missing(what: string, packageName: string): SkillLiteError {
	return new SkillLiteError('interpreter-missing', `Cannot run the script: ${what} is not installed.`, {
		hint: `Install it with: ${installCommand(packageName)}`,
	});
}
