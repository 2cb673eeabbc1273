/**
The audit log: `~/.skilllite/audit/YYYY-MM.jsonl`, append-only, one canonical JSON object a line.

    line n     {…,"seq":n,"prev":hash of n-1,"hash":SHA-256 of the line without "hash"}
    head.json  {"count":n,"hash":hash of n,"file":"2026-11.jsonl","size":bytes of that file}

The chain runs across months. It shows an edit, a deletion, another order and, with the head, a truncation; against
the user's own account it promises nothing.

A line is written in one call, then the head is replaced, both under a lock between processes. Nothing is fsynced: a
killed process loses nothing, a machine that loses power may lose the last lines. Lines that the head does not know
yet (their writer was killed in between) are adopted by the next writer when they continue the chain.
*/

import {
	closeSync,
	constants,
	fstatSync,
	ftruncateSync,
	lstatSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {type AuditHead, makeLine, monthFiles, monthOf, origin, readHead, readLine} from './audit-chain.ts';
import {sha256} from './base/canonical-json.ts';
import {ConfigError} from './base/errors.ts';
import {withFileLock} from './base/file-lock.ts';
import {requireWritableHome} from './base/home.ts';
import {makeFolder} from './base/make-folder.ts';

/** What happened: any JSON beside the type. `v`, `seq`, `ts`, `prev` and `hash` are the log's own. */
export interface AuditEntry {
	readonly type: 'admission' | 'consent' | 'run' | 'fetch' | 'install' | 'evolution' | 'trust' | 'suppression' | 'audit';
	readonly [field: string]: unknown;
}

export interface AuditCheck {
	readonly ok: boolean;
	/** Lines that were read, the bad one included. */
	readonly entries: number;
	readonly firstBad?: {readonly file: string; readonly line: number; readonly reason: string};
}

/**
Add an entry to the log; when this returns, the line is in its file.

Takes under 2 ms. Throws a ConfigError when the home or the log cannot be written: what is not logged may not happen.
*/
export function appendAudit(entry: AuditEntry, now: Date = new Date()): void {
	inLog(folder => {
		const {head, repair} = currentHead(folder, monthOf(now));
		const mended = repair ? appendLine(folder, head, {type: 'audit', ...repair}, now) : head;
		writeHead(folder, appendLine(folder, mended, entry, now));
	});
}

/** Read the whole log and say whether it is the one that was written; the first bad line is named. Changes nothing. */
export function verifyAudit(): AuditCheck {
	return inLog(checkLog);
}

function inLog<T>(action: (folder: string) => T): T {
	const folder = join(requireWritableHome(), 'audit');
	try {
		makeFolder(folder, 0o700);
		return withFileLock(join(folder, 'lock'), () => action(folder));
	} catch (cause) {
		if (cause instanceof ConfigError) {
			throw cause;
		}

		throw new ConfigError(`Cannot use the audit log in ${folder}; nothing is run without it.`, {
			hint: 'Make room on the disk, or set SKILLLITE_HOME to a folder that you can write to.',
			cause,
		});
	}
}

interface CurrentHead {
	readonly head: AuditHead;
	/** What had to be put right, for the log itself. */
	readonly repair?: {readonly event: string; readonly [field: string]: unknown};
}

function currentHead(folder: string, month: string): CurrentHead {
	const files = monthFiles(readdirSync(folder));
	const head = storedHead(folder);
	const last = files.at(-1);
	if (head && (last === undefined || last === head.file) && sizeOf(folder, head.file) === head.size) {
		return {head};
	}

	if (!head && last === undefined) {
		return {head: {count: 0, hash: origin, file: month, size: 0}};
	}

	return head ? adoptLines(folder, head, files) : rebuildHead(folder, files);
}

/** Lines beyond the head that continue its chain become part of it; a torn last line is cut off and recorded by its hash. */
function adoptLines(folder: string, stored: AuditHead, files: readonly string[]): CurrentHead {
	let head = stored;
	let repair: CurrentHead['repair'];
	for (const file of files.filter(name => name >= stored.file)) {
		const bytes = readFileSync(join(folder, file));
		const from = file === stored.file ? Math.min(stored.size, bytes.length) : 0;
		const end = bytes.lastIndexOf(0x0a) + 1;
		for (const text of bytes.toString('utf8', from, Math.max(from, end)).split('\n').filter(Boolean)) {
			const line = readLine(text);
			if (typeof line !== 'string' && line.seq === head.count + 1 && line.prev === head.hash) {
				head = {...head, count: line.seq, hash: line.hash};
			}
		}

		if (bytes.length > Math.max(from, end)) {
			repair = {event: 'torn line removed', file, content: sha256(bytes.subarray(end))};
			cutFile(join(folder, file), Math.max(from, end));
		}

		head = {...head, file};
	}

	return repair ? {head, repair} : {head};
}

/** Without a head the last good line is believed, and the log says from then on that the head was lost. */
function rebuildHead(folder: string, files: readonly string[]): CurrentHead {
	const lines = files.flatMap(file => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean));
	const last = lines.map(readLine).findLast(line => typeof line !== 'string');
	const file = files.at(-1) ?? '';
	const head = {count: last?.seq ?? 0, hash: last?.hash ?? origin, file, size: 0};
	return {head, repair: {event: 'head lost', lines: lines.length}};
}

