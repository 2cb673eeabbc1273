/** The tables of an index: how a journal's entries go into them and how notes come out. */

import {createHash} from 'node:crypto';
import type {DatabaseSync, SQLInputValue} from 'node:sqlite';
import {lowestLabel} from '../../core/label.ts';
import type {JournalEntry, Mark} from './journal.ts';
import {type Note, parseNote} from './note.ts';
import {foldText, indexedText, wordsOf} from './words.ts';

/** A note with what was counted about it. */
export interface IndexedNote extends Note {
	readonly uses: number;
	readonly lastUsed: string | null;
}

export type Row = Readonly<Record<string, unknown>>;

/** Changes with the tables: an index of another form is made anew. */
export const form = 2;

const tables = `
CREATE TABLE mark (generation TEXT NOT NULL, offset INTEGER NOT NULL);
INSERT INTO mark VALUES ('', 0);
CREATE TABLE notes (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, hash TEXT NOT NULL, words TEXT NOT NULL,
	created TEXT NOT NULL, valid_from TEXT, valid_to TEXT, superseded INTEGER NOT NULL DEFAULT 0, uses INTEGER NOT NULL DEFAULT 0, last_used TEXT);
CREATE INDEX hashes ON notes (hash);
CREATE VIRTUAL TABLE words USING fts5(text, keys, content = '', tokenize = 'unicode61 remove_diacritics 0 categories ''L* N* Co''');
INSERT INTO words (words, rank) VALUES ('rank', 'bm25(1.0, 1.5)');
CREATE VIRTUAL TABLE parts USING fts5(text, content = '', tokenize = 'trigram');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
CREATE TABLE IF NOT EXISTS vectors (number INTEGER PRIMARY KEY, model TEXT NOT NULL, hash TEXT NOT NULL, sketch BLOB NOT NULL,
	vector BLOB NOT NULL, UNIQUE (model, hash));
PRAGMA user_version = ${form};
`;

/** Take one entry of the journal in. */
export function applyEntry(database: DatabaseSync, entry: JournalEntry): void {
	switch (entry.op) {
		case 'add':
			insertNote(database, entry.note);
			return;
		case 'used': {
			const count = database.prepare('UPDATE notes SET uses = uses + 1, last_used = ? WHERE id = ?');
			for (const id of entry.ids) {
				count.run(entry.ts, id);
			}

			return;
		}
		case 'forgotten':
			return;
	}
}

function insertNote(database: DatabaseSync, note: Note): void {
	const keys = note.keys.join(' ');
	const [text, key] = [indexedText(note.text), indexedText(keys)];
	const {changes, lastInsertRowid} = database
		.prepare('INSERT OR IGNORE INTO notes (id, body, hash, words, created, valid_from, valid_to) VALUES (?, ?, ?, ?, ?, ?, ?)')
		.run(
			note.id,
			JSON.stringify(note),
			createHash('sha256').update(embeddedText(note)).digest('hex'),
			` ${wordsOf(`${note.text} ${keys}`)
				.map(({text}) => text)
				.join(' ')} | ${text} ${key} `,
			note.created,
			note.validFrom ?? null,
			note.validTo ?? null,
		);
	if (changes === 0) {
		return;
	}

	database.prepare('INSERT INTO words (rowid, text, keys) VALUES (?, ?, ?)').run(lastInsertRowid, text, key);
	database.prepare('INSERT INTO parts (rowid, text) VALUES (?, ?)').run(lastInsertRowid, foldText(`${note.text} ${keys}`));
	const [old] = note.supersedes === undefined ? [] : rowsOf(database, 'SELECT * FROM notes WHERE id = ?', note.supersedes).map(noteOf);
	// What is less trusted never takes the place of what is more.
	if (old && lowestLabel([old.label, note.label]) === old.label) {
		database.prepare('UPDATE notes SET superseded = 1 WHERE id = ?').run(old.id);
	}
}

/** What of a note is embedded, and gives the hash under which its vector is kept. */
export function embeddedText({text, keys}: Pick<Note, 'text' | 'keys'>): string {
	return [text, ...keys].join('\n');
}

/** Empty tables of the present form, whatever was there; vectors of the present form stay. */
export function clear(database: DatabaseSync): void {
	drop(database);
	if (formOf(database) !== form) {
		database.exec('DROP TABLE IF EXISTS vectors');
	}

	database.exec(tables);
}

function drop(database: DatabaseSync): void {
	const names = ['vocabulary', 'words', 'parts', 'notes', 'mark'];
	database.exec(names.map(name => `DROP TABLE IF EXISTS ${name};`).join('\n'));
}

/** Up to where the journal is known. */
export function markOf(database: DatabaseSync): Mark {
	const [row] = rowsOf(database, 'SELECT generation, offset FROM mark');
	return {generation: String(row?.generation ?? ''), offset: Number(row?.offset ?? 0)};
}

export function formOf(database: DatabaseSync): unknown {
	return rowsOf(database, 'PRAGMA user_version')[0]?.user_version;
}

export function rowsOf(database: DatabaseSync, sql: string, ...values: readonly SQLInputValue[]): Row[] {
	return database.prepare(sql).all(...values);
}

/** Throws a TypeError for a row that nobody of ours wrote. */
export function noteOf(row: Row): IndexedNote {
	const note = parseNote(JSON.parse(String(row.body)));
	if (note === null) {
		throw new TypeError('The index holds what is no note.');
	}

	return {...note, uses: Number(row.uses), lastUsed: typeof row.last_used === 'string' ? row.last_used : null};
}
