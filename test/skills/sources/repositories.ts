/** Real git repositories, made for one test. */

import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {writeFiles} from '../../cli/run-cli.ts';
import {makeFolder} from '../../sandbox/folders.ts';

export function git(folder: string, ...args: readonly string[]): string {
	const settings = ['user.name=a', 'user.email=a@example.org', 'safe.directory=*', 'init.defaultBranch=main', 'core.hooksPath=/dev/null'];
	return execFileSync('git', [...settings.flatMap(setting => ['-c', setting]), ...args], {
		cwd: folder,
		encoding: 'utf8',
		stdio: 'pipe',
	}).trim();
}

/** A repository with these files in one commit. */
export function makeRepository(files: Readonly<Record<string, string>>, name = 'skills'): string {
	const folder = join(makeFolder(), name);
	mkdirSync(folder);
	// The sandbox of root runs as somebody else, who must come through.
	chmodSync(join(folder, '..'), 0o755);
	git(folder, 'init', '-q');
	commit(folder, files, 'Begin');
	return folder;
}

export function commit(folder: string, files: Readonly<Record<string, string>>, message: string): string {
	writeFiles(folder, files);
	git(folder, 'add', '-A');
	git(folder, 'commit', '-q', '-m', message);
	return git(folder, 'rev-parse', 'HEAD');
}

export const skillText = (name: string, body = '') => `---\nname: ${name}\ndescription: The skill ${name}.\n---\n\n# ${name}\n${body}`;
