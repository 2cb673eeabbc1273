/** A unified diff as lines: as it is, or its two sides beside each other where the pane is wide. */

import type {Glyphs} from '../glyphs.ts';
import {cutLine, expandTabs, type Line, lineOf, padLine, span, wrapLine} from '../line.ts';
import {type DiffCell, type DiffRow, parseDiff} from './parse-diff.ts';

export interface DiffLook {
	/** Cells for the lines. */
	readonly width: number;
	/** Cells of the whole pane, which say what is wide. */
	readonly pane: number;
	/** What is longer than its side goes on below; else it is cut, with a sign. */
	readonly wraps: boolean;
	readonly glyphs: Glyphs;
}

const wideFrom = 120;

/** The lines of a diff. What is none, and a file that is all new or gone, is shown as it stands and may be longer than the width. */
export function diffLines(text: string, {width, pane, wraps, glyphs}: DiffLook): readonly Line[] {
	const rows = pane >= wideFrom ? parseDiff(text) : null;
	if (rows === null || !rows.some(hasTwoSides)) {
		return text.split('\n').map(unifiedLine);
	}

	const numberCells = String(Math.max(...rows.map(lastNumber))).length;
	const look = {side: Math.floor((width - 3) / 2), numberCells, wraps, glyphs};
	return rows.flatMap(row => rowLines(row, look));
}

interface SideLook extends Pick<DiffLook, 'wraps' | 'glyphs'> {
	/** Cells of one side. */
	readonly side: number;
	readonly numberCells: number;
}

function rowLines(row: DiffRow, look: SideLook): readonly Line[] {
	switch (row.kind) {
		case 'files':
			return beside(fitted(lineOf(row.before, 'strong'), look.side, look), fitted(lineOf(row.after, 'strong'), look.side, look), look);
		case 'hunk':
			return [lineOf(row.text, 'accent')];
		case 'lines':
			return beside(cellLines(row.before, 'bad', look), cellLines(row.after, 'good', look), look);
	}
}

/** A line of a unified diff, by what it does. */
function unifiedLine(line: string): Line {
	const isHead = /^(?:\+\+\+|---) /.test(line);
	const tone = isHead ? 'strong' : line.startsWith('+') ? 'good' : line.startsWith('-') ? 'bad' : line.startsWith('@@') ? 'accent' : 'code';
	return lineOf(expandTabs(line), tone);
}

function hasTwoSides(row: DiffRow): boolean {
	return row.kind === 'lines' && row.before !== null && row.after !== null;
}

function lastNumber(row: DiffRow): number {
	return row.kind === 'lines' ? Math.max(row.before?.number ?? 0, row.after?.number ?? 0) : 0;
}

function beside(left: readonly Line[], right: readonly Line[], {side, glyphs}: SideLook): readonly Line[] {
	return Array.from({length: Math.max(left.length, right.length)}, (_, index): Line => {
		const end = right[index] ?? [];
		return [...padLine(left[index] ?? [], side), span(end.length > 0 ? ` ${glyphs.bar} ` : ` ${glyphs.bar}`, 'border'), ...end];
	});
}

/** `12 - text`: the sign says what the tone says. What goes on below has neither number nor sign. */
function cellLines(cell: DiffCell | null, tone: 'bad' | 'good', look: SideLook): readonly Line[] {
	if (cell === null) {
		return [];
	}

	const {number, sign, text} = cell;
	const {side, numberCells} = look;
	const isSame = sign === ' ';
	const line = lineOf(expandTabs(text), number === null ? 'dim' : isSame ? 'code' : tone);
	const head: Line = [span(`${number ?? ''}`.padStart(numberCells), 'dim'), span(` ${sign} `, isSame ? 'plain' : tone)];
	const below = lineOf(' '.repeat(numberCells + 3));
	return fitted(line, side - numberCells - 3, look).map((part, index) => [...(index === 0 ? head : below), ...part]);
}

function fitted(line: Line, room: number, {wraps, glyphs}: SideLook): readonly Line[] {
	return wraps ? wrapLine(line, room) : [cutLine(line, room, glyphs.more)];
}
