/**
As much Markdown as a skill's documented sections need: headings, fenced blocks,
list items, tables, inline code. Line by line, in linear time, for untrusted text.
*/

export interface Section {
	/** The heading's text without marks; empty for what comes before the first heading. */
	readonly title: string;
	/** 1 to 6; 0 before the first heading. */
	readonly depth: number;
	/** Lines outside fenced blocks. */
	readonly lines: readonly string[];
	readonly fences: readonly Fence[];
}

export interface Fence {
	/** The words after the opening marks, lower-case, for example `json schema`. */
	readonly info: string;
	readonly text: string;
}

/** Longer lines and list items are cut: what documents an input is short, and what is not made to be read may be endless. */
const maximumLength = 4000;

/** Split a body at its headings; a `#` inside a fenced block is no heading. */
export function sectionsOf(body: string): readonly Section[] {
	const sections: {title: string; depth: number; lines: string[]; fences: Fence[]}[] = [];
	let current = {title: '', depth: 0, lines: [] as string[], fences: [] as Fence[]};
	let open: {marks: string; info: string; lines: string[]} | undefined;
	for (const whole of body.split(/\r?\n/)) {
		const line = whole.slice(0, maximumLength);
		const fence = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(line);
		if (open) {
			if (fence?.[1]?.startsWith(open.marks) && fence[2]?.trim() === '') {
				current.fences.push({info: open.info, text: open.lines.join('\n')});
				open = undefined;
			} else {
				open.lines.push(whole);
			}

			continue;
		}

		const heading = /^ {0,3}(#{1,6})[ \t]+(.*)$/.exec(line);
		if (fence) {
			open = {marks: fence[1] ?? '```', info: (fence[2] ?? '').trim().toLowerCase(), lines: []};
		} else if (heading) {
			sections.push(current);
			current = {title: plainText(heading[2] ?? ''), depth: heading[1]?.length ?? 1, lines: [], fences: []};
		} else {
			current.lines.push(line);
		}
	}

	sections.push(current);
	return sections;
}

/** The items of the outermost bullet list, each with its continuation lines joined; nested items are left out. */
export function listItems(lines: readonly string[]): readonly string[] {
	const items: string[] = [];
	let inside = false;
	for (const line of lines) {
		const item = /^ {0,1}[-*+][ \t]+(.*)$/.exec(line);
		if (item) {
			items.push((item[1] ?? '').trim());
			inside = true;
		} else if (inside && /^\s{2,}\S/.test(line) && !/^\s*[-*+]\s/.test(line)) {
			items.push(`${items.pop() ?? ''} ${line.trim()}`.slice(0, maximumLength));
		} else {
			inside = false;
		}
	}

	return items;
}

/** The rows of the first table as cells, the header first; empty when there is none. */
export function tableRows(lines: readonly string[]): readonly (readonly string[])[] {
	const start = lines.findIndex((line, index) => line.includes('|') && isRule(lines[index + 1] ?? ''));
	if (start === -1) {
		return [];
	}

	const rows = [cellsOf(lines[start] ?? '')];
	for (const line of lines.slice(start + 2)) {
		if (!line.includes('|')) {
			break;
		}

		rows.push(cellsOf(line));
	}

	return rows;
}

/** The contents of the inline code spans of a line, in order, with where each starts and ends. */
export function codeSpans(line: string): readonly {readonly text: string; readonly start: number; readonly end: number}[] {
	const runs = [...line.matchAll(/`+/g)];
	const spans: {text: string; start: number; end: number}[] = [];
	for (let open = 0; open < runs.length; open++) {
		const first = runs[open];
		const close = runs.findIndex((run, index) => index > open && run[0].length === first?.[0].length);
		const last = runs[close];
		if (first && last) {
			const text = line.slice(first.index + first[0].length, last.index);
			const padded = text.length > 2 && text.startsWith(' ') && text.endsWith(' ');
			spans.push({text: padded ? text.slice(1, -1) : text, start: first.index, end: last.index + last[0].length});
			open = close;
		}
	}

	return spans;
}

/** Text without emphasis, code marks and trailing heading marks; what stands in inline code stays as it is. */
export function plainText(text: string): string {
	const line = text
		.slice(0, 1000)
		.replace(/[ \t]+#+[ \t]*$/, '')
		.replace(/\s+/g, ' ');
	let plain = '';
	let end = 0;
	for (const span of codeSpans(line)) {
		plain += withoutEmphasis(line.slice(end, span.start)) + span.text;
		end = span.end;
	}

	return (plain + withoutEmphasis(line.slice(end))).trim();
}

function withoutEmphasis(text: string): string {
	return text.replace(/\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)/g, '');
}

/** The line between a table's header and its rows. */
function isRule(line: string): boolean {
	return line.includes('-') && /^[\s|:-]+$/.test(line);
}

/** Cells of one row; a pipe that is escaped or inside inline code does not separate. */
function cellsOf(line: string): readonly string[] {
	const cells: string[] = [];
	let cell = '';
	let code = false;
	for (const [index, character] of [...line.trim()].entries()) {
		if (character === '`') {
			code = !code;
		}

		if (character === '|' && cell.endsWith('\\')) {
			cell = `${cell.slice(0, -1)}|`;
		} else if (character === '|' && !code) {
			if (index > 0) {
				cells.push(cell.trim());
			}

			cell = '';
		} else {
			cell += character;
		}
	}

	return cell.trim() === '' ? cells : [...cells, cell.trim()];
}
