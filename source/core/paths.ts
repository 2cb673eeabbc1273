/** Where things are: the project folder and the files in it. Nothing is created here. */

import {realpathSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {UsageError} from '../../sandbox/index.ts';

export interface Project {
	/** Real path of the folder: the workspace that grants of files are relative to. */
	readonly folder: string;
	/** The folder is the user's home, so there is no project: skills and settings are the user's own. */
	readonly isHome: boolean;
}

/**
The project that a command works on: `--project`, else the folder the user stands in.

Throws a UsageError when the folder is missing or is not a folder.
*/
export function findProject(flag: string | undefined, env: NodeJS.ProcessEnv = process.env): Project {
	const folder = realFolder(resolve(flag ?? standingFolder(env)));
	return {folder, isHome: folder === realHome()};
}

/** The project's `config.json`; null in the home folder, whose `.skilllite` is the user's own. */
export function projectConfigPath(project: Project): string | null {
	return project.isHome ? null : join(project.folder, '.skilllite', 'config.json');
}

/**
npm runs scripts in the folder of its package.json and tells in INIT_CWD where the user stood.

Only a process that is still in that folder is meant: one that a script moved elsewhere stands where it stands.
*/
function standingFolder(env: NodeJS.ProcessEnv): string {
	const cwd = process.cwd();
	const byNpm = env.npm_package_json !== undefined && dirname(env.npm_package_json) === cwd;
	return byNpm && env.INIT_CWD ? env.INIT_CWD : cwd;
}

function realFolder(path: string): string {
	try {
		if (statSync(path).isDirectory()) {
			return realpathSync(path);
		}
	} catch (cause) {
		throw new UsageError(`Cannot use the project folder ${path}: it does not exist or cannot be read.`, {
			hint: 'Name an existing folder with --project DIR.',
			cause,
		});
	}

	throw new UsageError(`Cannot use the project folder ${path}: it is not a folder.`, {
		hint: 'Name an existing folder with --project DIR.',
	});
}

function realHome(): string {
	try {
		return realpathSync(homedir());
	} catch {
		// A home that does not exist is nobody's project.
		return homedir();
	}
}
