/**
Runs the scripts of the bundled skills for their tests.

`runBundled` goes through the whole chain: scan, consent, snapshot, strict sandbox. `runPlain` starts the interpreter
with the same flags, an empty environment and the workspace as current folder, without the sandbox around it: for
loopback servers, which no sandbox reaches, and for what a script must hold to by itself.
*/

import {spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {text} from 'node:stream/consumers';
import {afterAll, onTestFinished} from 'vitest';
import {emptyPolicy, findScripts, nobody, packageRoot, readInventory, runSkill, type Script, scriptAt} from '../../sandbox/index.ts';

export interface BundledOptions {
	/** Files of the workspace, by relative path. */
	readonly files?: Readonly<Record<string, string | Uint8Array>>;
	/** An existing folder as the workspace, instead of a new one. */
	readonly workspace?: string;
	/** Relative to the skill; the entry script when left out. */
	readonly script?: string;
	readonly args?: readonly string[];
	/** For `runPlain` alone. */
	readonly env?: Readonly<Record<string, string>>;
}

export interface BundledRun {
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
	/** The parsed stdout when it is JSON, else null. */
	readonly result: unknown;
	readonly workspace: string;
}

const pythonPath = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

const interpreters: Readonly<Record<Script['runtime'], readonly string[]>> = {
	python: [pythonPath, '-s', '-S', '-E', '-B'],
	node: [process.execPath],
	bash: ['/bin/bash'],
};

// The tests' own home and cache, so that nothing is read from or left in the user's.
const home = mkdtempSync(join(tmpdir(), 'skilllite-home-'));
process.env.SKILLLITE_HOME = join(home, 'home');
process.env.XDG_CACHE_HOME = join(home, 'cache');
afterAll(() => {
	// Folders of snapshots are read-only; without this only root could remove them.
	for (const entry of readdirSync(home, {recursive: true, withFileTypes: true})) {
		if (entry.isDirectory()) {
			chmodSync(join(entry.parentPath, entry.name), 0o700);
		}
	}

	rmSync(home, {recursive: true, force: true});
});

/** Run a bundled skill in the strict sandbox: a string goes to stdin as it is, anything else as JSON. */
export async function runBundled(name: string, input: unknown, options: BundledOptions = {}): Promise<BundledRun> {
	const workspace = options.workspace ?? createWorkspace(options.files);
	const run = {
		skillDir: join(packageRoot(), 'skills', name),
		script: options.script,
		args: options.args ?? [],
		stdin: textOf(input),
		workspace,
		level: 3,
		approve: 'confirm',
		allow: emptyPolicy,
		limits: {},
		consent: nobody,
	} as const;
	const {exitCode, stdout, stderr, result, ended} = await runSkill(run);
	return {exitCode: ended === 'exit' ? exitCode : null, stdout, stderr, result, workspace};
}

/** The same without a sandbox. */
export async function runPlain(name: string, input: unknown, options: BundledOptions = {}): Promise<BundledRun> {
	const skill = join(packageRoot(), 'skills', name);
	const script = scriptOf(skill, options.script);
	const workspace = options.workspace ?? createWorkspace(options.files);
	const [command = '', ...flags] = interpreters[script.runtime];
	const child = spawn(command, [...flags, join(skill, script.path), ...(options.args ?? [])], {cwd: workspace, env: {...options.env}});
	child.stdin.on('error', () => {
		// A script that never reads its input closes the pipe.
	});
	child.stdin.end(textOf(input));
	const exit = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
	const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
	return {exitCode, stdout, stderr, result: parse(stdout), workspace};
}

/** A temporary folder with the given files, removed after the test. */
export function createWorkspace(files: BundledOptions['files'] = {}): string {
	const workspace = mkdtempSync(join(tmpdir(), 'skilllite-workspace-'));
	onTestFinished(() => rmSync(workspace, {recursive: true, force: true}));
	// As a project folder usually is; the sandbox of root runs as another user.
	chmodSync(workspace, 0o755);
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(workspace, path)), {recursive: true});
		writeFileSync(join(workspace, path), content);
	}

	return workspace;
}

function textOf(input: unknown): string {
	return typeof input === 'string' ? input : JSON.stringify(input);
}

function scriptOf(skill: string, path: string | undefined): Script {
	const inventory = readInventory(skill);
	const script = path === undefined ? findScripts(inventory).entry : scriptAt(inventory, path);
	if (!script) {
		throw new Error(`No script ${path ?? 'to start with'} in ${skill}.`);
	}

	return script;
}

function parse(output: string): unknown {
	try {
		return JSON.parse(output);
	} catch {
		return null;
	}
}
