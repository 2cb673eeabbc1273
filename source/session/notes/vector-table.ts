/**
The vectors of notes, in the index beside them: by the name of the model that made them and the hash of what was embedded.

The journal does not hold them, so they outlive the notes' own tables when those are made anew; what no note has any
more is deleted then. Foreign notes get none: a stranger's text is found by its words, never by where a vector of his
making lies.
*/

import type {DatabaseSync} from 'node:sqlite';
import {embeddedText, type IndexedNote, noteOf, type Row, rowsOf} from './note-tables.ts';
import {bytesOf, closest, cosine, sketchLength, sketchOf, vectorOf} from './vector.ts';

/** What an embedder is given, and under which hash its vector is kept. */
export interface Unembedded {
	readonly hash: string;
	readonly text: string;
}

export interface Near {
	readonly note: IndexedNote;
	readonly cosine: number;
}

/** A question as a vector. */
export interface Meant {
	readonly model: string;
	readonly vector: Float32Array;
	/** A note that is not closer than this is no answer. */
	readonly floor: number;
}

/** The sketches of all notes that have a vector, end to end. */
export interface Sketches {
	readonly notes: Int32Array;
	readonly bits: Uint32Array;
}

/** So many are compared number by number; of the notes that are closest, the sketches miss few. */
const mostCompared = 256;
const own = `superseded = 0 AND body ->> 'label' IN ('core', 'user', 'derived')`;

/** Notes without a vector of this model, and of these dimensions where they are known; the newest first. */
export function unembedded(database: DatabaseSync, model: string, dimensions: number | null, limit: number): readonly Unembedded[] {
	const rows = rowsOf(
		database,
		`SELECT hash, body FROM notes WHERE ${own} AND NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.hash = notes.hash AND model = ?1
			AND (?2 IS NULL OR (length(vector) = 4 * ?2 AND length(sketch) = 4 * ?3))) GROUP BY hash ORDER BY max(number) DESC LIMIT ?4`,
		model,
		dimensions,
		dimensions === null ? null : sketchLength(dimensions),
		limit,
	);
	return rows.map(row => ({hash: String(row.hash), text: embeddedText(noteOf(row))}));
}

/** How many notes could have a vector, and how many have one. */
export function countVectors(database: DatabaseSync, model: string): {readonly notes: number; readonly vectors: number} {
	const [row] = rowsOf(
		database,
		`SELECT count(*) AS notes, count((SELECT 1 FROM vectors WHERE vectors.hash = notes.hash AND model = ?)) AS vectors FROM notes WHERE ${own}`,
		model,
	);
	return {notes: Number(row?.notes ?? 0), vectors: Number(row?.vectors ?? 0)};
}

/** Keep vectors, those of notes that are still there. Those of another model go: they would be compared with nothing. */
export function keepVectors(database: DatabaseSync, model: string, vectors: ReadonlyMap<string, Float32Array>): void {
	database.prepare('DELETE FROM vectors WHERE model <> ?').run(model);
	const insert = database.prepare(
		'INSERT OR REPLACE INTO vectors (model, hash, sketch, vector) SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM notes WHERE hash = ?2)',
	);
	for (const [hash, vector] of vectors) {
		insert.run(model, hash, bytesOf(sketchOf(vector)), bytesOf(vector));
	}
}

/** Vectors of notes that were forgotten say what those were about. */
export function dropOrphans(database: DatabaseSync): void {
	database.exec('DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM notes)');
}

/** Rows that nobody of ours wrote, of another length, are left out. */
export function readSketches(database: DatabaseSync, model: string, dimensions: number): Sketches {
	const words = sketchLength(dimensions);
	const rows = rowsOf(
		database,
		`SELECT notes.number AS number, sketch FROM vectors CROSS JOIN notes USING (hash)
			WHERE model = ? AND length(vector) = ? AND length(sketch) = ? AND ${own}`,
		model,
		4 * dimensions,
		4 * words,
	);
	const bytes = new Uint8Array(4 * words * rows.length);
	for (const [index, {sketch}] of rows.entries()) {
		bytes.set(sketch instanceof Uint8Array ? sketch : [], 4 * words * index);
	}

	return {notes: Int32Array.from(rows, ({number}) => Number(number)), bits: new Uint32Array(bytes.buffer)};
}

/** The notes that lie closest to a question, and close enough; `holds` says which hold now, of which `?1` is. */
export function nearest(
	database: DatabaseSync,
	{meant, sketches, holds, now, limit}: {meant: Meant; sketches: Sketches; holds: string; now: string; limit: number},
): readonly Near[] {
	const numbers = closest(sketchOf(meant.vector), sketches.bits, mostCompared).map(place => sketches.notes[place] ?? 0);
	const near = rowsOf(
		database,
		`SELECT notes.number AS number, vector FROM notes CROSS JOIN vectors USING (hash)
			WHERE ${holds} AND notes.number IN (${numbers.join(',')}) AND model = ?2 AND length(vector) = ?3`,
		now,
		meant.model,
		meant.vector.byteLength,
	)
		.map(row => ({number: Number(row.number), cosine: cosineOf(row, meant.vector)}))
		// What is no number is not above the floor either.
		.filter(({cosine}) => cosine > meant.floor && cosine < 1.01)
		.sort((a, b) => b.cosine - a.cosine || b.number - a.number)
		.slice(0, limit);
	const one = database.prepare('SELECT * FROM notes WHERE number = ?');
	return near.flatMap(({number, cosine}) => {
		const row = one.get(number);
		return row ? [{note: noteOf(row), cosine}] : [];
	});
}

function cosineOf({vector}: Row, wanted: Float32Array): number {
	return vector instanceof Uint8Array ? cosine(vectorOf(vector), wanted) : Number.NaN;
}
