/** A text with a cursor, and what can be done to it. Every result has its cursor on a grapheme border. */

import {lineEnd, lineStart, nextBorder, previousBorder, snapToBorder, wordEnd, wordStart} from './graphemes.ts';
import {isToken} from './paste-token.ts';

export interface Draft {
	readonly text: string;
	readonly cursor: number;
}

/** Where a motion goes or a deletion reaches; rows are the layout's business. */
export type Span = 'left' | 'right' | 'word-left' | 'word-right' | 'line-start' | 'line-end' | 'text-start' | 'text-end';

export const emptyDraft: Draft = {text: '', cursor: 0};

/** A draft of that text with the cursor at its end. */
export function draftOf(text: string): Draft {
	return {text, cursor: text.length};
}

/** The offset that a motion leads to. */
export function reach({text, cursor}: Draft, span: Span): number {
	switch (span) {
		case 'left':
			return previousBorder(text, cursor);
		case 'right':
			return nextBorder(text, cursor);
		case 'word-left':
			return wordStart(text, cursor, isToken);
		case 'word-right':
			return wordEnd(text, cursor, isToken);
		case 'line-start':
			return lineStart(text, cursor);
		case 'line-end':
			return lineEnd(text, cursor);
		case 'text-start':
			return 0;
		case 'text-end':
			return text.length;
	}
}

/** A text put in at the cursor. */
export function insertText({text, cursor}: Draft, inserted: string): Draft {
	return placed(text.slice(0, cursor) + inserted + text.slice(cursor), cursor + inserted.length);
}

/** A part replaced, the cursor behind the replacement. */
export function replaceRange({text}: Draft, from: number, to: number, by: string): Draft {
	return placed(text.slice(0, from) + by + text.slice(to), from + by.length);
}

export interface Cut {
	readonly draft: Draft;
	readonly removed: string;
}

/**
What is left when everything between the cursor and the end of a span is deleted, and what was deleted.

At the edge of a line, `line-start` and `line-end` take the line feed: the key held down goes on.
*/
export function deleteSpan(draft: Draft, span: Span): Cut {
	const {text, cursor} = draft;
	let target = reach(draft, span);
	if (target === cursor && span === 'line-end') {
		target = nextBorder(text, cursor);
	} else if (target === cursor && span === 'line-start') {
		target = previousBorder(text, cursor);
	}

	const [from, to] = target < cursor ? [target, cursor] : [cursor, target];
	return {draft: placed(text.slice(0, from) + text.slice(to), from), removed: text.slice(from, to)};
}

/** Joining two texts can make one grapheme of their edges: the cursor goes behind it. */
function placed(text: string, cursor: number): Draft {
	return {text, cursor: snapToBorder(text, cursor)};
}
