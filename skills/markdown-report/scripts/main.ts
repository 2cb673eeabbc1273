/** Writes a Markdown report: one JSON request on standard input, one JSON answer on standard output. */

import {readFileSync} from 'node:fs';

type Row = Record<string, unknown>;

interface Section {
	heading: string;
	text: string;
	items: string[];
	data: Row[];
	bars: [string, number][];
	code: string;
	language: string;
}

interface Report {
	title: string;
	summary: string;
	contents: boolean;
	sections: Section[];
}

class Unusable extends Error {}

const maximumRows = 5000;
const maximumColumns = 50;
const barWidth = 30;

// Request

function readReport(value: unknown): Report {
	if (!isObject(value)) {
		throw new Unusable('The input must be a JSON object.');
	}

	const title = textOf(value, 'title', '');
	if (title.trim() === '') {
		throw new Unusable('"title" must be a string that is not empty.');
	}

	if (value.contents !== undefined && typeof value.contents !== 'boolean') {
		throw new Unusable('"contents" must be true or false.');
	}

	const sections = listOf(value, 'sections', '').map((section, index) => readSection(section, `sections[${index}]`));
	const first = readSection({items: value.items, data: value.data}, '');
	return {title, summary: textOf(value, 'summary', ''), contents: value.contents === true, sections: [first, ...sections]};
}

function readSection(value: unknown, place: string): Section {
	if (!isObject(value)) {
		throw new Unusable(`"${place}" must be an object.`);
	}

	const data = listOf(value, 'data', place).map((row, index) => {
		if (!isObject(row)) {
			throw new Unusable(`"${named(place, 'data')}[${index}]" must be an object.`);
		}

		return row;
	});
	return {
		heading: textOf(value, 'heading', place),
		text: textOf(value, 'text', place),
		items: listOf(value, 'items', place).map(cellText),
		data,
		bars: barsOf(value, place),
		code: textOf(value, 'code', place),
		language: textOf(value, 'language', place).replace(/[^\w+#.-]/g, ''),
	};
}

function textOf(value: Row, name: string, place: string): string {
	const text = value[name] ?? '';
	if (typeof text !== 'string') {
		throw new Unusable(`"${named(place, name)}" must be a string.`);
	}

	return text.toWellFormed();
}

function listOf(value: Row, name: string, place: string): unknown[] {
	const list = value[name] ?? [];
	if (!Array.isArray(list) || list.length > maximumRows) {
		throw new Unusable(`"${named(place, name)}" must be a list of at most ${maximumRows}.`);
	}

	return list;
}

function barsOf(value: Row, place: string): [string, number][] {
	const bars = value.bars ?? {};
	if (!isObject(bars)) {
		throw new Unusable(`"${named(place, 'bars')}" must be an object of names and numbers.`);
	}

	return Object.entries(bars).map(([name, amount]) => {
		if (typeof amount !== 'number' || amount < 0) {
			throw new Unusable(`"${named(place, 'bars')}.${name}" must be a number, zero or more.`);
		}

		return [name, amount];
	});
}

function named(place: string, name: string): string {
	return place === '' ? name : `${place}.${name}`;
}

function isObject(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Markdown

function render(report: Report): string {
	const blocks = [`# ${oneLine(report.title)}`, paragraph(report.summary)];
	if (report.contents) {
		blocks.push(contentsOf(report.sections));
	}

	for (const section of report.sections) {
		blocks.push(...renderSection(section));
	}

	return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}

function renderSection(section: Section): string[] {
	return [
		section.heading.trim() === '' ? '' : `## ${oneLine(section.heading)}`,
		paragraph(section.text),
		section.items.map(item => `- ${oneLine(item)}`).join('\n'),
		section.data.length === 0 ? '' : table(section.data),
		section.bars.length === 0 ? '' : chart(section.bars),
		section.code === '' ? '' : fenced(section.code, section.language),
	];
}

function contentsOf(sections: readonly Section[]): string {
	const seen = new Map<string, number>();
	const lines = sections
		.filter(section => section.heading.trim() !== '')
		.map(section => {
			const heading = oneLine(section.heading);
			const anchor = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');
			const count = seen.get(anchor) ?? 0;
			seen.set(anchor, count + 1);
			return `- [${heading.replace(/[[\]]/g, '\\$&')}](#${anchor}${count === 0 ? '' : `-${count}`})`;
		});
	return lines.join('\n');
}

function table(rows: readonly Row[]): string {
	const columns = [...new Set(rows.flatMap(row => Object.keys(row)))];
	if (columns.length > maximumColumns) {
		throw new Unusable(`A table has ${columns.length} columns; at most ${maximumColumns} can be shown.`);
	}

	const cells = rows.map(row => columns.map(column => cell(cellText(row[column]))));
	const header = columns.map(column => cell(column));
	const numeric = columns.map(column => rows.every(row => row[column] == null || typeof row[column] === 'number'));
	const widths = columns.map((_, index) => Math.max(3, ...[header, ...cells].map(row => displayWidth(row[index] ?? ''))));
	const line = (row: readonly string[]) => `| ${row.map((text, index) => pad(text, widths[index] ?? 3, numeric[index] ?? false)).join(' | ')} |`;
	const rule = widths.map((width, index) => (numeric[index] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
	return [line(header), `| ${rule.join(' | ')} |`, ...cells.map(line)].join('\n');
}

function chart(bars: readonly [string, number][]): string {
	const largest = Math.max(...bars.map(([, amount]) => amount));
	const width = Math.max(...bars.map(([name]) => displayWidth(oneLine(name))));
	const lines = bars.map(([name, amount]) => {
		const length = largest === 0 ? 0 : Math.round((amount / largest) * barWidth);
		return `${pad(oneLine(name), width, false)}  ${'█'.repeat(length)} ${amount}`.trimEnd();
	});
	return fenced(lines.join('\n'), 'text');
}

/** A fence longer than any run of marks inside, so that the content cannot close it. */
function fenced(code: string, language: string): string {
	const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(run => run[0].length));
	const marks = '`'.repeat(longest + 1);
	return `${marks}${language}\n${code.replace(/\r\n?/g, '\n').replace(/\n+$/, '')}\n${marks}`;
}

function paragraph(text: string): string {
	return text.replace(/\r\n?/g, '\n').replace(/\n{3,}/g, '\n\n').trim();
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

function cell(text: string): string {
	return oneLine(text).replace(/\|/g, '\\|');
}

function cellText(value: unknown): string {
	if (value === null || value === undefined) {
		return '';
	}

	return (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
}

function pad(text: string, width: number, right: boolean): string {
	const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
	return right ? space + text : text + space;
}

const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** Columns that a text takes in a terminal: wide scripts and emoji take two, marks none. */
function displayWidth(text: string): number {
	let width = 0;
	for (const {segment} of segmenter.segment(text)) {
		width += /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}|\ufe0f/u.test(segment) ? 2 : 1;
	}

	return width;
}

// Answer

function main(): number {
	try {
		const markdown = render(readReport(readRequest()));
		write({markdown, lines: markdown.split('\n').length - 1});
		return 0;
	} catch (error) {
		if (!(error instanceof Unusable)) {
			throw error;
		}

		write({error: error.message});
		return 1;
	}
}

function readRequest(): unknown {
	try {
		return JSON.parse(readFileSync(0, 'utf8').replace(/^\uFEFF/, ''));
	} catch {
		throw new Unusable('The input is not JSON.');
	}
}

function write(value: unknown): void {
	process.stdout.write(`${JSON.stringify(value)}\n`);
}

process.exitCode = main();
