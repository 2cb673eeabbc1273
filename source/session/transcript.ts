/**
What was said and done in a session, one JSON object a line, under `sessions/` of the user's folder.

Lines are only ever appended. Each has an id and its parent's, so that a later version can
branch without rewriting. A line that a crash cut in two is left where it is and skipped by
readers: the next one starts on a line of its own.
*/

import {randomBytes} from 'node:crypto';
import {chmodSync, closeSync, constants, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, requireWritableHome, UsageError} from '../../sandbox/index.ts';
import {createMask, maskValue} from './secrets.ts';

/** One entry as the caller gives it; the transcript adds version, id, parent and time. */
export interface EntryBody {
	readonly type: 'session' | 'user' | 'assistant' | 'tool.start' | 'tool.end' | 'turn.end';
	readonly [key: string]: unknown;
}

export interface Session {
	/** Its name when it has one; also the file's name without `.jsonl`. */
	readonly id: string;
	readonly path: string;
	/** Append an entry and give its id. `durable` waits until it is on disk. */
	append(entry: EntryBody, durable?: boolean): string;
	/** Close the file, once or more often; appending afterwards throws. */
	close(): void;
}

/** How much of an existing file is read to find its last entry. */
const tailBytes = 256 * 1024;

/**
Open the transcript of a new session, or go on with the one of that name.

Throws a UsageError for a name that is no file name, and a ConfigError when the file cannot be opened or written.
*/
export function createSession(name?: string): Session {
	if (name !== undefined && !/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}$/u.test(name)) {
		throw new UsageError(`Cannot name a session ${JSON.stringify(name)}.`, {hint: 'Use letters, digits, dots, dashes and underscores.'});
	}

	const folder = sessionsFolder();
	const id = name ?? newId();
	return new Transcript(id, join(folder, `${id}.jsonl`));
}

/** Append an entry to a session's transcript and give its id; `tool.start` and `turn.end` are on disk when it returns. */
export function appendEntry(session: Session, entry: EntryBody): string {
	return session.append(entry, entry.type === 'tool.start' || entry.type === 'turn.end');
}

class Transcript implements Session {
	readonly id: string;
	readonly path: string;
	/** Null once closed: the number may belong to another file by then. */
	#fd: number | null;
	readonly #mask = createMask();
	#parentId: string | null;

	constructor(id: string, path: string) {
		this.id = id;
		this.path = path;
		const fd = openTranscript(path);
		this.#fd = fd;
		const tail = readTail(fd);
		this.#parentId = tail.lastId;
		if (tail.isTorn) {
			this.#write('\n');
		}

		if (tail.isEmpty) {
			this.append({type: 'session', session: id});
		}
	}

	append(entry: EntryBody, durable = false): string {
		const id = randomBytes(6).toString('hex');
		const line = {v: 1, id, parentId: this.#parentId, ts: new Date().toISOString(), ...asRecord(maskValue(entry, this.#mask))};
		this.#write(`${JSON.stringify(line)}\n`);
		if (durable && this.#fd !== null) {
			fsyncSync(this.#fd);
		}

		this.#parentId = id;
		return id;
	}

	close(): void {
		if (this.#fd !== null) {
			closeSync(this.#fd);
			this.#fd = null;
		}
	}

	#write(text: string): void {
		if (this.#fd === null) {
			throw new ConfigError(`Cannot write the transcript ${this.path}: the session was closed.`);
		}

		const bytes = Buffer.from(text);
		try {
			for (let written = 0; written < bytes.length; ) {
				written += writeSync(this.#fd, bytes, written);
			}
		} catch (cause) {
			throw new ConfigError(`Cannot write the transcript ${this.path}.`, {hint: 'Free some disk space, or set SKILLLITE_HOME.', cause});
		}
	}
}

function sessionsFolder(): string {
	const folder = join(requireWritableHome(), 'sessions');
	try {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		chmodSync(folder, 0o700);
	} catch (cause) {
		throw new ConfigError(`Cannot make the folder ${folder}, where transcripts are kept.`, {
			hint: 'Set SKILLLITE_HOME to a folder that you can write to.',
			cause,
		});
	}

	return folder;
}

function openTranscript(path: string): number {
	try {
		// No link is followed: a transcript is written where it says and nowhere else.
		const fd = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
		chmodSync(path, 0o600);
		return fd;
	} catch (cause) {
		throw new ConfigError(`Cannot open the transcript ${path}.`, {hint: 'Choose another session name, or set SKILLLITE_HOME.', cause});
	}
}

function readTail(fd: number): {readonly isEmpty: boolean; readonly isTorn: boolean; readonly lastId: string | null} {
	const {size} = fstatSync(fd);
	const from = Math.max(0, size - tailBytes);
	const buffer = Buffer.alloc(size - from);
	readSync(fd, buffer, 0, buffer.length, from);
	const text = buffer.toString('utf8');
	const ids = text
		.split('\n')
		.map(idOf)
		.filter(id => id !== null);
	return {isEmpty: size === 0, isTorn: size > 0 && !text.endsWith('\n'), lastId: ids.at(-1) ?? null};
}

function idOf(line: string): string | null {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null;
	} catch {
		return null; // cut by a crash, or by the start of the tail
	}
}

/** For example `20260131-094500-3f9a1c`: sorts by time. */
function newId(): string {
	const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
	return `${time}-${randomBytes(3).toString('hex')}`;
}

function asRecord(value: unknown): object {
	return typeof value === 'object' && value !== null ? value : {};
}
