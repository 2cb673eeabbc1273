/** From a key to what it does in the editor. Stand-in until the editor is merged. */

import type {Key} from 'ink';

export type EditorAction =
	| {readonly kind: 'insert'; readonly text: string}
	| {readonly kind: 'paste'; readonly text: string}
	| {readonly kind: 'backspace'}
	| {readonly kind: 'clear'}
	| {readonly kind: 'enter'}
	| {readonly kind: 'end'}
	| {readonly kind: 'none'};

export function readKey(input: string, key: Key): EditorAction {
	if (key.return) {
		return key.meta ? {kind: 'insert', text: '\n'} : {kind: 'enter'};
	}

	if (key.backspace || key.delete) {
		return {kind: 'backspace'};
	}

	if (key.ctrl) {
		return input === 'd' ? {kind: 'end'} : input === 'u' ? {kind: 'clear'} : input === 'j' ? {kind: 'insert', text: '\n'} : {kind: 'none'};
	}

	return input === '' || key.meta || key.tab || key.escape ? {kind: 'none'} : {kind: 'insert', text: input};
}
