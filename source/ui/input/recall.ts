/** What was sent before: step by step with up and down, or by search. */

import {draftOf} from './draft.ts';
import {edited} from './edit-draft.ts';
import type {EditorState, Search} from './editor-state.ts';

export const mostEntries = 1000;
/** A longer message is not remembered: it is a paste, and would be laid out at every step through the history. */
export const longestEntry = 16_384;

/** The history with one more entry. */
export function rememberLine(history: readonly string[], text: string): readonly string[] {
	return text.length > longestEntry || history.at(-1) === text ? history : [...history.slice(1 - mostEntries), text];
}

/** One step through the history; behind its last entry waits the draft that was left. */
export function recallStep(state: EditorState, by: 1 | -1): EditorState {
	const {history, recall} = state;
	const at = recall?.index ?? history.length;
	const index = at + by;
	if (index < 0 || index > history.length) {
		return state;
	}

	const kept = recall?.kept ?? state.draft;
	const draft = index === history.length ? kept : draftOf(history[index] ?? '');
	return {...edited(state, draft), recall: index === history.length ? null : {index, kept}};
}

/** Begin to search, or go on to an older match. */
export function searchOlder(state: EditorState): EditorState {
	const {search, history} = state;
	if (search === null) {
		return {...state, search: {query: '', found: null, before: state.draft}, menu: null, notice: null};
	}

	const found = findBefore(history, search.query, search.found ?? history.length, history[search.found ?? -1]);
	return found === null ? state : {...state, search: {...search, found}};
}

/** Back to a newer match. */
export function searchNewer(state: EditorState): EditorState {
	const {search, history} = state;
	if (search?.found == null) {
		return state;
	}

	const newer = history.findIndex((entry, index) => index > (search.found ?? 0) && holds(entry, search.query));
	return newer === -1 ? state : {...state, search: {...search, found: newer}};
}

/** Search for something else, from the latest entry on. */
export function searchFor(state: EditorState, search: Search, query: string): EditorState {
	return {...state, search: {...search, query, found: query === '' ? null : findBefore(state.history, query, state.history.length)}};
}

/** The entry that was found becomes the draft; nothing is sent. */
export function acceptSearch(state: EditorState): EditorState {
	const found = state.search?.found;
	const closed: EditorState = {...state, search: null};
	return found == null ? closed : edited(closed, draftOf(state.history[found] ?? ''));
}

/** The draft as it was. */
export function cancelSearch(state: EditorState): EditorState {
	return {...state, search: null, draft: state.search?.before ?? state.draft};
}

/** The latest entry before `end` that holds the query and is not the one already shown. */
function findBefore(history: readonly string[], query: string, end: number, shown?: string): number | null {
	for (let index = end - 1; index >= 0; index--) {
		const entry = history[index] ?? '';
		if (entry !== shown && holds(entry, query)) {
			return index;
		}
	}

	return null;
}

/** Small letters find both; a capital finds itself. */
function holds(entry: string, query: string): boolean {
	return query === query.toLowerCase() ? entry.toLowerCase().includes(query) : entry.includes(query);
}
