/**
How well and how quickly notes are found: the golden questions against the golden notes, alone and among as many
notes as asked for, made from the same words so that they get in the way.
*/

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {seededRandom} from '../../core/seeded-random.ts';
import {openJournal} from './journal.ts';
import {type Note, type NoteKind, parseNote} from './note.ts';
import {type NoteStore, openNoteStore} from './note-store.ts';
import {searchStores} from './search-stores.ts';

export interface GoldenQuestion {
	readonly language: string;
	readonly text: string;
	/** Any of these answers it; none means that nothing should be found. */
	readonly notes: readonly string[];
}

export interface GoldenSet {
	readonly notes: readonly Note[];
	readonly questions: readonly GoldenQuestion[];
}

export interface Recall {
	/** Questions that have an answer. */
	readonly questions: number;
	/** The share of them with an answer among the first five. */
	readonly at5: number;
	/** The share with an answer in the first place. */
	readonly at1: number;
	/** The mean of one over the place of the first answer among the first five, 0 where there is none. */
	readonly mrr: number;
	/** The share of questions without an answer that got none. */
	readonly silence: number;
	/** The questions whose answer was not among the first five. */
	readonly missed: readonly string[];
}

export interface NotesBench {
	readonly golden: Recall;
	/** The same among all notes: harder, as many of them have the words of a question. */
	readonly crowded: Recall;
	readonly notes: number;
	readonly buildMs: number;
	readonly medianMs: number;
	readonly p95Ms: number;
	/** The same for a search by words and vectors, where asked for; what the embedder itself takes is not in it. */
	readonly vectors: {readonly medianMs: number; readonly p95Ms: number} | null;
}

/** Gives the ids found for a question, best first. */
export type AskNotes = (question: string) => readonly string[] | Promise<readonly string[]>;

/** The bars that the project sets itself. */
export const notesBars = {at5: 0.8, p95Ms: 20} as const;

/** The questions and notes that come with the program. */
export async function loadGoldenSet(): Promise<GoldenSet> {
	const {default: golden} = await import('./golden.json', {with: {type: 'json'}});
	const notes = golden.notes.map(note => parseNote({...note, created: '2026-01-01T00:00:00.000Z'})).filter(note => note !== null);
	return {notes, questions: golden.questions};
}

/** Measure in a folder of its own, which goes afterwards; with `dimensions`, also how long vectors of so many numbers take. */
export async function benchNotes(count: number, dimensions?: number): Promise<NotesBench> {
	const golden = await loadGoldenSet();
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-notes-'));
	try {
		using few = fill(join(folder, 'few'), golden.notes);
		const alone = await measureRecall(golden, askStore(few.store));
		const started = performance.now();
		using many = fill(join(folder, 'many'), [...golden.notes, ...otherNotes(golden, count - golden.notes.length)]);
		const buildMs = performance.now() - started;
		const times = timesOf(golden.questions, text => many.store.search(text, {limit: 5}));
		const crowded = await measureRecall(golden, askStore(many.store));
		const vectors = dimensions === undefined ? null : benchVectors(many.store, golden.questions, dimensions);
		return {golden: alone, crowded, notes: many.store.index.size(), buildMs, ...quantilesOf(times), vectors};
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

/** What share of the golden questions is answered right. */
export async function measureRecall({questions}: GoldenSet, ask: AskNotes): Promise<Recall> {
	const missed: string[] = [];
	let [answerable, first, reciprocal, silent] = [0, 0, 0, 0];
	for (const {text, notes} of questions) {
		const found = await ask(text);
		if (notes.length === 0) {
			silent += found.length === 0 ? 1 : 0;
			continue;
		}

		answerable += 1;
		const place = found.slice(0, 5).findIndex(id => notes.includes(id));
		if (place === -1) {
			missed.push(text);
		} else {
			first += place === 0 ? 1 : 0;
			reciprocal += 1 / (place + 1);
		}
	}

	return {
		questions: answerable,
		at5: 1 - missed.length / answerable,
		at1: first / answerable,
		mrr: reciprocal / answerable,
		silence: silent / (questions.length - answerable),
		missed,
	};
}

export function askStore(store: NoteStore): AskNotes {
	return question => store.search(question, {limit: 5}).map(({note}) => note.id);
}

function fill(folder: string, notes: readonly Note[]): {readonly store: NoteStore; [Symbol.dispose](): void} {
	openJournal(folder).rewrite(() => notes.map(note => ({op: 'add', note})));
	const store = openNoteStore(folder);
	store.index.size();
	return {store, [Symbol.dispose]: () => store.close()};
}

/** With vectors of chance: how long it takes does not depend on what they mean. */
function benchVectors(store: NoteStore, questions: readonly GoldenQuestion[], dimensions: number): NotesBench['vectors'] {
	const random = seededRandom(11);
	const vector = () => Float32Array.from({length: dimensions}, () => (random() - 0.5) * Math.sqrt(12 / dimensions));
	const model = 'chance';
	for (let waiting = store.index.unembedded(model, dimensions, 1000); waiting.length > 0; ) {
		store.index.keepVectors(model, new Map(waiting.map(({hash}) => [hash, vector()])));
		waiting = store.index.unembedded(model, dimensions, 1000);
	}

	return quantilesOf(timesOf(questions, text => searchStores([store], text, {limit: 5, meant: {model, vector: vector(), floor: -1}})));
}

function timesOf(questions: readonly GoldenQuestion[], search: (question: string) => void): readonly number[] {
	const times: number[] = [];
	for (let round = 0; round < 3; round++) {
		for (const {text} of questions) {
			const started = performance.now();
			search(text);
			times.push(performance.now() - started);
		}
	}

	return times.sort((a, b) => a - b);
}

function quantilesOf(times: readonly number[]): {readonly medianMs: number; readonly p95Ms: number} {
	return {medianMs: quantile(times, 0.5), p95Ms: quantile(times, 0.95)};
}

function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
Notes of some twenty words, the same at every call: of four words one is of the golden set, and twenty of those are in
every tenth note, as words such as `test` and `database` are in real ones.
*/
function otherNotes({notes}: GoldenSet, count: number): readonly Note[] {
	const words = [...new Set(notes.flatMap(({text}) => text.split(/[\s,.;]+/u).filter(word => word.length > 2)))];
	const random = seededRandom(7);
	const oneOf = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? 'word';
	const hot = Array.from({length: 20}, () => oneOf(words));
	const word = () => {
		const draw = random();
		return draw < 0.1 ? oneOf(hot) : draw < 0.25 ? oneOf(words) : `term${Math.floor(random() ** 3 * 30_000)}`;
	};
	const kinds: readonly NoteKind[] = ['fact', 'episode', 'decision'];
	return Array.from({length: Math.max(0, count)}, (_, number) => ({
		id: `x${number}`,
		kind: kinds[number % kinds.length] ?? 'fact',
		text: Array.from({length: 8 + Math.floor(random() * 24)}, word).join(' '),
		keys: [],
		label: 'derived' as const,
		sources: [],
		created: new Date(1_700_000_000_000 + number * 60_000).toISOString(),
	}));
}
