/**
A search index over one journal: SQLite with two full-text tables. It holds nothing that the journal does not, so it
may be deleted at any time; several processes share it.

	words   what `indexedText` makes of text and keys; contentless, ranked by BM25 (text 1.0, keys 1.5)
	parts   trigrams of text and keys, for parts of words: `password` in `databasepassword`
	vectors what an embedder made of notes, where the user names one; the only table that cannot be made from the journal
*/

import {chmodSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {ConfigError} from '../../../sandbox/index.ts';
import {type Journal, makeNotesFolder} from './journal.ts';
import {applyEntry, clear, form, formOf, type IndexedNote, markOf, noteOf, type Row, rowsOf} from './note-tables.ts';
import {openDatabase} from './open-database.ts';
import {
	countVectors,
	dropOrphans,
	keepVectors,
	type Meant,
	type Near,
	nearest,
	readSketches,
	type Sketches,
	type Unembedded,
	unembedded,
} from './vector-table.ts';

export interface Candidate {
	readonly note: IndexedNote;
	/** Its words, and their stems behind a bar, with spaces around each. */
	readonly words: string;
}

export interface NoteIndex {
	/** Notes that hold now, the newest first. */
	list(): readonly IndexedNote[];
	get(id: string): IndexedNote | null;
	/** How many notes there are, with those that do not hold any more. */
	size(): number;
	/** In how many notes each of these stems occurs. */
	frequencies(stems: readonly string[]): readonly number[];
	/** The notes that hold now and say exactly this. */
	saying(text: string): readonly IndexedNote[];
	/** The best by BM25 among the notes that have at least one of the words. */
	byWords(words: readonly string[], limit: number): readonly Candidate[];
	/** The best among the notes that have at least one of these texts of three characters or more anywhere. */
	byParts(parts: readonly string[], limit: number): readonly Candidate[];
	/** The notes that lie closest to a question, and closer than its floor; never a foreign one. */
	byMeaning(meant: Meant, limit: number): readonly Near[];
	/** Notes that have no vector of this model and these dimensions yet. */
	unembedded(model: string, dimensions: number | null, limit: number): readonly Unembedded[];
	/** Keep vectors by the hashes that `unembedded` gave. */
	keepVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): void;
	countVectors(model: string): {readonly notes: number; readonly vectors: number};
	close(): void;
}

/** Open the index of a folder and bring it up to date with the journal at every question. */
export function openNoteIndex(folder: string, journal: Journal): NoteIndex {
	return new SqliteIndex(join(folder, 'index.sqlite'), journal);
}

class SqliteIndex implements NoteIndex {
	readonly #path: string;
	readonly #journal: Journal;
	#database: DatabaseSync | null = null;
	/** As read last, and of which state of the database. */
	#sketches: {readonly of: string; readonly read: Sketches} | null = null;
	/** Counts what this process changed in notes and vectors; SQLite tells of what others changed. */
	#changes = 0;

	constructor(path: string, journal: Journal) {
		this.#path = path;
		this.#journal = journal;
	}

