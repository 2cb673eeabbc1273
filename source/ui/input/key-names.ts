/**
Keys by name: `ctrl+a`, `alt+enter`, `shift+tab`, `f2`, `?`. What Ink tells about a key becomes one, and so does what a
person writes in the settings.
*/

import type {Key} from 'ink';
import {functionKeyName} from './function-keys.ts';

const named: readonly (readonly [keyof Key, string])[] = [
	['return', 'enter'],
	['escape', 'escape'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
];

const aliases: Readonly<Record<string, string>> = {
	return: 'enter',
	esc: 'escape',
	del: 'delete',
	pgup: 'pageup',
	pgdn: 'pagedown',
	control: 'ctrl',
	meta: 'alt',
	option: 'alt',
};

const shownNames: Readonly<Record<string, string>> = {
	pageup: 'PageUp',
	pagedown: 'PageDown',
	escape: 'Esc',
};

const segmenter = new Intl.Segmenter();

/** The name of a key; null for text of more than one character and for keys that have none. */
export function nameOfKey(input: string, key: Key): string | null {
	if (key.super || key.hyper) {
		return null;
	}

	const base = named.find(([flag]) => key[flag] === true)?.[1];
	if (base !== undefined) {
		// Two Escs in one chunk look like Alt+Esc.
		return base === 'escape' ? base : withModifiers(base, key);
	}

	if (input === '\n') {
		return 'ctrl+j';
	}

	const functionKey = functionKeyName(input);
	if (functionKey !== null) {
		return functionKey;
	}

	if (!isOneCharacter(input)) {
		return null;
	}

	const name = input === ' ' ? 'space' : input.toLowerCase();
	return key.ctrl || key.meta ? withModifiers(name, {...key, shift: name !== input && input !== ' '}) : input === ' ' ? 'space' : input;
}

/** A key as written in the settings, in our spelling; null when it is none. */
export function readKeyName(written: string): string | null {
	const parts = written.trim() === '+' ? ['+'] : written.trim().split(/\+(?!$)/);
	const words = parts.map(part => aliases[part.trim().toLowerCase()] ?? part.trim());
	const base = words.at(-1) ?? '';
	const modifiers = words.slice(0, -1).map(word => word.toLowerCase());
	const isNamed = named.some(([, name]) => name === base.toLowerCase()) || /^(?:f(?:[1-9]|1[0-2])|space)$/i.test(base);
	if ((!isNamed && !isOneCharacter(base)) || !modifiers.every(word => ['ctrl', 'alt', 'shift'].includes(word))) {
		return null;
	}

	const flags = {ctrl: modifiers.includes('ctrl'), meta: modifiers.includes('alt'), shift: modifiers.includes('shift')};
	return isNamed || modifiers.length > 0 ? withModifiers(base.toLowerCase(), flags) : base;
}

/** A key as people read it: `Ctrl+A`, `Alt+Enter`, `PageUp`. */
export function showKeyName(name: string): string {
	return name
		.split(/\+(?!$)/)
		.map(word => shownNames[word] ?? (word.length === 1 && name.length > 1 ? word.toUpperCase() : capitalised(word)))
		.join('+');
}

function withModifiers(base: string, {ctrl, meta, shift}: Pick<Key, 'ctrl' | 'meta' | 'shift'>): string {
	return `${ctrl ? 'ctrl+' : ''}${meta ? 'alt+' : ''}${shift ? 'shift+' : ''}${base}`;
}

function capitalised(word: string): string {
	return word.length > 1 ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

function isOneCharacter(text: string): boolean {
	const first = segmenter.segment(text).containing(0)?.segment;
	return first !== undefined && first.length === text.length && !/^\p{Cc}$/u.test(text);
}
