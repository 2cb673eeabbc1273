/**
What was said and done in a session, one JSON object a line, under `sessions/` of the user's folder.

Lines are only ever appended. Each has an id and its parent's, so the file is a tree: going back to an earlier entry
starts a branch, and nothing is rewritten. While a session is open no other process can open it. A last line that a
crash cut in two is cut off when the session is opened again, and `notices` says so.
*/

import {randomBytes} from 'node:crypto';
import {closeSync, constants, fchmodSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError} from '../../sandbox/index.ts';
import {branchOf, parseLines} from './branch.ts';
import {type Entry, type EntryBody, parseEntry} from './entry.ts';
import {copyImages} from './kept-images.ts';
import {createMask, maskValue} from './secrets.ts';
import {lockSession} from './session-lock.ts';
import {assertSessionName, makeSessionsFolder} from './sessions-folder.ts';

export type {EntryBody} from './entry.ts';

export interface Session {
	/** Its name when it has one; also the file's name without `.jsonl`. */
	readonly id: string;
	readonly path: string;
	/** What was found damaged when it was opened, as sentences. */
	readonly notices: readonly string[];
	/** Append an entry and give its id. `durable` waits until it is on disk. */
	append(entry: EntryBody, durable?: boolean): string;
	/** The entries of the branch that is being talked on, oldest first; read from the file. */
	branch(): readonly Entry[];
	/** Go on behind the entry of this id; what came after it stays in the file, on a branch of its own. */
	rewind(id: string): void;
	/** Close the file, once or more often; appending afterwards throws. */
	close(): void;
}

export interface SessionOptions {
	/** The project folder, kept with a new session. */
	readonly project?: string | undefined;
}

/**
Open the transcript of a new session, or go on with the one of that name.

Throws a UsageError for a name that is no file name, and a ConfigError when the file cannot be opened or written, or
another process has it open.
*/
export function createSession(name?: string, {project}: SessionOptions = {}): Session {
	if (name !== undefined) {
		assertSessionName(name);
	}

	const id = name ?? newId();
	return new Transcript(id, {type: 'session', session: id, ...(project === undefined ? {} : {project})});
}

/** A new session that holds the branch of another so far. */
export function forkSession(session: Session): Session {
	const branch = session.branch();
	const id = newId();
	const first = branch.find(({type}) => type === 'session');
	const project = typeof first?.project === 'string' ? {project: first.project} : {};
	const fork = new Transcript(id, {type: 'session', session: id, ...project, forkedFrom: session.id});
	for (const entry of branch.filter(({type}) => type !== 'session')) {
		fork.copy(entry);
	}

	copyImages(session.path, fork.path);
	return fork;
}

/** Append an entry to a session's transcript and give its id; `tool.start` and `turn.end` are on disk when it returns. */
export function appendEntry(session: Session, entry: EntryBody): string {
	return session.append(entry, entry.type === 'tool.start' || entry.type === 'turn.end');
}

class Transcript implements Session {
	readonly id: string;
	readonly path: string;
	readonly notices: readonly string[];
	/** Null once closed: the number may belong to another file by then. */
	#fd: number | null;
	readonly #unlock: () => void;
	readonly #mask = createMask();
	#head: string | null;
	/** What the file holds; let go of at the next line, as a conversation that goes on has it already. */
	#entries: readonly Entry[] | null = null;

	constructor(id: string, first: EntryBody) {
		this.id = id;
		this.path = join(makeSessionsFolder(), `${id}.jsonl`);
		this.#unlock = lockSession(this.path, id);
		try {
			this.#fd = openTranscript(this.path);
		} catch (thrown) {
			this.#unlock();
			throw thrown;
		}

		const {head, notices, isEmpty} = this.#repair(this.#fd);
		this.#head = head;
		this.notices = notices;
		if (isEmpty) {
			this.append(first);
		}
	}

	append(entry: EntryBody, durable = false): string {
		const id = randomBytes(6).toString('hex');
		const line = {v: 1, id, parentId: this.#head, ts: new Date().toISOString(), ...asRecord(maskValue(entry, this.#mask))};
		this.#write(`${JSON.stringify(line)}\n`);
		if (durable && this.#fd !== null) {
			fsyncSync(this.#fd);
		}

		this.#head = id;
		return id;
	}

	/** Append an entry of another transcript, with its id and time. */
	copy(entry: Entry): void {
		this.#write(`${JSON.stringify({...entry, parentId: this.#head})}\n`);
		this.#head = entry.id;
	}

	branch(): readonly Entry[] {
		this.#entries ??= parseLines(readFileSync(this.path, 'utf8')).entries;
		return branchOf(this.#entries, this.#head);
	}

	rewind(id: string): void {
		this.#head = id;
		// The entry itself makes the place the last of the file, where the next opening goes on.
		this.append({type: 'rewind'}, true);
	}

	close(): void {
		if (this.#fd !== null) {
			closeSync(this.#fd);
			this.#fd = null;
			this.#unlock();
		}
	}

	/** Cut off half a last line; one that is whole but for its end is ended. */
	#repair(fd: number): {readonly head: string | null; readonly notices: readonly string[]; readonly isEmpty: boolean} {
		const bytes = readFileSync(this.path);
		const end = bytes.lastIndexOf(0x0a) + 1;
		const rest = bytes.subarray(end).toString('utf8');
		const isWhole = rest !== '' && parseEntry(rest) !== null;
		const torn = rest !== '' && !isWhole;
		if (isWhole) {
			this.#write('\n', fd);
		} else if (torn) {
			ftruncateSync(fd, end);
		}

		const {entries, damaged} = parseLines(bytes.subarray(0, torn ? end : bytes.length).toString('utf8'));
		this.#entries = entries;
		const notices = [
			...(torn ? [`The last line of the session "${this.id}" was cut by a crash; it was taken off.`] : []),
			...(damaged > 0 ? [`${damaged} damaged ${damaged === 1 ? 'line' : 'lines'} of the session "${this.id}" could not be read.`] : []),
		];
		return {head: entries.at(-1)?.id ?? null, notices, isEmpty: entries.length === 0};
	}

	#write(text: string, fd = this.#fd): void {
		if (fd === null) {
			throw new ConfigError(`Cannot write the transcript ${this.path}: the session was closed.`);
		}

		this.#entries = null;
		const bytes = Buffer.from(text);
		let written = 0;
		try {
			while (written < bytes.length) {
				written += writeSync(fd, bytes, written);
			}
		} catch (cause) {
			takeBack(fd, written);
			throw new ConfigError(`Cannot write the transcript ${this.path}.`, {hint: 'Free some disk space, or set SKILLLITE_HOME.', cause});
		}
	}
}

/** Half a line would swallow the one that is written after it. */
function takeBack(fd: number, bytes: number): void {
	try {
		ftruncateSync(fd, fstatSync(fd).size - bytes);
	} catch {
		// The disk takes no orders at all; the next opening passes over the damaged line.
	}
}

function openTranscript(path: string): number {
	try {
		// No link is followed: a transcript is written where it says and nowhere else.
		const fd = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
		if (!fstatSync(fd).isFile()) {
			// A pipe would be waited for for ever, by a process that no signal ends.
			closeSync(fd);
			throw new TypeError('It is no file.');
		}

		fchmodSync(fd, 0o600);
		return fd;
	} catch (cause) {
		throw new ConfigError(`Cannot open the transcript ${path}.`, {hint: 'Choose another session name, or set SKILLLITE_HOME.', cause});
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
