/** An editor that is driven by keys, as tests write them. */

import type {Key} from 'ink';
import type {EditorAction, EditorEffect, EditorState} from '../../../source/ui/input/editor-state.ts';
import {initialEditor} from '../../../source/ui/input/editor-state.ts';
import {readKey} from '../../../source/ui/input/read-keys.ts';
import {reduceEditor} from '../../../source/ui/input/reduce-editor.ts';

export const noKey: Key = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
	super: false,
	hyper: false,
	capsLock: false,
	numLock: false,
};

const flags: Readonly<Record<string, keyof Key>> = {
	up: 'upArrow',
	down: 'downArrow',
	left: 'leftArrow',
	right: 'rightArrow',
	pageup: 'pageUp',
	pagedown: 'pageDown',
	home: 'home',
	end: 'end',
	enter: 'return',
	escape: 'escape',
	tab: 'tab',
	backspace: 'backspace',
	delete: 'delete',
};

/** What Ink tells about a key of that name. */
export function inkKey(name: string): readonly [string, Key] {
	if (name === 'ctrl+j') {
		return ['\n', noKey];
	}

	const words = name.split('+');
	const base = words.at(-1) ?? '';
	const modifiers = {ctrl: words.includes('ctrl'), meta: words.includes('alt'), shift: words.includes('shift')};
	const flag = flags[base];
	return flag === undefined ? [base, {...noKey, ...modifiers}] : ['', {...noKey, ...modifiers, [flag]: true}];
}

export interface Driver {
	state: EditorState;
	readonly effects: EditorEffect[];
	type(text: string): Driver;
	press(...names: readonly string[]): Driver;
	act(...actions: readonly EditorAction[]): Driver;
	/** The draft with `|` where the cursor is. */
	shown(): string;
}

/** An editor of 80 cells. */
export function createDriver(start: Partial<EditorState> = {}): Driver {
	const driver: Driver = {
		state: {...initialEditor, width: 80, ...start},
		effects: [],
		type(text) {
			for (const {segment} of new Intl.Segmenter().segment(text)) {
				driver.act(readKey(segment, noKey));
			}

			return driver;
		},
		press(...names) {
			return driver.act(...names.map(name => readKey(...inkKey(name))));
		},
		act(...actions) {
			for (const action of actions) {
				const {state, effect} = reduceEditor(driver.state, action);
				driver.state = state;
				if (effect !== undefined) {
					driver.effects.push(effect);
				}
			}

			return driver;
		},
		shown() {
			const {text, cursor} = driver.state.draft;
			return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
		},
	};
	return driver;
}
