/** The files of a workspace that `@` may name: no hidden ones, nothing of packages or builds, and not endlessly many. */

import {readdir} from 'node:fs/promises';
import {join} from 'node:path';

const most = 5000;
const left: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'target', '__pycache__', 'venv']);

/** Paths relative to the folder, the shallow ones first. A folder that cannot be read has none. */
export async function listWorkspace(folder: string): Promise<readonly string[]> {
	const found: string[] = [];
	let level: readonly string[] = [''];
	while (level.length > 0 && found.length < most) {
		const read = await Promise.all(level.map(path => entriesOf(folder, path)));
		const entries = read.flat();
		found.push(...entries.filter(({isFolder}) => !isFolder).map(({path}) => path));
		level = entries.filter(({isFolder}) => isFolder).map(({path}) => path);
	}

	return found.slice(0, most);
}

async function entriesOf(folder: string, path: string): Promise<readonly {readonly path: string; readonly isFolder: boolean}[]> {
	try {
		const entries = await readdir(join(folder, path), {withFileTypes: true});
		return entries
			.filter(entry => !entry.name.startsWith('.') && !left.has(entry.name) && (entry.isFile() || entry.isDirectory()))
			.map(entry => ({path: join(path, entry.name), isFolder: entry.isDirectory()}));
	} catch {
		return [];
	}
}
