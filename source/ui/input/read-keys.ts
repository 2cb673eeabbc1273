/** From a key, as Ink tells it, to what it does in the editor. */

import type {Key} from 'ink';
import type {EditorAction} from './editor-state.ts';
import {defaultKeys, type KeyMap} from './key-map.ts';
import {nameOfKey} from './key-names.ts';

/** What is left of a chunk apart from its text: Ctrl and a letter, or Tab at its end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys that come as controls are what it looks for
const keysAmongText = /([\u0001\u0002\u0004-\u0007\u000B\u000C\u000E-\u001A]|\t$)/;

/** What only changes the draft: of a chunk that may be a paste, no other key is obeyed. */
const harmless: ReadonlySet<EditorAction['kind']> = new Set(['move', 'delete', 'kill', 'yank', 'yank-older', 'undo', 'redo', 'complete']);

/**
The actions of a chunk. Over a slow line a word and the Ctrl+U behind it come in one piece; Ink takes that for one text.
Text of several lines is a paste of a terminal that does not say so: in it a control is no key.
*/
export function readKeys(input: string, key: Key, keys: KeyMap = defaultKeys): readonly EditorAction[] {
	const isChunk = input.length > 1 && !/[\r\n]./s.test(input) && keysAmongText.test(input);
	if (!isChunk) {
		return [readKey(input, key, keys)];
	}

	return input
		.split(keysAmongText)
		.filter(Boolean)
		.map(piece => {
			if (!keysAmongText.test(piece)) {
				return readKey(piece, key, keys);
			}

			const isTab = piece === '\t';
			const letter = String.fromCharCode(piece.charCodeAt(0) + 0x60);
			const action = readKey(isTab ? '' : letter, {...key, tab: isTab, ctrl: !isTab}, keys);
			return harmless.has(action.kind) ? action : {kind: 'none'};
		});
}

/** The action of a key: the one of the key map, else the text that it types. */
export function readKey(input: string, key: Key, keys: KeyMap = defaultKeys): EditorAction {
	if (key.eventType === 'release') {
		return {kind: 'none'};
	}

	const name = nameOfKey(input, key);
	const action = name === null ? null : keys.actionOf(name);
	if (action !== null) {
		return action;
	}

	const isText = input !== '' && !key.ctrl && !key.meta && !key.super && !key.hyper && !key.escape && !key.return && !key.tab;
	return isText ? {kind: 'insert', text: input} : {kind: 'none'};
}
