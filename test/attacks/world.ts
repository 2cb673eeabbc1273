/**
A place where both root and an ordinary user can run the sandbox, wherever this clone lies: it may be below a
home that only its owner may enter. It holds what a run needs and nothing else.

    <temporary folder>/skilllite-world-XXXX/   0755
        package.json       marks the package's root for the bundled runner
        runner.mjs         runner.ts and the sandbox in one file
        skills/            skills that attack
        bin/node           this Node
        dist/native/...    launcher and supervisor, as built here
        home-<uid>/        home, SkillLite's folder and cache of each identity
*/

import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, cpSync, linkSync, mkdirSync, mkdtempSync, realpathSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {buildSync} from 'esbuild';

export interface World {
	readonly folder: string;
	readonly node: string;
	readonly runner: string;
	/** Why there is none here, for the tests that need it; null when there is one. */
	readonly problem: string | null;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Build the world. Never throws: tests that need no world run all the same, those that do fail with the problem. */
export function buildWorld(): World {
	const folder = mkdtempSync(join(enterableFolder(), 'skilllite-world-'));
	const world = {folder, node: join(folder, 'bin', 'node'), runner: join(folder, 'runner.mjs')};
	try {
		chmodSync(folder, 0o755);
		writeFileSync(join(folder, 'package.json'), '{"type": "module"}\n');
		// As beside the snapshots in the cache: without it Node would look further up.
		mkdirSync(join(folder, 'skills'), {mode: 0o755});
		writeFileSync(join(folder, 'skills', 'package.json'), '{}\n', {mode: 0o644});
		placeNode(world.node);
		placeNatives(folder);
		bundleRunner(world.runner);
		return {...world, problem: null};
	} catch (error) {
		return {...world, problem: `Cannot build the world of the attack tests: ${error instanceof Error ? error.message : String(error)}`};
	}
}

// A temporary folder inside a private home would be out of the ordinary user's reach.
function enterableFolder(): string {
	return [tmpdir(), '/tmp', '/var/tmp'].find(isEnterable) ?? tmpdir();
}

function isEnterable(folder: string): boolean {
	const entered = (statSync(folder, {throwIfNoEntry: false})?.mode ?? 0) & 0o001;
	return entered !== 0 && (folder === '/' || isEnterable(dirname(folder)));
}

function placeNode(target: string): void {
	const source = realpathSync(process.execPath);
	mkdirSync(dirname(target), {mode: 0o755});
	try {
		linkSync(source, target);
	} catch {
		// Another file system, or a file of somebody else: then a copy.
		copyFileSync(source, target);
		chmodSync(target, 0o755);
	}
}

function placeNatives(folder: string): void {
	execFileSync(process.execPath, [join(root, 'bin', 'build-launcher.js')], {stdio: ['ignore', 'ignore', 'pipe']});
	const target = join(folder, 'dist', 'native');
	cpSync(join(root, 'dist', 'native'), target, {recursive: true, preserveTimestamps: true});
	execFileSync('chmod', ['-R', 'a+rX', join(folder, 'dist')]);
}

function bundleRunner(outfile: string): void {
	buildSync({
		entryPoints: [fileURLToPath(new URL('./runner.ts', import.meta.url))],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node22',
		logLevel: 'silent',
		// One file that any user may read; what is loaded lazily (the egress proxy) comes along.
		banner: {js: "import {createRequire} from 'node:module';\nconst require = createRequire(import.meta.url);"},
	});
	chmodSync(outfile, 0o644);
}
