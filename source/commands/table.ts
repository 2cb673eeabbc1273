import {columnsOf, type Style} from '../core/terminal.ts';
import {cutTo, fitTo, widthOf} from '../core/text-width.ts';

/** A cell, and how it is coloured once it has its width. */
export type Cell = string | {readonly text: string; readonly paint: (text: string) => string};

/**
Rows as aligned lines, the head in bold. On a terminal that is too narrow the widest column is cut; cells are display-safe text.

In a pipe nothing is cut.
*/
export function formatTable(head: readonly string[], rows: readonly (readonly Cell[])[], style: Style): string {
	const widths = head.map((title, column) => Math.max(widthOf(title), ...rows.map(row => widthOf(textOf(row[column])))));
	if (process.stdout.isTTY) {
		shrink(widths, columnsOf(process.stdout) - 2 * (head.length - 1));
	}

	const line = (cells: readonly Cell[]) =>
		cells
			.map((cell, column) => drawCell(cell, widths[column] ?? 0, column === cells.length - 1))
			.join('  ')
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
