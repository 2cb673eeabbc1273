/** The notes of one folder: written to its journal, found by its index. */

import {randomBytes} from 'node:crypto';
import {ConfigError} from '../../../sandbox/index.ts';
import {lowestLabel} from '../../core/label.ts';
import {createMask} from '../secrets.ts';
import {openJournal} from './journal.ts';
import {type Note, type NoteDraft, shapeNote} from './note.ts';
import {type NoteIndex, openNoteIndex} from './note-index.ts';
import type {IndexedNote} from './note-tables.ts';
import {type Found, type SearchOptions, searchNotes} from './search-notes.ts';

export interface NoteStore {
	readonly folder: string;
	readonly index: NoteIndex;
	/** Keep a note. The one that is there already, if it says the same and is trusted as much. Throws a UsageError for what cannot be kept. */
	add(draft: NoteDraft): Note;
	get(id: string): IndexedNote | null;
	/** Notes that hold now, the newest first. */
	list(): readonly IndexedNote[];
	search(question: string, options: SearchOptions): readonly Found[];
	/** Count that these notes were given to a model. */
	countUse(ids: readonly string[]): void;
	/** Take notes and their earlier versions out of every file, for good; gives the ids that went. */
	forget(ids: readonly string[]): readonly string[];
	close(): void;
}

/** What a folder holds at most: search stays quick up to here. */
const mostNotes = 20_000;

/** Open the notes of a folder, which is made with the first of them. */
export function openNoteStore(folder: string): NoteStore {
	const journal = openJournal(folder);
	const index = openNoteIndex(folder, journal);
	const mask = createMask();

	function add(draft: NoteDraft): Note {
		const labels = (draft.sources ?? []).flatMap(source => index.get(source)?.label ?? []);
		const shaped = shapeNote(draft, labels, mask);
		const twin = index.saying(shaped.text).find(note => note.supersedes === shaped.supersedes);
		if (twin && lowestLabel([twin.label, shaped.label]) === shaped.label) {
			return twin;
		}

		if (index.size() >= mostNotes) {
			throw new ConfigError(`Cannot keep the note: ${folder} holds ${mostNotes} already.`, {
				hint: 'Remove some with skilllite memory forget ID.',
			});
		}

		const note = {id: newId(), ...shaped, created: new Date().toISOString(), ...(twin ? {supersedes: twin.id} : {})};
		journal.append({op: 'add', note});
		return note;
	}

	function forget(ids: readonly string[]): readonly string[] {
		if (ids.every(id => index.get(id) === null)) {
			return [];
		}

		const gone = new Set<string>();
		journal.rewrite(entries => {
			const notes = entries.flatMap(entry => (entry.op === 'add' ? [entry.note] : []));
			withEarlierVersions(ids, notes).forEach(id => void gone.add(id));
			const kept = entries.filter(entry => entry.op !== 'add' || !gone.has(entry.note.id));
			return [...kept, ...[...gone].map(id => ({op: 'forgotten' as const, id, ts: new Date().toISOString()}))];
		});
		// The index drops the text now, not at the next question.
		index.size();
		return [...gone];
	}

	return {
		folder,
		index,
		add,
		forget,
		get: id => index.get(id),
		list: () => index.list(),
		search: (question, options) => searchNotes(index, question, options),
		countUse: ids => journal.append({op: 'used', ids, ts: new Date().toISOString()}),
		close: () => index.close(),
	};
}

/** The ids that exist, with those of all notes that they took the place of: forgetting must not bring back an older version. */
function withEarlierVersions(ids: readonly string[], notes: readonly Note[]): readonly string[] {
	const byId = new Map(notes.map(note => [note.id, note]));
	const all = new Set<string>();
	for (const id of ids) {
		for (let note = byId.get(id); note && !all.has(note.id); note = replacedBy(note, byId)) {
			all.add(note.id);
		}
	}

	return [...all];
}

/** The note that this one took the place of: a stranger's may name one of the user's, and did not take its place. */
function replacedBy(note: Note, byId: ReadonlyMap<string, Note>): Note | undefined {
	const old = byId.get(note.supersedes ?? '');
	return old && lowestLabel([old.label, note.label]) === old.label ? old : undefined;
}

/** For example `n3f9a1c0b42`: two processes that write at once never make the same. */
function newId(): string {
	return `n${randomBytes(5).toString('hex')}`;
}
