/** A list to choose one of, narrowed by typing. Pure. */

import type {Key} from 'ink';
import type {SlashChoice} from '../../core/slash-command.ts';
import {previousBorder} from '../input/graphemes.ts';

export interface Picker {
	readonly title: string;
	/** The command that is run with the choice; null where somebody else waits for it. */
	readonly command: string | null;
	readonly options: readonly SlashChoice[];
	readonly filter: string;
	readonly chosen: number;
}

/** What a key did: the list goes on, was left, or gave its choice. */
export type Picked =
	| {readonly kind: 'open'; readonly picker: Picker}
	| {readonly kind: 'left'}
	| {readonly kind: 'chosen'; readonly value: string};

/** The options that the filter leaves: each of its words occurs in them. */
export function shownOptions({options, filter}: Picker): readonly SlashChoice[] {
	const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
	return options.filter(({label, value}) => words.every(word => `${label} ${value}`.toLowerCase().includes(word)));
}

/** The list after a key. */
export function pressPicker(picker: Picker, input: string, key: Key): Picked {
	const shown = shownOptions(picker);
	if (key.escape) {
		return {kind: 'left'};
	}

	if (key.return) {
		const value = shown[picker.chosen]?.value;
		return value === undefined ? {kind: 'open', picker} : {kind: 'chosen', value};
	}

	const by = key.upArrow ? -1 : key.downArrow ? 1 : key.pageUp ? -8 : key.pageDown ? 8 : 0;
	if (by !== 0) {
		return {kind: 'open', picker: {...picker, chosen: Math.max(0, Math.min(shown.length - 1, picker.chosen + by))}};
	}

	if (key.backspace || key.delete) {
		const filter = picker.filter.slice(0, previousBorder(picker.filter, picker.filter.length));
		return {kind: 'open', picker: {...picker, filter, chosen: 0}};
	}

	const isText = input !== '' && !key.ctrl && !key.meta && !key.tab;
	return {kind: 'open', picker: isText ? {...picker, filter: picker.filter + input.replace(/[^\P{C}]/gu, ''), chosen: 0} : picker};
}
