/**
Verified calls on disk: `replays/calls-YYYY-MM-DD.jsonl` in the evolution folder of a project, one line a call, for thirty days.

They lie in the user's folder, which no sandbox sees and no file tool opens. A call in which a secret stands is not written
at all: with the secret taken out it would be another program.
*/

import {chmodSync, closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {holdsSecret} from '../grammar/hostile-text.ts';
import {parseCall, type RecordedCall, writeCall} from './recorded-call.ts';

const fileName = /^calls-(\d{4}-\d\d-\d\d)\.jsonl$/;
const keptMs = 30 * 24 * 60 * 60 * 1000;
const largestDay = 8 * 1024 * 1024;

export interface CallStore {
	/** Keep a call; false when it holds a secret or the day's file is full. */
	add(call: RecordedCall): boolean;
	/** The calls of the last thirty days, oldest first. */
	read(): readonly RecordedCall[];
}

/** The store in a folder, which is made with the first call. Files that are too old go with the first use. */
export function createCallStore(folder: string, now: () => Date = () => new Date()): CallStore {
	return {
		add(call) {
			if ([call.code, call.stdout, call.request ?? '', ...call.files].some(holdsSecret)) {
				return false;
			}

			mkdirSync(folder, {recursive: true, mode: 0o700});
			chmodSync(folder, 0o700);
			prune(folder, now());
			return append(join(folder, `calls-${now().toISOString().slice(0, 10)}.jsonl`), writeCall(call));
		},
		read() {
			prune(folder, now());
			return daysIn(folder).flatMap(name => readDay(join(folder, name)));
		},
	};
}

function append(path: string, line: string): boolean {
	const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
	try {
		const {size} = fstatSync(fd);
		// One write a line: two processes may record at once.
		return size + line.length <= largestDay && writeSync(fd, line) > 0;
	} finally {
		closeSync(fd);
	}
}

function readDay(path: string): readonly RecordedCall[] {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		const stat = fstatSync(fd);
		return stat.isFile() && stat.size <= 2 * largestDay
			? readFileSync(fd, 'utf8')
					.split('\n')
					.flatMap(line => parseCall(line) ?? [])
			: [];
	} finally {
		closeSync(fd);
	}
}

function prune(folder: string, now: Date): void {
	for (const name of daysIn(folder)) {
		const day = Date.parse(fileName.exec(name)?.[1] ?? '');
		if (!(now.getTime() - day <= keptMs)) {
			rmSync(join(folder, name), {force: true});
		}
	}
}

function daysIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder)
			.filter(name => fileName.test(name))
			.sort();
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
			return [];
		}

		throw cause;
	}
}
