/**
Lines of JSON in files by day (`calls-2026-11-20.jsonl`), for thirty days: what evolution may look at again.

They lie in the user's folder, which no sandbox sees and no file tool opens.
*/

import {chmodSync, closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {canonicalJson} from '../../../sandbox/index.ts';

const keptMs = 30 * 24 * 60 * 60 * 1000;
const largestDay = 8 * 1024 * 1024;

export interface DailyFiles<Item> {
	/** Write an item down; false when the day's file is full. */
	append(item: Item): boolean;
	/** The items of the last thirty days, oldest first; lines that hold none are passed over. */
	read(): readonly Item[];
}

/** The files of one kind in a folder, which is made with the first item. Files that are too old go with the first use. */
export function openDailyFiles<Item>(
	folder: string,
	kind: string,
	isItem: (value: unknown) => value is Item,
	now: () => Date = () => new Date(),
): DailyFiles<Item> {
	return {
		append(item) {
			mkdirSync(folder, {recursive: true, mode: 0o700});
			chmodSync(folder, 0o700);
			prune(folder, kind, now());
			return appendLine(join(folder, `${kind}-${now().toISOString().slice(0, 10)}.jsonl`), `${canonicalJson(item)}\n`);
		},
		read() {
			prune(folder, kind, now());
			return daysIn(folder, kind).flatMap(name => readDay(join(folder, name), isItem));
		},
	};
}

function appendLine(path: string, line: string): boolean {
	const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
	try {
		// One write a line: two processes may record at once. It begins anew after a line that a crash cut.
		return fstatSync(fd).size + line.length <= largestDay && writeSync(fd, `\n${line}`) > 0;
	} finally {
		closeSync(fd);
	}
}

function readDay<Item>(path: string, isItem: (value: unknown) => value is Item): readonly Item[] {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		const stat = fstatSync(fd);
		const text = stat.isFile() && stat.size <= 2 * largestDay ? readFileSync(fd, 'utf8') : '';
		return text.split('\n').map(parseLine).filter(isItem);
	} finally {
		closeSync(fd);
	}
}

function parseLine(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined; // cut by a crash, or empty
	}
}

function prune(folder: string, kind: string, now: Date): void {
	for (const name of daysIn(folder, kind)) {
		const day = Date.parse(name.slice(kind.length + 1, -'.jsonl'.length));
		if (!(now.getTime() - day <= keptMs)) {
			rmSync(join(folder, name), {force: true});
		}
	}
}

function daysIn(folder: string, kind: string): readonly string[] {
	try {
		return readdirSync(folder)
			.filter(name => name.startsWith(`${kind}-`) && /-\d{4}-\d\d-\d\d\.jsonl$/.test(name) && name.length === kind.length + 17)
			.sort();
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
			return [];
		}

		throw cause;
	}
}
