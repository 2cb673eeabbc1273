/** The files of a workspace that `@` may name: looked for in the background, never for long, and never all of a huge tree. */

import {opendir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {toDisplay} from '../../../sandbox/index.ts';
import {type IgnoreRule, isIgnored, readIgnoreRules} from './ignore-rules.ts';

export interface ListOptions {
	readonly signal?: AbortSignal;
	/** Paths that are enough. */
	readonly most?: number;
	/** After this long what was found is what there is. */
	readonly timeoutMs?: number;
}

/** Never meant, and large. */
const skipped: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'venv']);
/** Entries that are looked at, whether or not they are named. */
const mostEntries = 50_000;
const mostIgnoreBytes = 64 * 1024;

interface Walk {
	readonly root: string;
	readonly isOver: () => boolean;
	seen: number;
}

interface Level {
	readonly path: string;
	/** The rules of the folders above, each with the path it counts from. */
	readonly rules: readonly {readonly from: string; readonly rules: readonly IgnoreRule[]}[];
}

/**
Paths relative to the folder, the shallow ones first, folders with a `/` at their end.

Hidden files, what .gitignore leaves out, links, and names that a screen cannot show as they are do not appear. A
folder that cannot be read has none.
*/
export async function listFiles(folder: string, {signal, most = 5000, timeoutMs = 2000}: ListOptions = {}): Promise<readonly string[]> {
	const deadline = performance.now() + timeoutMs;
	const found: string[] = [];
	const walk: Walk = {
		root: folder,
		seen: 0,
		isOver: () => signal?.aborted === true || found.length >= most || walk.seen >= mostEntries || performance.now() > deadline,
	};
	const levels: Level[] = [{path: '', rules: []}];
	for (let next = levels.shift(); next !== undefined && !walk.isOver(); next = levels.shift()) {
		const rules = [...next.rules, {from: next.path, rules: await rulesOf(join(folder, next.path))}];
		for (const {path, isFolder} of await entriesOf(walk, next.path)) {
			if (!rules.some(({from, rules: own}) => isIgnored(path.slice(from === '' ? 0 : from.length + 1), isFolder, own))) {
				found.push(isFolder ? `${path}/` : path);
				if (isFolder) {
					levels.push({path, rules});
				}
			}
		}
	}

	return found.slice(0, most);
}

interface Entry {
	readonly path: string;
	readonly isFolder: boolean;
}

async function entriesOf(walk: Walk, path: string): Promise<readonly Entry[]> {
	const entries: Entry[] = [];
	try {
		// Piece by piece: a folder may hold a million names.
		for await (const entry of await opendir(join(walk.root, path))) {
			walk.seen++;
			if (walk.isOver()) {
				break;
			}

			const isFolder = entry.isDirectory();
			const isMeant = (isFolder || entry.isFile()) && !entry.name.startsWith('.') && !(isFolder && skipped.has(entry.name));
			if (isMeant && toDisplay(entry.name) === entry.name) {
				entries.push({path: path === '' ? entry.name : `${path}/${entry.name}`, isFolder});
			}
		}
	} catch {
		// A folder that may not be read, or is gone meanwhile, names nothing.
	}

	// Files first, each sort by name: the order does not depend on the file system.
	return entries.sort((a, b) => Number(a.isFolder) - Number(b.isFolder) || (a.path < b.path ? -1 : 1));
}

async function rulesOf(folder: string): Promise<readonly IgnoreRule[]> {
	try {
		const text = await readFile(join(folder, '.gitignore'), 'utf8');
		return text.length > mostIgnoreBytes ? [] : readIgnoreRules(text);
	} catch {
		return [];
	}
}
