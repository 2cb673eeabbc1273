/** The notes of several folders that answer a question: by words, and by meaning as well where the question is a vector too. */

import {fuse} from './fuse.ts';
import type {NoteStore} from './note-store.ts';
import type {Found, SearchOptions} from './search-notes.ts';
import type {Meant} from './vector-table.ts';

export interface FusedOptions extends SearchOptions {
	/** Null where notes are found by their words alone. */
	readonly meant?: Meant | null;
}

/** What each of the two orders gives to the one that is made of them. */
export const mostFused = 50;

/** Best first. Nothing is a usual answer: both ways have a floor of their own, and a note must be above one of them. */
export function searchStores(stores: readonly NoteStore[], question: string, options: FusedOptions): readonly Found[] {
	const {limit, meant = null} = options;
	if (meant === null) {
		return byWords(stores, question, options);
	}

	return fuse([byWords(stores, question, {...options, limit: mostFused}), byMeaning(stores, meant, mostFused)], limit);
}

/** The notes that lie close to a question, the closest first; never a foreign one. */
export function byMeaning(stores: readonly NoteStore[], meant: Meant, limit: number): readonly Found[] {
	return stores
		.flatMap(({index}) => index.byMeaning(meant, limit))
		.sort((a, b) => b.cosine - a.cosine)
		.slice(0, limit)
		.map(({note}) => ({note, share: 0}));
}

/** The notes that have the words of a question, best first. */
export function byWords(stores: readonly NoteStore[], question: string, options: SearchOptions): readonly Found[] {
	const lists = stores.map(store => store.search(question, options));
	// What BM25 says of one store means nothing in another; the share of the question does.
	return lists.length < 2
		? lists.flat()
		: lists
				.flat()
				.sort((a, b) => b.share - a.share)
				.slice(0, options.limit);
}
