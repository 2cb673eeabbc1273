/** Runs the program as a process of its own, in a home, cache and project that are empty. */

import {chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {onTestFinished} from 'vitest';
import {type ProgramOptions, type ProgramResult, runProgram} from './run-program.ts';

const root = new URL('../..', import.meta.url).pathname;

/** The program that is tested: what the build made, else the source as it is. */
export function entryOf(name: 'skilllite' | 'skilllite-sandbox'): string {
	const [built, source] = name === 'skilllite' ? ['skilllite.js', 'source/cli.ts'] : ['sandbox/cli.js', 'sandbox/cli.ts'];
	return existsSync(join(root, 'dist', built)) && !process.env.SKILLLITE_TEST_SOURCE ? join(root, 'bin', `${name}.js`) : join(root, source);
}

export interface Place {
	readonly home: string;
	readonly project: string;
	readonly env: NodeJS.ProcessEnv;
}

/** Folders of one test, removed after it, and an environment that reaches nothing of the machine's own. */
export function createPlace(files: Readonly<Record<string, string>> = {}): Place {
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-cli-'));
	// The sandbox of root runs as nobody, who must reach the cache.
	chmodSync(folder, 0o755);
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const home = join(folder, 'home');
	const project = join(folder, 'project');
	for (const made of [home, project]) {
		mkdirSync(made);
	}

	writeFiles(project, files);
	const env = {
		PATH: process.env.PATH,
		HOME: home,
		LANG: 'C.UTF-8',
		TERM: 'xterm-256color',
		// What the program compiles is the same in every home.
		NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
		SKILLLITE_HOME: join(home, '.skilllite'),
		XDG_CACHE_HOME: join(folder, 'cache'),
		// No model server of the machine may answer in a test.
		SKILLLITE_LOCAL_PORTS: '',
		// Nor may one ask for advisories: nobody listens there.
		SKILLLITE_OSV_URL: 'http://127.0.0.1:9',
	};
	return {home, project, env};
}

/** Write files below a folder, making what is missing. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), {recursive: true});
		writeFileSync(join(folder, path), text);
	}
}

export interface CliOptions extends ProgramOptions {
	readonly program?: 'skilllite' | 'skilllite-sandbox';
}

/** Run the program to its end and collect what it wrote. Nothing is a terminal. */
export function runCli(place: Place, args: readonly string[], options: CliOptions = {}): Promise<ProgramResult> {
	const env = {...place.env, ...options.env};
	return runProgram(process.execPath, [entryOf(options.program ?? 'skilllite'), ...args], {cwd: place.project, ...options, env});
}
