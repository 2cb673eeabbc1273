/** The editor after an action, and what it asks of the program. Stand-in until the editor is merged. */

import type {EditorState} from './editor-state.ts';
import type {EditorAction} from './read-keys.ts';

export type EditorEffect =
	| {readonly kind: 'submit'; readonly text: string}
	| {readonly kind: 'command'; readonly name: string; readonly args: string}
	| {readonly kind: 'quit'};

const segmenter = new Intl.Segmenter();

export function reduceEditor(state: EditorState, action: EditorAction): {readonly state: EditorState; readonly effect?: EditorEffect} {
	switch (action.kind) {
		case 'insert':
			return insert(state, action.text.replace(/\r\n?/g, '\n'));
		case 'paste':
			return {state: {text: state.text + action.text.replace(/\r\n?/g, '\n')}};
		case 'backspace':
			return {state: {text: [...segmenter.segment(state.text)].slice(0, -1).map(({segment}) => segment).join('')}};
		case 'clear':
			return {state: {text: ''}};
		case 'enter':
			return submit(state);
		case 'end':
			return state.text === '' ? {state, effect: {kind: 'quit'}} : {state};
		default:
			return {state};
	}
}

/** Keys that came together, as from a line that was typed ahead, end with their Enter. */
function insert({text}: EditorState, added: string): ReturnType<typeof reduceEditor> {
	return added.length > 1 && added.endsWith('\n') && !added.slice(0, -1).includes('\n')
		? submit({text: text + added.slice(0, -1)})
		: {state: {text: text + added}};
}

function submit(state: EditorState): ReturnType<typeof reduceEditor> {
	const text = state.text.trim();
	if (text === '') {
		return {state: {text: ''}};
	}

	const command = /^\/(\w[\w-]*)\s*(.*)$/s.exec(text);
	return {
		state: {text: ''},
		effect: command ? {kind: 'command', name: command[1] ?? '', args: command[2] ?? ''} : {kind: 'submit', text},
	};
}
