/**
The notes of one folder as lines of a file, and nothing else is the truth: the index beside it is made from this.

	{"v":1,"op":"open","generation":"…"}     the first line; another generation means that the file was written anew
	{"v":1,"op":"add","note":{…}}
	{"v":1,"op":"used","ids":[…],"ts":"…"}
	{"v":1,"op":"forgotten","id":"…","ts":"…"}   the tombstone: the note's own line is gone

Lines are appended under a lock; notes are on disk when `append` returns. A line that a crash cut in two is skipped by
readers, and the next one starts on a line of its own. Forgetting writes the file anew, so that the text is gone.
*/

import {randomBytes} from 'node:crypto';
import {chmodSync, closeSync, constants, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, withFileLock, writeFileAtomically} from '../../../sandbox/index.ts';
import {type Note, parseNote} from './note.ts';

export type JournalEntry =
	| {readonly op: 'add'; readonly note: Note}
	| {readonly op: 'used'; readonly ids: readonly string[]; readonly ts: string}
	| {readonly op: 'forgotten'; readonly id: string; readonly ts: string};

/** How far a reader came, to go on from there. */
export interface Mark {
	readonly generation: string;
	readonly offset: number;
}

export interface Changes {
	readonly entries: readonly JournalEntry[];
	readonly mark: Mark;
	/** The entries are all there are, not only those after the mark that was given. */
	readonly isWhole: boolean;
}

export interface Journal {
	/** A `used` is not waited for: a count that a power cut takes is no loss. */
	append(entry: JournalEntry): void;
	/** What was written since a mark; everything when there is none, or when the file was written anew. */
	readSince(mark: Mark | null): Changes;
	/** Write the file anew with what `keep` makes of its entries. */
	rewrite(keep: (entries: readonly JournalEntry[]) => readonly JournalEntry[]): void;
}

/** A first line is far shorter. */
const headBytes = 200;
const journalName = 'notes.jsonl';

/** The journal of a folder; neither is made before something is written. Its functions throw a ConfigError when a file cannot be used. */
export function openJournal(folder: string): Journal {
	const path = join(folder, journalName);
	const locked = <T>(action: () => T) => {
		makeNotesFolder(folder);
		return withFileLock(`${path}.lock`, action);
	};
	return {
		append: entry => locked(() => appendLine(path, entry)),
		readSince: mark => withFile(path, constants.O_RDONLY, fd => readFrom(fd, mark)) ?? nothing(mark),
		rewrite: keep =>
			locked(() => {
				const entries = withFile(path, constants.O_RDONLY, fd => readFrom(fd, null).entries) ?? [];
				writeFileAtomically(path, [firstLine(), ...keep(entries).map(lineOf)].join(''));
			}),
	};
}

/** Whether a note was ever kept in this folder. */
export function hasJournal(folder: string): boolean {
	return existsSync(join(folder, journalName));
}

/** Make the folder for the user alone. */
export function makeNotesFolder(folder: string): void {
	try {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		chmodSync(folder, 0o700);
	} catch (cause) {
		throw new ConfigError(`Cannot make the folder ${folder}, where notes are kept.`, {hint: 'Check who owns the folders above it.', cause});
	}
}

/** There is no file: news to whom it was not so before. */
function nothing(mark: Mark | null): Changes {
	return {entries: [], mark: {generation: '', offset: 0}, isWhole: mark === null || mark.offset > 0};
}

function appendLine(path: string, entry: JournalEntry): void {
	withFile(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, fd => {
		const {size} = fstatSync(fd);
		const before = size === 0 ? firstLine() : endsWithLineFeed(fd, size) ? '' : '\n';
		writeWhole(fd, before + lineOf(entry));
		if (entry.op !== 'used') {
			fsyncSync(fd);
		}
	});
}

function firstLine(): string {
	return `${JSON.stringify({v: 1, op: 'open', generation: randomBytes(8).toString('hex')})}\n`;
}

function lineOf(entry: JournalEntry): string {
	return `${JSON.stringify({v: 1, ...entry})}\n`;
}

/** Null when the file is not there. No link is followed: notes are kept where the path says and nowhere else. */
function withFile<T>(path: string, flags: number, action: (fd: number) => T): T | null {
	let fd: number;
	try {
		fd = openSync(path, flags | constants.O_NOFOLLOW, 0o600);
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
			return null;
		}

		throw new ConfigError(`Cannot open the notes in ${path}.`, {hint: 'Check who owns the file and its mode.', cause});
	}

	try {
		return action(fd);
	} finally {
		closeSync(fd);
	}
}

function readFrom(fd: number, mark: Mark | null): Changes {
	const {size} = fstatSync(fd);
	const head = readBytes(fd, 0, Math.min(size, headBytes)).toString('utf8');
	const generation = generationOf(head.slice(0, head.indexOf('\n') + 1));
	const isWhole = mark === null || mark.generation !== generation || mark.offset > size;
	const start = isWhole ? 0 : mark.offset;
	const bytes = readBytes(fd, start, size - start);
	// A last line without its end is being written, or was cut by a crash.
	const end = bytes.lastIndexOf(0x0a) + 1;
	const entries = bytes
		.subarray(0, end)
		.toString('utf8')
		.split('\n')
		.map(parseLine)
		.filter(entry => entry !== null);
	return {entries, mark: {generation, offset: start + end}, isWhole};
}

function generationOf(line: string): string {
	const value = parseJson(line);
	return typeof value?.generation === 'string' ? value.generation : '';
}

function parseLine(line: string): JournalEntry | null {
	const value = parseJson(line);
	if (value?.op === 'add') {
		const note = parseNote(value.note);
		return note && {op: 'add', note};
	}

	const ts = typeof value?.ts === 'string' ? value.ts : '';
	if (value?.op === 'used' && Array.isArray(value.ids)) {
		return {op: 'used', ids: value.ids.filter(id => typeof id === 'string'), ts};
	}

	return value?.op === 'forgotten' && typeof value.id === 'string' ? {op: 'forgotten', id: value.id, ts} : null;
}

/** Null for a line that was cut or is none of ours. */
function parseJson(line: string): Readonly<Record<string, unknown>> | null {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null ? {...value} : null;
	} catch {
		return null;
	}
}

function endsWithLineFeed(fd: number, size: number): boolean {
	return readBytes(fd, size - 1, 1)[0] === 0x0a;
}

function readBytes(fd: number, from: number, length: number): Buffer {
	const buffer = Buffer.alloc(length);
	let read = 0;
	while (read < length) {
		const count = readSync(fd, buffer, read, length - read, from + read);
		if (count === 0) {
			break;
		}

		read += count;
	}

	return buffer.subarray(0, read);
}

function writeWhole(fd: number, text: string): void {
	const bytes = Buffer.from(text);
	for (let written = 0; written < bytes.length; ) {
		written += writeSync(fd, bytes, written);
	}
}
