/** A terminal's screen as SVG. */

import type {IBufferCell, Terminal} from '@xterm/headless';

const cell = {width: 8.4, height: 18};
const palette = ['#1d1f21', '#cc6666', '#b5bd68', '#f0c674', '#81a2be', '#b294bb', '#8abeb7', '#c5c8c6'];

interface Span {
	readonly text: string;
	readonly column: number;
	readonly cells: number;
	readonly color: string;
	readonly bold: boolean;
}

function screenLines(screen: Terminal): readonly (readonly Span[])[] {
	const buffer = screen.buffer.active;
	const lines = Array.from({length: buffer.length}, (_, index) => spansOf(screen, index));
	while (lines.at(-1)?.length === 0) {
		lines.pop();
	}

	return lines;
}

function spansOf(screen: Terminal, index: number): readonly Span[] {
	const line = screen.buffer.active.getLine(index);
	const spans: Span[] = [];
	for (let column = 0; column < screen.cols; column++) {
		const current = line?.getCell(column);
		const text = current?.getChars() ?? '';
		if (current === undefined || text.trim() === '') {
			continue;
		}

		const color = colorOf(current);
		const bold = current.isBold() !== 0;
		const last = spans.at(-1);
		if (last !== undefined && last.color === color && last.bold === bold && last.column + last.cells === column) {
			spans[spans.length - 1] = {...last, text: last.text + text, cells: last.cells + current.getWidth()};
		} else {
			spans.push({text, column, cells: current.getWidth(), color, bold});
		}
	}

	return spans;
}

/** What a terminal shows as SVG, with what has scrolled off. */
export function drawTerminal(screen: Terminal): string {
	const lines = screenLines(screen);
	const width = Math.ceil(screen.cols * cell.width + 32);
	const height = lines.length * cell.height + 32;
	const texts = lines.flatMap((spans, row) =>
		spans.map(
			({text, column, cells, color, bold}) =>
				`<text x="${(16 + column * cell.width).toFixed(1)}" y="${30 + row * cell.height}" fill="${color}"${bold ? ' font-weight="bold"' : ''} textLength="${(cells * cell.width).toFixed(1)}">${escaped(text)}</text>`,
		),
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
<rect width="100%" height="100%" rx="8" fill="#1d1f21"/>
${texts.join('\n')}
</svg>
`;
}

function colorOf(current: IBufferCell): string {
	if (current.isFgRGB()) {
		return `#${current.getFgColor().toString(16).padStart(6, '0')}`;
	}

	const dim = current.isDim() !== 0;
	return current.isFgPalette() ? (palette[current.getFgColor() % 8] ?? '#c5c8c6') : dim ? '#808487' : '#d8dadc';
}

function escaped(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