/** Append one line and give the head that knows it. */
function appendLine(folder: string, head: AuditHead, entry: AuditEntry, now: Date): AuditHead {
	// A clock that went back does not reopen an older month: the order of the files is the order of the chain.
	const file = [head.file, monthOf(now)].sort().at(-1) ?? head.file;
	const {text, hash} = makeLine(entry, head.count + 1, head.hash, now);
	return {count: head.count + 1, hash, file, size: appendText(join(folder, file), text)};
}

/** All of the text or none of it. Gives the size of the file with it. */
function appendText(path: string, text: string): number {
	const bytes = Buffer.from(text);
	const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
	try {
		const {size} = fstatSync(fd);
		if (writeSync(fd, bytes) !== bytes.length) {
			ftruncateSync(fd, size);
			throw new Error(`Only a part of a line could be written to ${path}.`);
		}

		return size + bytes.length;
	} finally {
		closeSync(fd);
	}
}

function cutFile(path: string, size: number): void {
	const fd = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
	try {
		ftruncateSync(fd, size);
	} finally {
		closeSync(fd);
	}
}

/** Replaced by renaming, without the fsync of `writeFileAtomically`: the next writer mends a head that is behind. */
function writeHead(folder: string, head: AuditHead): void {
	const temporary = join(folder, 'head.json.tmp');
	writeFileSync(temporary, JSON.stringify(head), {mode: 0o600});
	renameSync(temporary, join(folder, 'head.json'));
}

function storedHead(folder: string): AuditHead | undefined {
	try {
		return readHead(readFileSync(join(folder, 'head.json'), 'utf8'));
	} catch {
		// Missing: a new log, or a lost head; the caller looks at the files.
		return undefined;
	}
}

function sizeOf(folder: string, file: string): number {
	return lstatSync(join(folder, file), {throwIfNoEntry: false})?.size ?? 0;
}

function checkLog(folder: string): AuditCheck {
	let entries = 0;
	let hash = origin;
	const files = monthFiles(readdirSync(folder));
	const head = storedHead(folder);
	const bad = (file: string, line: number, reason: string): AuditCheck => ({ok: false, entries, firstBad: {file, line, reason}});
	for (const file of files) {
		const lines = readFileSync(join(folder, file), 'utf8').split('\n');
		const torn = lines.pop() !== '';
		for (const [index, text] of lines.entries()) {
			const line = readLine(text);
			entries += 1;
			if (typeof line === 'string') {
				return bad(file, index + 1, line);
			}

			if (line.seq !== entries || line.prev !== hash) {
				return bad(file, index + 1, `does not follow the line before it: it is entry ${line.seq}, not ${entries}`);
			}

			if (head?.count === entries && head.hash !== line.hash) {
				return bad(file, index + 1, 'is not the line that the head names');
			}

			hash = line.hash;
		}

		if (torn) {
			return bad(file, lines.length + 1, 'is not complete');
		}
	}

	return checkHead(head, entries, files.at(-1));
}

/** More lines than the head counts are a writer that was killed; fewer are a truncation. */
function checkHead(head: AuditHead | undefined, entries: number, last: string | undefined): AuditCheck {
	if (!head && last !== undefined) {
		return {ok: false, entries, firstBad: {file: 'head.json', line: 0, reason: 'is missing or damaged'}};
	}

	if (head && head.count > entries) {
		const reason = `the log ends after ${entries} entries, but ${head.count} were written`;
		return {ok: false, entries, firstBad: {file: last ?? head.file, line: 0, reason}};
	}

	return {ok: true, entries};
}
