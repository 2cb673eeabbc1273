/** How a draft is laid out in rows of cells, and where its cursor is. */

import {cutTo, widthOf} from '../../core/text-width.ts';
import {toDisplay} from '../../../sandbox/index.ts';
import {isToken, tokenLabel} from './paste-token.ts';

/** One grapheme as drawn. */
interface Cell {
	readonly at: number;
	readonly shown: string;
	readonly width: number;
	readonly isToken: boolean;
}

/** A piece of a row: a token is drawn apart. */
export interface RowPart {
	readonly text: string;
	readonly isToken: boolean;
}

export interface Row {
	/** Offsets in the draft; `end` is where the next row begins, or the line feed. */
	readonly start: number;
	readonly end: number;
	readonly parts: readonly RowPart[];
	readonly width: number;
}

export interface Layout {
	readonly rows: readonly Row[];
	readonly cursorRow: number;
	/** In cells from the left. */
	readonly cursorColumn: number;
}

export interface LayoutOptions {
	readonly text: string;
	readonly cursor: number;
	readonly pastes: readonly string[];
	/** Cells a row may take; the cursor needs one behind the last. At least 3. */
	readonly width: number;
}

const segmenter = new Intl.Segmenter();
const invisible = /^[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]+$/u;

/** Lines of a draft that stay as they are need no second look: at most so many are remembered. */
const remembered = new Map<string, readonly Row[]>();
const mostRemembered = 2000;
const longestRemembered = 1000;

/** Lay a draft out. */
export function layOut({text, cursor, pastes, width}: LayoutOptions): Layout {
	const room = Math.max(2, width - 1);
	const rows: Row[] = [];
	let cursorRow = 0;
	let start = 0;
	for (const line of text.split('\n')) {
		for (const row of rowsOfLine(line, pastes, room)) {
			if (start + row.start <= cursor) {
				cursorRow = rows.length;
			}

			rows.push({...row, start: start + row.start, end: start + row.end});
		}

		start += line.length + 1;
	}

	const row = rows[cursorRow];
	return {rows, cursorRow, cursorColumn: row === undefined ? 0 : columnAt(text, row, cursor, pastes, room)};
}

/** The offset at a column of a row, the nearest border to its left. */
export function offsetAt(row: Row, column: number, {text, pastes, width}: Omit<LayoutOptions, 'cursor'>): number {
	let used = 0;
	for (const cell of cellsOf(text.slice(row.start, row.end), pastes, Math.max(2, width - 1))) {
		if (used + cell.width > column) {
			return row.start + cell.at;
		}

		used += cell.width;
	}

	return row.end;
}

function columnAt(text: string, row: Row, cursor: number, pastes: readonly string[], room: number): number {
	let used = 0;
	for (const cell of cellsOf(text.slice(row.start, cursor), pastes, room)) {
		used += cell.width;
	}

	return Math.min(used, room);
}

function rowsOfLine(line: string, pastes: readonly string[], room: number): readonly Row[] {
	// A token's label depends on its paste: only lines without one are remembered.
	const key = `${room} ${line}`;
	const known = remembered.get(key);
	if (known !== undefined) {
		return known;
	}

	const cells = cellsOf(line, pastes, room);
	const rows = wrapCells(cells, line.length, room);
	if (line.length <= longestRemembered && !cells.some(cell => cell.isToken)) {
		if (remembered.size >= mostRemembered) {
			remembered.clear();
		}

		remembered.set(key, rows);
	}

	return rows;
}

/** Rows of at most `room` cells, broken behind a space where there is one. */
function wrapCells(cells: readonly Cell[], length: number, room: number): readonly Row[] {
	const rows: Row[] = [];
	let first = 0;
	let used = 0;
	let afterSpace = 0;
	for (let index = 0; index < cells.length; index++) {
		const cell = cells[index];
		if (cell === undefined) {
			break;
		}

		while (used + cell.width > room && index > first) {
			const split = afterSpace > first ? afterSpace : index;
			rows.push(rowOf(cells, first, split, cells[split]?.at ?? length));
			first = split;
			used = cells.slice(split, index).reduce((sum, {width}) => sum + width, 0);
		}

		used += cell.width;
		if (cell.shown === ' ') {
			afterSpace = index + 1;
		}
	}

	rows.push(rowOf(cells, first, cells.length, length));
	return rows;
}

function rowOf(cells: readonly Cell[], first: number, last: number, end: number): Row {
	const parts: {text: string; isToken: boolean}[] = [];
	let width = 0;
	for (const cell of cells.slice(first, last)) {
		const part = parts.at(-1);
		if (part?.isToken === false && !cell.isToken) {
			part.text += cell.shown;
		} else {
			parts.push({text: cell.shown, isToken: cell.isToken});
		}

		width += cell.width;
	}

	return {start: cells[first]?.at ?? end, end, parts, width};
}

function cellsOf(text: string, pastes: readonly string[], room: number): readonly Cell[] {
	return Array.from(segmenter.segment(text), ({segment, index}) => {
		const shown = drawn(segment, pastes, room);
		return {at: index, shown, width: widthOf(shown), isToken: isToken(segment)};
	});
}

/** What a grapheme looks like: what would be invisible is named, so that a paste hides nothing from the person who sends it. */
function drawn(grapheme: string, pastes: readonly string[], room: number): string {
	if (grapheme === '\t') {
		return '  ';
	}

	if (isToken(grapheme)) {
		return cutTo(tokenLabel(grapheme, pastes), room);
	}

	if (invisible.test(grapheme)) {
		return cutTo(toDisplay(grapheme, {reveal: true}), room);
	}

	return grapheme;
}
