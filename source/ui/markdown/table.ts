/** Tables: columns as wide as they need, shrunk where there is no room before any cell is wrapped. */

import type {Tokens} from 'marked';
import type {Glyphs} from '../glyphs.ts';
import {type Line, lineWidth, padLine, type Span, span, wrapLine} from '../line.ts';
import {inlineSpans} from './inline.ts';

/** A table in at most `width` cells; one that has more columns than room becomes a list of its rows. */
export function tableLines({header, rows, align}: Tokens.Table, width: number, glyphs: Glyphs): readonly Line[] {
	const head = header.map(({tokens}) => inlineSpans(tokens, 'strong'));
	const body = rows.map(row => row.map(({tokens}) => inlineSpans(tokens)));
	const widths = columnWidths([head, ...body], width - 3 * (head.length - 1));
	if (widths === null) {
		return body.flatMap(row => row.flatMap((cell, index) => wrapLine([...(head[index] ?? []), span(': '), ...cell], width, '  ')));
	}

	const rule = widths.map(cells => glyphs.rule.repeat(cells)).join(`${glyphs.rule}${glyphs.junctions[1] ?? '+'}${glyphs.rule}`);
	const draw = (row: readonly Line[]) => rowLines(row, widths, align, glyphs);
	return [...draw(head), [span(rule, 'border')], ...body.flatMap(draw)];
}

/** Null where a column would have less than three cells. */
function columnWidths(rows: readonly (readonly Line[])[], room: number): readonly number[] | null {
	const wanted = (rows[0] ?? []).map((_, column) => Math.max(1, ...rows.map(row => lineWidth(row[column] ?? []))));
	while (wanted.reduce((sum, cells) => sum + cells, 0) > room) {
		const widest = Math.max(...wanted);
		if (widest <= 3) {
			return null;
		}

		wanted[wanted.indexOf(widest)] = widest - 1;
	}

	return wanted;
}

function rowLines(row: readonly Line[], widths: readonly number[], align: Tokens.Table['align'], glyphs: Glyphs): readonly Line[] {
	const cells = widths.map((cells, index) => wrapLine(row[index] ?? [], cells));
	const height = Math.max(...cells.map(lines => lines.length));
	return Array.from({length: height}, (_, at) =>
		cells.flatMap((lines, index): readonly Span[] => [
			...(index > 0 ? [span(` ${glyphs.bar} `, 'border')] : []),
			...aligned(lines[at] ?? [], widths[index] ?? 0, align[index] ?? null),
		]),
	);
}

function aligned(line: Line, width: number, align: 'left' | 'right' | 'center' | null): Line {
	const missing = Math.max(0, width - lineWidth(line));
	const before = align === 'right' ? missing : align === 'center' ? Math.floor(missing / 2) : 0;
	return padLine(before > 0 ? [span(' '.repeat(before)), ...line] : line, width);
}
