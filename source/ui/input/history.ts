/**
What was sent in a project, over its sessions: one JSON text a line, in a file that only its owner reads.

Secrets are masked before anything is written. A line that cannot be read is skipped, and a file that cannot be written
costs the history of this session and nothing else.
*/

import {closeSync, constants, fstatSync, mkdirSync, openSync, readSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {writeFileAtomically} from '../../../sandbox/index.ts';
import {createMask} from '../../session/secrets.ts';
import {longestEntry, mostEntries} from './recall.ts';

export interface History {
	/** What was sent before, the latest last. */
	readonly entries: readonly string[];
	/** Remember one more. */
	add(text: string): void;
}

/** A file is shortened to the entries that count when it is larger than this. */
const mostBytes = 4 * 1024 * 1024;

/** The history in that file. Files and folders are made at the first entry. */
export function openHistory(path: string, mask: (text: string) => string = createMask()): History {
	const {text, isLarge} = readTail(path);
	const lines = text.split('\n');
	// The first line of a large file is half a line.
	const entries = (isLarge ? lines.slice(1) : lines).flatMap(readEntry).slice(-mostEntries);
	if (isLarge) {
		attempt(() => writeFileAtomically(path, entries.map(toLine).join('')));
	}

	// What another process, or a crash, left without its end stays a line of its own.
	let before = text === '' || text.endsWith('\n') ? '' : '\n';
	return {
		entries,
		add(entry) {
			if (entry.length > longestEntry) {
				return;
			}

			attempt(() => {
				mkdirSync(dirname(path), {recursive: true, mode: 0o700});
				const fd = openSync(path, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600);
				try {
					writeSync(fd, before + toLine(mask(entry)));
				} finally {
					closeSync(fd);
				}

				before = '';
			});
		},
	};
}

function readTail(path: string): {readonly text: string; readonly isLarge: boolean} {
	try {
		const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		try {
			const stat = fstatSync(fd);
			const size = stat.isFile() ? stat.size : 0;
			const bytes = Buffer.alloc(Math.min(size, mostBytes));
			const length = readSync(fd, bytes, 0, bytes.length, Math.max(0, size - mostBytes));
			return {text: bytes.toString('utf8', 0, length), isLarge: size > mostBytes};
		} finally {
			closeSync(fd);
		}
	} catch {
		// There is none yet, or none that may be read.
		return {text: '', isLarge: false};
	}
}

function readEntry(line: string): readonly string[] {
	try {
		const entry: unknown = JSON.parse(line);
		return typeof entry === 'string' && entry !== '' && entry.length <= longestEntry ? [entry] : [];
	} catch {
		return [];
	}
}

function toLine(entry: string): string {
	return `${JSON.stringify(entry)}\n`;
}

function attempt(work: () => void): void {
	try {
		work();
	} catch {
		// Without a history one can still chat.
	}
}
