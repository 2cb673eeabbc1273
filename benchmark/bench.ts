/** Makes the place a benchmark works in, and removes it however the benchmark ends. */

import {chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {stop} from 'esbuild';
import {buildWorld} from '../test/attacks/world.ts';
import {requireProgram} from './peers/find-program.ts';
import type {Bench, Caller} from './peers/peer.ts';

const ordinaryUid = 12_345;

/** The same world as the attack tests', gone when this process ends. */
export async function openBench(): Promise<Bench> {
	const world = buildWorld();
	// It leaves a process behind, which would be measured with ours.
	await stop();
	process.once('exit', () => rmSync(world.folder, {recursive: true, force: true}));
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => process.exit(1));
	}

	if (world.problem !== null) {
		throw new Error(world.problem);
	}

	return {...world, python: realpathSync(existsSync('/usr/bin/python3') ? '/usr/bin/python3' : requireProgram('python3'))};
}

/** Root and an ordinary user; an ordinary user alone where the benchmark is not root itself. */
export function callersOf({folder}: Bench): readonly Caller[] {
	const uid = process.getuid?.() ?? -1;
	return uid === 0
		? [makeCaller(folder, 'root', 0, 0), makeCaller(folder, 'an ordinary user', ordinaryUid, ordinaryUid)]
		: [makeCaller(folder, 'an ordinary user', uid, process.getgid?.() ?? -1)];
}

function makeCaller(folder: string, name: Caller['name'], uid: number, gid: number): Caller {
	const home = join(folder, `home-${uid}`);
	const workspace = join(folder, `workspace-${uid}`);
	for (const path of [home, workspace]) {
		mkdirSync(path, {recursive: true});
		if (process.getuid?.() === 0) {
			chownSync(path, uid, gid);
		}

		// Root's sandbox runs as somebody else, who must reach the cache in here.
		chmodSync(path, uid === 0 ? 0o755 : 0o700);
	}

	return {name, uid, gid, home, workspace};
}

/** A folder with one script that anybody can read; gives the path of the script. */
export function placeScript({folder}: Bench, source: string, name = 'main.py'): string {
	const skill = mkdtempSync(join(folder, 'skills', 'skill-'));
	chmodSync(skill, 0o755);
	writeFileSync(join(skill, name), source, {mode: 0o644});
	return join(skill, name);
}

/** The environment of a command that is measured or attacked: nothing of the benchmark's own. */
export function environmentOf({home}: Caller): Readonly<Record<string, string>> {
	return {
		PATH: process.env.PATH ?? '/usr/bin:/bin',
		HOME: home,
		SKILLLITE_HOME: join(home, 'skilllite'),
		XDG_CACHE_HOME: join(home, 'cache'),
	};
}
