/**
The editor as a pure reducer: a state and an action give the next state, and at most one thing for the program to do.

Esc, the first that applies: search or menu closed, queued messages back, the turn stopped. (The program closes
its pager and takes the focus back before it gives Esc to the editor.)
Ctrl+C: search closed, draft cleared, turn stopped, else armed: again within two seconds leaves.
*/

import {emptyDraft, reach} from './draft.ts';
import {deleteText, edited, expandPaste, killText, pasteText, redo, replaceDraft, undo, wholeText, yank, yankOlder} from './edit-draft.ts';
import type {EditorAction, EditorState, Reduced, Search} from './editor-state.ts';
import {previousBorder} from './graphemes.ts';
import {layOut, offsetAt} from './layout.ts';
import {acceptChoice, menuFor, moveChoice, wantsFiles} from './menu.ts';
import {cleanInput} from './paste-token.ts';
import {acceptSearch, cancelSearch, recallStep, searchFor, searchNewer, searchOlder} from './recall.ts';
import {breakLine, insertTyped, pressEnter, setBusy, takeBackQueue} from './send.ts';

const quitWithinMs = 2000;

/** Actions that are no keys: they leave search, menu and the armed Ctrl+C as they are. */
const fromProgram: readonly EditorAction['kind'][] = ['none', 'disarm-quit', 'busy', 'resize', 'files', 'commands', 'history', 'notice'];

/** The next state, and what the program is to do. */
export function reduceEditor(state: EditorState, action: EditorAction): Reduced {
	if (fromProgram.includes(action.kind)) {
		return withMenu(state, apply(state, action));
	}

	const isArmed = state.quitArmed && action.kind === 'interrupt';
	const before: EditorState = {...state, quitArmed: isArmed, notice: null};
	const searched = state.search === null ? null : searchKey(before, state.search, action);
	return withMenu(state, searched ?? apply(state.search === null ? before : acceptSearch(before), action));
}

function apply(state: EditorState, action: EditorAction): Reduced {
	switch (action.kind) {
		case 'insert':
			return state.draft.text === '' && action.text === '?'
				? {state, effect: {kind: 'app', command: 'key-map'}}
				: insertTyped(state, action.text);
		case 'paste':
			return {state: pasteText(state, action.text)};
		case 'newline':
			return {state: breakLine(state)};
		case 'enter':
			return pressEnter(state);
		case 'move':
			return {state: action.to === 'up' || action.to === 'down' ? moveRow(state, action.to) : moveTo(state, reach(state.draft, action.to))};
		case 'delete':
			return {state: deleteText(state, action.span)};
		case 'kill':
			return {state: killText(state, action.span)};
		case 'yank':
			return {state: yank(state)};
		case 'yank-older':
			return {state: yankOlder(state)};
		case 'undo':
			return {state: undo(state)};
		case 'redo':
			return {state: redo(state)};
		case 'complete':
			return state.menu === null
				? {state, effect: {kind: 'app', command: 'focus-next'}}
				: {state: {...edited(state, acceptChoice(state.draft, state.menu)), menuClosed: state.menu.kind === 'slash'}};
		case 'search':
			return {state: searchOlder(state)};
		case 'expand-paste':
			return {state: expandPaste(state)};
		case 'copy-draft':
			return state.draft.text === '' ? {state} : {state, effect: {kind: 'copy', text: wholeText(state)}};
		case 'edit-outside':
			return {state, effect: {kind: 'external-editor', text: wholeText(state)}};
		case 'escape':
			return pressEscape(state);
		case 'interrupt':
			return pressInterrupt(state);
		case 'end-of-input':
			return endOfInput(state);
		case 'suspend':
			return {state, effect: {kind: 'suspend'}};
		case 'app':
			return {state, effect: {kind: 'app', command: action.command}};
		default:
			return {state: fromOutside(state, action), ...(action.kind === 'busy' && setBusy(state, action.busy))};
	}
}

function fromOutside(state: EditorState, action: EditorAction): EditorState {
	switch (action.kind) {
		case 'disarm-quit':
			return state.quitArmed ? {...state, quitArmed: false, notice: null} : state;
		case 'replace':
			// What was pasted stays so, wherever it has been edited.
			return replaceDraft(state, cleanInput(action.text).replace(/\n$/, ''));
		case 'resize':
			return {...state, width: action.width, goalColumn: null};
		case 'files':
			return {...state, sources: {...state.sources, files: action.files}};
		case 'commands':
			return {...state, sources: {...state.sources, commands: action.commands}};
		case 'history':
			return {...state, history: action.entries, recall: null};
		case 'notice':
			return {...state, notice: action.text};
		default:
			return state;
	}
}

