/** The menu under the draft: commands behind a `/`, files behind an `@`. Pure; what files there are comes from outside. */

import {type Draft, replaceRange} from './draft.ts';
import {rankPaths} from './rank-paths.ts';
import {matchingCommands, type SlashCommand} from './slash.ts';

export interface MenuItem {
	/** What is put into the draft. */
	readonly insert: string;
	readonly label: string;
	readonly description: string;
}

export interface Menu {
	readonly kind: 'slash' | 'file';
	/** The part of the draft that an item replaces. */
	readonly from: number;
	readonly to: number;
	readonly items: readonly MenuItem[];
	readonly selected: number;
}

export interface MenuSources {
	readonly commands: readonly SlashCommand[];
	/** Paths in the workspace; null until somebody has looked. */
	readonly files: readonly string[] | null;
}

const mostItems = 50;

/** The menu that belongs to a draft, or null. The choice stays on the item it was on. */
export function menuFor(draft: Draft, sources: MenuSources, before: Menu | null): Menu | null {
	const menu = slashMenu(draft, sources.commands) ?? fileMenu(draft, sources.files);
	if (menu === null || before?.kind !== menu.kind || before.from !== menu.from) {
		return menu;
	}

	const chosen = before.selected === 0 ? -1 : menu.items.findIndex(({insert}) => insert === before.items[before.selected]?.insert);
	return {...menu, selected: Math.max(0, chosen)};
}

/** Whether the draft asks for files, so that somebody should look which there are. */
export function wantsFiles({text, cursor}: Draft): boolean {
	return mentionAt(text, cursor) !== null;
}

/** The menu with its choice moved, around the ends. */
export function moveChoice(menu: Menu, by: number): Menu {
	const {length} = menu.items;
	return length === 0 ? menu : {...menu, selected: (menu.selected + by + length) % length};
}

/** The draft with the chosen item put in; as it was when there is none. */
export function acceptChoice(draft: Draft, menu: Menu): Draft {
	const item = menu.items[menu.selected];
	if (item === undefined) {
		return draft;
	}

	const follows = draft.text[menu.to] === ' ' ? 1 : 0;
	return replaceRange(draft, menu.from, menu.to + follows, `${item.insert} `);
}

function slashMenu({text, cursor}: Draft, commands: readonly SlashCommand[]): Menu | null {
	const word = /^\/[^\s/]*/.exec(text)?.[0];
	if (word === undefined || cursor === 0 || cursor > word.length || text[word.length] === '/') {
		return null;
	}

	const items = matchingCommands(word.slice(1, cursor), commands).map(({name, args, description}) => ({
		insert: `/${name}`,
		label: args === undefined ? `/${name}` : `/${name} ${args}`,
		description,
	}));
	return items.length === 0 ? null : {kind: 'slash', from: 0, to: word.length, items: items.slice(0, mostItems), selected: 0};
}

function fileMenu({text, cursor}: Draft, files: readonly string[] | null): Menu | null {
	const from = mentionAt(text, cursor);
	if (from === null || files === null) {
		return null;
	}

	const items = rankPaths(text.slice(from + 1, cursor).replace(/^"/, ''), files, mostItems).map(path => ({
		insert: /[\s"]/.test(path) ? `@"${path}"` : `@${path}`,
		label: path,
		description: '',
	}));
	return items.length === 0 ? null : {kind: 'file', from, to: cursor, items, selected: 0};
}

/** Where the `@` of the mention stands that the cursor is in; an `@` inside a word is an address, not a mention. */
function mentionAt(text: string, cursor: number): number | null {
	const before = text.slice(Math.max(0, cursor - 512), cursor);
	const match = /(?:^|[\s(,;])(@(?:"[^"\n]*|[^\s"@]*))$/u.exec(before);
	return match?.[1] === undefined ? null : cursor - match[1].length;
}