	list(): readonly IndexedNote[] {
		return this.#ask(database =>
			rowsOf(database, `SELECT * FROM notes WHERE ${holds} ORDER BY created DESC, number DESC`, now()).map(noteOf),
		);
	}

	get(id: string): IndexedNote | null {
		return this.#ask(database => rowsOf(database, 'SELECT * FROM notes WHERE id = ?', id).map(noteOf)[0] ?? null);
	}

	size(): number {
		return this.#ask(database => Number(rowsOf(database, 'SELECT max(number) AS size FROM notes')[0]?.size ?? 0));
	}

	frequencies(stems: readonly string[]): readonly number[] {
		return this.#ask(database => {
			const count = database.prepare('SELECT doc FROM vocabulary WHERE term = ?');
			return stems.map(stem => Number(count.get(stem)?.doc ?? 0));
		});
	}

	saying(text: string): readonly IndexedNote[] {
		const same = `SELECT * FROM notes WHERE ${holds} AND body ->> 'text' = ?2`;
		return this.#ask(database => rowsOf(database, same, now(), text).map(noteOf));
	}

	byWords(words: readonly string[], limit: number): readonly Candidate[] {
		return this.#match('words', words, limit);
	}

	byParts(parts: readonly string[], limit: number): readonly Candidate[] {
		return this.#match('parts', parts, limit);
	}

	byMeaning(meant: Meant, limit: number): readonly Near[] {
		return this.#ask(database => nearest(database, {meant, sketches: this.#sketchesFor(meant, database), holds, now: now(), limit}));
	}

	unembedded(model: string, dimensions: number | null, limit: number): readonly Unembedded[] {
		return this.#ask(database => unembedded(database, model, dimensions, limit));
	}

	keepVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): void {
		this.#ask(database => inTransaction(database, () => keepVectors(database, model, vectors)));
		this.#changes += 1;
	}

	countVectors(model: string): {readonly notes: number; readonly vectors: number} {
		return this.#ask(database => countVectors(database, model));
	}

	close(): void {
		this.#database?.close();
		this.#database = null;
		this.#sketches = null;
	}

	#sketchesFor({model, vector}: Meant, database: DatabaseSync): Sketches {
		const version = rowsOf(database, 'PRAGMA data_version')[0]?.data_version;
		const of = [model, vector.length, version, this.#changes].join('\n');
		if (this.#sketches?.of !== of) {
			this.#sketches = {of, read: readSketches(database, model, vector.length)};
		}

		return this.#sketches.read;
	}

	/** Each word is quoted, so that nothing in a question is SQLite's query language. */
	#match(table: 'words' | 'parts', words: readonly string[], limit: number): readonly Candidate[] {
		const quoted = words.map(word => `"${word.replaceAll('\0', '').replaceAll('"', '""')}"`).join(' OR ');
		if (quoted === '') {
			return [];
		}

		// More than asked for: some of them may not hold any more.
		const best = `SELECT rowid FROM ${table} WHERE ${table} MATCH ?2 ORDER BY rank, rowid DESC LIMIT ${2 * limit}`;
		return this.#ask(database => {
			const order = rowsOf(database, best.replace('?2', '?1'), quoted).map(({rowid}) => Number(rowid));
			const rows = rowsOf(database, `SELECT * FROM notes WHERE ${holds} AND number IN (${order.join(',')})`, now());
			const places = new Map(order.map((number, place) => [number, place]));
			const placeOf = (row: Row) => places.get(Number(row.number)) ?? 0;
			return rows
				.sort((a, b) => placeOf(a) - placeOf(b))
				.slice(0, limit)
				.map(row => ({note: noteOf(row), words: String(row.words)}));
		});
	}

	/** Ask the database once it knows all of the journal; a damaged one is made anew. */
	#ask<T>(question: (database: DatabaseSync) => T): T {
		try {
			return question(this.#current());
		} catch (thrown) {
			if (!isDamage(thrown)) {
				throw isSqliteError(thrown) ? this.#unusable(thrown) : thrown;
			}

			this.close();
			this.#remove();
			return question(this.#current());
		}
	}

	#current(): DatabaseSync {
		this.#database ??= this.#open();
		const database = this.#database;
		const known = markOf(database);
		const {entries, isWhole} = this.#journal.readSince(known);
		if (entries.length > 0 || isWhole) {
			inTransaction(database, () => this.#catchUp(database));
		}

		return database;
	}

	/** Another process may have caught up meanwhile, so what is missing is looked up again under the lock. */
	#catchUp(database: DatabaseSync): void {
		const {entries, mark, isWhole} = this.#journal.readSince(markOf(database));
		if (isWhole) {
			clear(database);
		}

		for (const entry of entries) {
			applyEntry(database, entry);
		}

		if (isWhole) {
			dropOrphans(database);
		}

		if (isWhole || entries.some(({op}) => op === 'add')) {
			this.#changes += 1;
		}

		database.prepare('UPDATE mark SET generation = ?, offset = ?').run(mark.generation, mark.offset);
	}

	#open(): DatabaseSync {
		makeNotesFolder(dirname(this.#path));
		const database = openDatabase(this.#path);
		chmodSync(this.#path, 0o600);
		// Forgotten text is overwritten, not only unlinked. No write-ahead log, which would keep it longer.
		database.exec('PRAGMA secure_delete = ON; PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL;');
		if (formOf(database) !== form) {
			inTransaction(database, () => {
				if (formOf(database) !== form) {
					clear(database);
				}
			});
		}

		return database;
	}

	#unusable(cause: Error): ConfigError {
		return new ConfigError(`Cannot use the index of notes ${this.#path}: ${cause.message}.`, {
			hint: 'Delete the file: it is made anew from the notes beside it.',
			cause,
		});
	}

	#remove(): void {
		for (const path of [this.#path, `${this.#path}-journal`]) {
			rmSync(path, {force: true});
		}
	}
}

/** Neither replaced nor out of its time; `?1` is now. */
const holds = 'superseded = 0 AND (valid_from IS NULL OR valid_from <= ?1) AND (valid_to IS NULL OR valid_to > ?1)';

function inTransaction(database: DatabaseSync, action: () => void): void {
	database.exec('BEGIN IMMEDIATE');
	try {
		action();
		database.exec('COMMIT');
	} catch (thrown) {
		database.exec('ROLLBACK');
		throw thrown;
	}
}

/** SQLite says that the file is no database, or none that makes sense; or it holds what we did not write. */
function isDamage(thrown: unknown): boolean {
	if (!isSqliteError(thrown)) {
		return thrown instanceof TypeError || thrown instanceof SyntaxError;
	}

	const [corrupt, notDatabase, error] = [11, 26, 1];
	return [corrupt, notDatabase, error].includes(Number(thrown.errcode) & 0xff);
}

function isSqliteError(thrown: unknown): thrown is Error & {readonly errcode: number} {
	return thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number';
}

function now(): string {
	return new Date().toISOString();
}
