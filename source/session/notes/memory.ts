/**
What the agent remembers in a project: its own notes and those that hold everywhere.

Nothing is made on disk and no database is opened before there is a note.
*/

import {join} from 'node:path';
import type {Label} from '../../core/events.ts';
import {labelOfMessage, lowestLabel} from '../../core/label.ts';
import {hasJournal} from './journal.ts';
import type {Note, NoteDraft} from './note.ts';
import {blockOf, mostRecalled, notesThatFit} from './note-block.ts';
import {type NoteStore, openNoteStore} from './note-store.ts';
import {type FusedOptions, searchStores} from './search-stores.ts';
import type {Found} from './search-notes.ts';
import type {Meant} from './vector-table.ts';

/** Notes for a message, as the model gets them. */
export interface Recalled {
	readonly text: string;
	/** Their ids. */
	readonly notes: readonly string[];
	/** The lowest of theirs. */
	readonly label: Label;
}

export interface Memory {
	/**
	The notes that may matter for a message; null, which is usual, when none does.

	Foreign notes never come unasked: whoever got a page's words in here must not have them before the model
	at a moment of his choice. `search` finds them. `meant` is the message as a vector, where there are any.
	*/
	recall(message: string, meant?: Meant | null): Recalled | null;
	/** The notes that answer a question, best first. */
	search(question: string, limit?: number, meant?: Meant | null): readonly Found[];
	/** Keep what the user said, in the user's words. A pasted page is kept as evidence. Throws a UsageError for what cannot be kept. */
	remember(text: string): Note;
	/** Keep a note of the agent's own. Throws a UsageError for what cannot be kept. */
	add(draft: NoteDraft): Note;
	/** Take notes out for good; gives the ids that went. */
	forget(ids: readonly string[]): readonly string[];
	/** Those that hold notes, the project's first: for making vectors of them. */
	stores(): readonly NoteStore[];
	close(): void;
}

/** The folder of notes within a store. */
export function memoryFolder(store: string): string {
	return join(store, 'memory');
}

/** Open the notes in these folders, the project's first; new ones go there. */
export function openMemory(folders: readonly [string, ...string[]]): Memory {
	const stores = [...new Set(folders)].map(folder => openNoteStore(folder));
	const [own] = stores;
	if (own === undefined) {
		throw new TypeError('Memory needs a folder.');
	}

	const present = () => stores.filter(({folder}) => hasJournal(folder));

	const search = (question: string, options: FusedOptions) => searchStores(present(), question, options);

	function recall(message: string, meant: Meant | null = null): Recalled | null {
		const trusted = search(message, {limit: mostRecalled, withoutForeign: true, meant});
		const notes = notesThatFit(trusted.map(({note}) => note));
		if (notes.length === 0) {
			return null;
		}

		const ids = notes.map(({id}) => id);
		for (const store of present()) {
			countUse(store, ids);
		}

		return {text: blockOf(notes), notes: ids, label: lowestLabel(notes.map(({label}) => label))};
	}

	return {
		recall,
		search: (question, limit = mostRecalled, meant = null) => search(question, {limit, meant}),
		stores: present,
		remember: text => own.add({text, label: labelOfMessage(text)}),
		add: draft => own.add(draft),
		forget: ids => present().flatMap(store => store.forget(ids)),
		close() {
			for (const store of stores) {
				store.close();
			}
		},
	};
}

function countUse(store: NoteStore, ids: readonly string[]): void {
	const own = ids.filter(id => store.get(id) !== null);
	if (own.length > 0) {
		store.countUse(own);
	}
}