/** What a key does while the history is searched; null for one that takes what was found and then does its own work. */
function searchKey(state: EditorState, search: Search, action: EditorAction): Reduced | null {
	switch (action.kind) {
		case 'insert':
		case 'paste':
			return {state: searchFor(state, search, search.query + cleanInput(action.text).split('\n', 1).join(''))};
		case 'delete':
			return {state: searchFor(state, search, search.query.slice(0, previousBorder(search.query, search.query.length)))};
		case 'search':
			return {state: searchOlder(state)};
		case 'move':
			return action.to === 'up' ? {state: searchOlder(state)} : action.to === 'down' ? {state: searchNewer(state)} : null;
		case 'enter':
		case 'complete':
			return {state: acceptSearch(state)};
		case 'escape':
		case 'interrupt':
			return {state: cancelSearch(state)};
		default:
			return null;
	}
}

function pressEscape(state: EditorState): Reduced {
	if (state.menu !== null) {
		return {state: {...state, menu: null, menuClosed: true}};
	}

	if (state.queue.length > 0) {
		return {state: takeBackQueue(state)};
	}

	return state.busy ? {state, effect: {kind: 'interrupt'}} : {state};
}

function pressInterrupt(state: EditorState): Reduced {
	if (state.draft.text !== '') {
		return {state: {...edited(state, emptyDraft), quitArmed: false, recall: null, pasted: false}};
	}

	if (state.busy) {
		return {state: {...state, quitArmed: false}, effect: {kind: 'interrupt'}};
	}

	return state.quitArmed
		? {state, effect: {kind: 'quit'}}
		: {
				state: {...state, quitArmed: true, notice: 'Ctrl+C again to leave'},
				effect: {kind: 'wait', ms: quitWithinMs, action: {kind: 'disarm-quit'}},
			};
}

/** Ctrl+D: leaves where there is nothing to lose, else deletes as in a shell. */
function endOfInput(state: EditorState): Reduced {
	if (state.draft.text !== '') {
		return {state: deleteText(state, 'right')};
	}

	return state.busy ? {state: {...state, notice: 'Something is at work; Esc stops it.'}} : {state, effect: {kind: 'quit'}};
}

/** A row up or down; beyond the first and the last row lies the history. */
function moveRow(state: EditorState, to: 'up' | 'down'): EditorState {
	const by = to === 'up' ? -1 : 1;
	if (state.menu !== null) {
		return {...state, menu: moveChoice(state.menu, by)};
	}

	const {text, cursor} = state.draft;
	const options = {text, cursor, pastes: state.pastes, width: state.width || Number.MAX_SAFE_INTEGER};
	const {rows, cursorRow, cursorColumn} = layOut(options);
	const row = rows[cursorRow + by];
	if (row === undefined) {
		return recallStep(state, by);
	}

	const goalColumn = state.goalColumn ?? cursorColumn;
	// The end of a row that was broken is the beginning of the next one.
	const isBroken = text[row.end] !== '\n' && row.end < text.length;
	const offset = Math.min(offsetAt(row, goalColumn, options), isBroken ? previousBorder(text, row.end) : row.end);
	return {...moveTo(state, offset), goalColumn};
}

function moveTo(state: EditorState, cursor: number): EditorState {
	return {...state, draft: {...state.draft, cursor}, run: {kind: 'none'}, goalColumn: null};
}

/** The menu follows the draft, unless it was closed by hand. */
function withMenu(before: EditorState, {state, effect}: Reduced): Reduced {
	if (state.draft === before.draft && state.sources === before.sources && state.search === before.search) {
		return {state, ...(effect && {effect})};
	}

	const found = state.search === null && state.recall === null ? menuFor(state.draft, state.sources, state.menu) : null;
	const menuClosed = found !== null && state.menuClosed;
	const next: EditorState = {...state, menu: menuClosed ? null : found, menuClosed};
	const asks = effect === undefined && state.sources.files === null && wantsFiles(state.draft);
	return {state: next, ...(asks ? {effect: {kind: 'list-files'}} : effect && {effect})};
}
