/** What a sent line means: a message, a command, a line for the shell; now, or after the turn. */

import {emptyDraft, insertText, replaceRange} from './draft.ts';
import {edited, pasteText, replaceDraft, typeText} from './edit-draft.ts';
import type {EditorEffect, EditorState, Queued, Reduced} from './editor-state.ts';
import {previousBorder} from './graphemes.ts';
import {acceptChoice} from './menu.ts';
import {cleanInput, expandTokens, isLargePaste, isToken} from './paste-token.ts';
import {rememberLine} from './recall.ts';
import {readSlash} from './slash.ts';

/** Enter: take the menu's choice, break the line behind a backslash, or send. */
export function pressEnter(state: EditorState): Reduced {
	const {draft, menu} = state;
	if (menu !== null) {
		const chosen = edited(state, acceptChoice(draft, menu));
		const wanted = state.sources.commands.find(({name}) => `/${name}` === menu.items[menu.selected]?.insert)?.args;
		const isComplete = menu.kind === 'slash' && (wanted === undefined || wanted.startsWith('['));
		return isComplete ? send(chosen) : {state: {...chosen, menu: null}};
	}

	const before = previousBorder(draft.text, draft.cursor);
	if (draft.text.slice(before, draft.cursor) === '\\') {
		return {state: edited(state, replaceRange(draft, before, draft.cursor, '\n'))};
	}

	return send(state);
}

/**
Characters that were typed, or came in one piece.

A terminal without bracketed paste gives a paste as typing: text of several lines is taken for one, and only an
Enter that ends a single line, as after typing ahead, sends it.
*/
export function insertTyped(state: EditorState, text: string): Reduced {
	const clean = cleanInput(text);
	const isOneLine = clean.indexOf('\n') === clean.length - 1;
	if (clean.length > 1 && isOneLine) {
		return pressEnter({...typeText(state, clean.slice(0, -1)), menu: null});
	}

	return {state: clean.includes('\n') || isLargePaste(clean) ? pasteText(state, clean) : typeText(state, clean)};
}

/** Break the line, whatever is open. */
export function breakLine(state: EditorState): EditorState {
	return edited(state, insertText(state.draft, '\n'));
}

/** A turn began or ended; at its end the first message that waits is sent. */
export function setBusy(state: EditorState, busy: boolean): Reduced {
	const [first, ...queue] = state.queue;
	return busy || first === undefined ? {state: {...state, busy}} : perform({...state, busy, queue}, first);
}

/** Everything that waits goes back into the draft, before what is there. */
export function takeBackQueue(state: EditorState): EditorState {
	const text = [...state.queue.map(queued => queued.text), state.draft.text].filter(Boolean).join('\n');
	const pasted = state.pasted || state.queue.some(queued => queued.pasted);
	return {...replaceDraft(state, text), queue: [], pasted};
}

function send(state: EditorState): Reduced {
	const {draft, pasted} = state;
	const text = draft.text.trim();
	if (text === '' || text === '!') {
		return {state};
	}

	const line = readSlash(text, state.sources.commands);
	if (line.kind === 'unknown') {
		const hint = line.nearest === null ? '/help shows what there is' : `did you mean /${line.nearest}?`;
		return {state: {...state, menu: null, notice: `There is no command /${line.name}; ${hint}`}};
	}

	const isOurs = line.kind === 'command' && line.command.skill === undefined;
	if (state.busy && !isOurs) {
		const queued: EditorState = {...cleared(state), queue: [...state.queue, {text, pasted}]};
		return {state: queued};
	}

	return perform(cleared(state), {text, pasted});
}

function perform(state: EditorState, {text, pasted}: Queued): Reduced {
	const whole = expandTokens(text, state.pastes);
	const history = rememberLine(state.history, whole);
	const isReferenced = [...state.queue.map(queued => queued.text), ...state.kills, state.draft.text].some(holdsToken);
	return {
		state: {...state, history, pastes: isReferenced ? state.pastes : []},
		effect: effectOf(text, whole, pasted, state),
	};
}

function effectOf(text: string, whole: string, pasted: boolean, {sources}: EditorState): EditorEffect {
	// What a token holds is never read as a command: only what the person typed.
	const line = readSlash(text, sources.commands);
	if (line.kind === 'command') {
		const {name, skill} = line.command;
		const args = whole
			.trim()
			.slice(name.length + 1)
			.trim();
		return {kind: 'command', name, args, ...(skill !== undefined && {skill})};
	}

	return text.startsWith('!') ? {kind: 'shell', line: whole.slice(1).trim()} : {kind: 'submit', text: whole, pasted};
}

/** The editor behind a sent draft: nothing to undo into it. */
function cleared(state: EditorState): EditorState {
	return {
		...state,
		draft: emptyDraft,
		pasted: false,
		past: [],
		future: [],
		run: {kind: 'none'},
		recall: null,
		menu: null,
		notice: null,
		goalColumn: null,
	};
}

function holdsToken(text: string): boolean {
	return [...text].some(isToken);
}
