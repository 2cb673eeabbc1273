/**
The files of events, one a month: `evolution/events/YYYY-MM.jsonl` in the store of a project.

Lines are only appended, each in one write, so that processes do not mix theirs. A line that a crash cut in two is passed
over by readers, and the next one starts on a line of its own. A power cut may take the last lines: waiting for the
disk would cost each turn more than they are worth.
*/

import {chmodSync, closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError} from '../../../sandbox/index.ts';
import type {EvolutionEvent} from './event.ts';
import {parseEvent} from './parse-event.ts';

export interface EventLog {
	/** Append an event. Throws a ConfigError when it cannot be written, and a TypeError for what is no event. */
	append(event: EvolutionEvent): void;
	close(): void;
}

/** A month that holds more is some program gone wild; no more is added to it. */
const mostBytes = 64 * 1024 * 1024;
const monthFile = /^\d{4}-\d{2}\.jsonl$/;

/** The folder of the events within the evolution store of a project. */
export function eventsFolder(store: string): string {
	return join(store, 'evolution', 'events');
}

/** Open the log for writing; nothing is made before the first event. */
export function openEventLog(folder: string): EventLog {
	let open: {readonly month: string; readonly fd: number} | null = null;

	function fdOf(month: string): number {
		// Erasing takes the file from under us: what comes after that is recorded anew.
		if (open?.month !== month || fstatSync(open.fd).nlink === 0) {
			close();
			open = {month, fd: openMonth(folder, month)};
		}

		return open.fd;
	}

	function close(): void {
		if (open) {
			closeSync(open.fd);
			open = null;
		}
	}

	return {
		append(event) {
			const clean = parseEvent(event);
			if (clean === null) {
				throw new TypeError(`An event of type ${JSON.stringify(event.type)} has a field that events do not have.`);
			}

			appendLine(fdOf(clean.ts.slice(0, 7)), `${JSON.stringify(clean)}\n`, folder);
		},
		close,
	};
}

/** All events, oldest first; what is none is passed over. */
export function readEvents(folder: string): readonly EvolutionEvent[] {
	return monthsOf(folder).flatMap(name => readMonth(join(folder, name)));
}

function openMonth(folder: string, month: string): number {
	const path = join(folder, `${month}.jsonl`);
	try {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		chmodSync(folder, 0o700);
		// No link is followed: events are written where the path says and nowhere else.
		const fd = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
		if (isTorn(fd)) {
			writeSync(fd, '\n');
		}

		return fd;
	} catch (cause) {
		throw new ConfigError(`Cannot open the events in ${path}.`, {hint: 'Check who owns the file and its folder.', cause});
	}
}

function isTorn(fd: number): boolean {
	const {size} = fstatSync(fd);
	const last = Buffer.alloc(1);
	return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

function appendLine(fd: number, line: string, folder: string): void {
	const bytes = Buffer.from(line);
	try {
		if (fstatSync(fd).size > mostBytes) {
			return;
		}

		const written = writeSync(fd, bytes);
		if (written < bytes.length) {
			// The disk is full: what came after would be glued to half a line.
			writeSync(fd, '\n');
			throw new ConfigError(`Cannot write the events in ${folder}: the line was cut.`);
		}
	} catch (cause) {
		throw new ConfigError(`Cannot write the events in ${folder}.`, {hint: 'Free some disk space.', cause});
	}
}

function monthsOf(folder: string): readonly string[] {
	try {
		return readdirSync(folder)
			.filter(name => monthFile.test(name))
			.sort();
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
			return [];
		}

		throw new ConfigError(`Cannot read the events in ${folder}.`, {hint: 'Check who owns the folder.', cause});
	}
}

function readMonth(path: string): readonly EvolutionEvent[] {
	const fd = openForReading(path);
	try {
		const isReadable = fstatSync(fd).isFile() && fstatSync(fd).size <= 2 * mostBytes;
		const text = isReadable ? readFileSync(fd, 'utf8') : '';
		return text
			.split('\n')
			.map(parseLine)
			.filter(event => event !== null);
	} finally {
		closeSync(fd);
	}
}

function openForReading(path: string): number {
	try {
		return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (cause) {
		throw new ConfigError(`Cannot read the events in ${path}.`, {hint: 'Check who owns the file.', cause});
	}
}

function parseLine(line: string): EvolutionEvent | null {
	try {
		return parseEvent(JSON.parse(line));
	} catch {
		return null; // cut by a crash
	}
}
