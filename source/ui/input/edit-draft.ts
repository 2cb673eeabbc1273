/** Changes of the draft that can be taken back: typing, pasting, deleting, killing and yanking. */

import {type Draft, deleteSpan, draftOf, emptyDraft, insertText, replaceRange, type Span} from './draft.ts';
import type {EditorState, Run} from './editor-state.ts';
import {nextBorder, previousBorder} from './graphemes.ts';
import {cleanInput, expandTokens, isLargePaste, isToken, mostPastes, tokenFor} from './paste-token.ts';

const mostSteps = 200;
const mostKills = 16;

/** A token of more characters than this is not opened in the draft: each key would lay it all out anew. */
const mostExpanded = 100_000;

/** The state with another draft; the old one can be had back by undo. */
export function edited(state: EditorState, draft: Draft, run: Run = {kind: 'none'}): EditorState {
	if (draft.text === state.draft.text) {
		return {...state, draft, run, goalColumn: null};
	}

	const goesOn = run.kind === 'typing' && state.run.kind === 'typing';
	return {
		...state,
		draft,
		run,
		past: goesOn ? state.past : [...state.past.slice(1 - mostSteps), state.draft],
		future: [],
		goalColumn: null,
		notice: null,
	};
}

/** Typed text put in. A word is one step of undo. */
export function typeText(state: EditorState, text: string): EditorState {
	const clean = cleanInput(text);
	const before: EditorState = /^\s/.test(clean) ? {...state, run: {kind: 'none'}} : state;
	return edited(before, insertText(state.draft, clean), {kind: 'typing'});
}

/** A paste put in: a large one as a token. */
export function pasteText(state: EditorState, text: string): EditorState {
	const clean = cleanInput(text);
	if (!isLargePaste(clean) || state.pastes.length >= mostPastes) {
		return edited(state, insertText(state.draft, clean));
	}

	const token = tokenFor(state.pastes.length);
	return edited({...state, pastes: [...state.pastes, clean], pasted: true}, insertText(state.draft, token));
}

/** The token at or before the cursor replaced by its text. */
export function expandPaste(state: EditorState): EditorState {
	const {text, cursor} = state.draft;
	const at = isToken(text.slice(cursor, nextBorder(text, cursor))) ? cursor : previousBorder(text, cursor);
	const end = nextBorder(text, at);
	const token = text.slice(at, end);
	if (!isToken(token)) {
		return {...state, notice: 'There is no paste at the cursor.'};
	}

	const whole = expandTokens(token, state.pastes);
	return whole.length > mostExpanded
		? {...state, notice: 'This paste is too large to show here; it is sent whole. The external editor opens it.'}
		: edited(state, replaceRange(state.draft, at, end, whole));
}

export function deleteText(state: EditorState, span: Span): EditorState {
	return edited(state, deleteSpan(state.draft, span).draft);
}

/** Delete and remember for yank; kills in a row become one. */
export function killText(state: EditorState, span: Span): EditorState {
	const {draft, removed} = deleteSpan(state.draft, span);
	if (removed === '') {
		return state;
	}

	const [latest = '', ...older] = state.kills;
	const isBackward = draft.cursor < state.draft.cursor;
	const kills =
		state.run.kind === 'kill'
			? [isBackward ? removed + latest : latest + removed, ...older]
			: [removed, ...state.kills].slice(0, mostKills);
	return {...edited(state, draft, {kind: 'kill'}), kills};
}

export function yank(state: EditorState): EditorState {
	const [latest] = state.kills;
	return latest === undefined ? state : edited(state, insertText(state.draft, latest), {kind: 'yank', from: state.draft.cursor, index: 0});
}

/** What was just yanked replaced by the kill before it. */
export function yankOlder(state: EditorState): EditorState {
	if (state.run.kind !== 'yank') {
		return state;
	}

	const {from} = state.run;
	const index = (state.run.index + 1) % state.kills.length;
	return edited(state, replaceRange(state.draft, from, state.draft.cursor, state.kills[index] ?? ''), {kind: 'yank', from, index});
}

export function undo(state: EditorState): EditorState {
	const draft = state.past.at(-1);
	return draft === undefined
		? {...state, notice: 'Nothing to undo.'}
		: {...state, draft, past: state.past.slice(0, -1), future: [...state.future, state.draft], run: {kind: 'none'}, goalColumn: null};
}

export function redo(state: EditorState): EditorState {
	const draft = state.future.at(-1);
	return draft === undefined
		? {...state, notice: 'Nothing to redo.'}
		: {...state, draft, future: state.future.slice(0, -1), past: [...state.past, state.draft], run: {kind: 'none'}, goalColumn: null};
}

/** The draft replaced by a text that came whole: from the external editor or the queue. What is too large to lay out is a token. */
export function replaceDraft(state: EditorState, text: string): EditorState {
	return text.length > mostExpanded ? pasteText({...state, draft: emptyDraft}, text) : edited(state, draftOf(text));
}

/** The draft with every paste in its place. */
export function wholeText({draft, pastes}: EditorState): string {
	return expandTokens(draft.text, pastes);
}
