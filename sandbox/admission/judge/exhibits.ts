/** What of a skill the model is shown: every text, also what looks clean, in pages that a model can take at once. */

import type {Inventory, InventoryFile} from '../inventory.ts';
import {isDocument} from '../instructions/view.ts';
import {decodeText, languageOf} from '../parse/source-file.ts';
import {shownText} from './shown-text.ts';

export interface Exhibits {
	/** Text by path, as shown. */
	readonly texts: ReadonlyMap<string, string>;
	/** Texts beyond the budget. */
	readonly unseen: readonly string[];
	/** No text: images, programs, links. */
	readonly opaque: readonly string[];
}

export interface Part {
	readonly path: string;
	/** 1-based. */
	readonly firstLine: number;
	readonly text: string;
}

/** The texts of an inventory within a number of characters: SKILL.md first, then code, documents and the rest, small ones before large ones. */
export function exhibitsOf(inventory: Inventory, mask: (text: string) => string, totalChars: number): Exhibits {
	const texts = new Map<string, string>();
	const unseen: string[] = [];
	const opaque: string[] = [];
	let left = totalChars;
	for (const file of inventory.files.toSorted((a, b) => rank(a) - rank(b) || a.size - b.size)) {
		const text = textOf(file);
		// What is masked and spelled out is at least as long as a third of what was written.
		const shown = text === undefined || text.length > 3 * left ? undefined : shownText(text, mask);
		if (text === undefined) {
			opaque.push(file.path);
		} else if (shown === undefined || shown.length > left) {
			unseen.push(file.path);
		} else {
			texts.set(file.path, shown);
			left -= shown.length;
		}
	}

	return {texts, unseen, opaque};
}

/** All texts cut into pages of about so many characters, at the ends of lines where there are any. */
export function pagesOf(texts: ReadonlyMap<string, string>, pageChars: number): readonly (readonly Part[])[] {
	const pages: Part[][] = [[]];
	let left = pageChars;
	for (const part of [...texts].flatMap(([path, text]) => partsOf(path, text, pageChars))) {
		if (part.text.length > left) {
			pages.push([]);
			left = pageChars;
		}

		pages.at(-1)?.push(part);
		left -= part.text.length;
	}

	return pages;
}

function rank({path}: InventoryFile): number {
	if (path === 'SKILL.md') {
		return 0;
	}

	return languageOf(path, '') ? 1 : isDocument(path) ? 2 : 3;
}

function textOf({path, bytes}: InventoryFile): string | undefined {
	return bytes ? decodeText(bytes, languageOf(path, '') !== undefined) : undefined;
}

function partsOf(path: string, text: string, pageChars: number): readonly Part[] {
	const parts: Part[] = [];
	let start = 0;
	let firstLine = 1;
	do {
		const end = start + pageChars >= text.length ? text.length : endOfPart(text, start, pageChars);
		const part = {path, firstLine, text: text.slice(start, end)};
		parts.push(part);
		firstLine += part.text.split('\n').length - 1;
		start = end;
	} while (start < text.length);

	return parts;
}

function endOfPart(text: string, start: number, pageChars: number): number {
	const lineEnd = text.lastIndexOf('\n', start + pageChars - 1) + 1;
	return lineEnd > start ? lineEnd : start + pageChars;
}
