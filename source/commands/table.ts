import {roomOf, type Style} from '../core/terminal.ts';
import {cutTo, fitTo, widthOf} from '../core/text-width.ts';

/** A cell, and how it is coloured once it has its width. */
export type Cell = string | {readonly text: string; readonly paint: (text: string) => string};

/**
Rows as aligned lines, the head in bold. On a terminal that is too narrow the widest column is cut; cells are display-safe text.

In a pipe nothing is cut.
*/
export function formatTable(head: readonly string[], rows: readonly (readonly Cell[])[], style: Style): string {
	const widths = widthsOf(head, rows);
	shrink(widths, roomOf(process.stdout) - gap.length * (head.length - 1));
	return drawTable(head, rows, {widths, style});
}

/**
The same for figures, of which none may be cut: where the terminal is too narrow the columns go on in a table below, each with
the first `keys` columns, which say what a row is about.
*/
export function formatFigures(head: readonly string[], rows: readonly (readonly Cell[])[], style: Style, keys: number): string {
	const widths = widthsOf(head, rows);
	const tables = columnGroups(widths, keys, roomOf(process.stdout)).map(group => {
		const pick = <T>(cells: readonly T[]) => cells.filter((_, column) => group.includes(column));
		return drawTable(pick(head), rows.map(pick), {widths: pick(widths), style});
	});
	return tables.join('\n');
}

const gap = '  ';

function widthsOf(head: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
	return head.map((title, column) => Math.max(widthOf(title), ...rows.map(row => widthOf(textOf(row[column])))));
}

/** The columns of each table: as many as there is room for beside the keys, and one at least. */
function columnGroups(widths: readonly number[], keys: number, room: number): readonly (readonly number[])[] {
	const cellsOf = (columns: readonly number[]) => columns.reduce((sum, column) => sum + (widths[column] ?? 0) + gap.length, -gap.length);
	const keyColumns = [...widths.keys()].slice(0, keys);
	const groups = [keyColumns];
	for (const column of [...widths.keys()].slice(keys)) {
		const last = groups.at(-1) ?? [];
		if (last.length > keys && cellsOf([...last, column]) > room) {
			groups.push([...keyColumns, column]);
		} else {
			groups[groups.length - 1] = [...last, column];
		}
	}

	return groups;
}

interface TableLook {
	readonly widths: readonly number[];
	readonly style: Style;
}

function drawTable(head: readonly string[], rows: readonly (readonly Cell[])[], {widths, style}: TableLook): string {
	const line = (cells: readonly Cell[]) =>
		cells
			.map((cell, column) => drawCell(cell, widths[column] ?? 0, column === cells.length - 1))
			.join(gap)
			.trimEnd();
	return `${[style.bold(line(head)), ...rows.map(line)].join('\n')}\n`;
}

function drawCell(cell: Cell, width: number, isLast: boolean): string {
	const text = isLast ? cutTo(textOf(cell), width) : fitTo(textOf(cell), width);
	return typeof cell === 'string' ? text : cell.paint(text);
}

function textOf(cell: Cell | undefined): string {
	return typeof cell === 'object' ? cell.text : (cell ?? '');
}

/** Take from the widest column, one cell at a time, until the row fits; no column goes below 4 cells. */
function shrink(widths: number[], room: number): void {
	for (let excess = widths.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess--) {
		const widest = widths.indexOf(Math.max(...widths));
		if ((widths[widest] ?? 0) <= 4) {
			return;
		}

		widths[widest] = (widths[widest] ?? 0) - 1;
	}
}
