/** From a key, as Ink tells it, to what it does in the editor. */

import type {Key} from 'ink';
import type {EditorAction} from './editor-state.ts';
import {defaultKeys, type KeyMap} from './key-map.ts';
import {nameOfKey} from './key-names.ts';

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
