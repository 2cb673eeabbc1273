/**
What every pane is made of: lines of spans, already cut to their width, so that heights are known before anything is drawn.

A span says what its text means (a tone); the theme decides what that looks like. Texts here are display-safe.
*/

import {widthOf} from '../core/text-width.ts';

export const tones = [
	'plain',
	'dim',
	'strong',
	'emphasis',
	'heading',
	'link',
	'user',
	'accent',
	'good',
	'warning',
	'bad',
	'code',
	'keyword',
	'string',
	'comment',
	'number',
	'border',
	'focus',
] as const;

export type Tone = (typeof tones)[number];

export interface Span {
	readonly text: string;
	readonly tone: Tone;
}

export type Line = readonly Span[];

const segmenter = new Intl.Segmenter();
const ascii = /^[\u0020-\u007E]*$/;

/** One span. */
export function span(text: string, tone: Tone = 'plain'): Span {
	return {text, tone};
}

/** A line of one span. */
export function lineOf(text: string, tone: Tone = 'plain'): Line {
	return text === '' ? [] : [{text, tone}];
}

export function lineWidth(line: Line): number {
	return line.reduce((sum, {text}) => sum + widthOf(text), 0);
}

export function textOf(line: Line): string {
	return line.map(({text}) => text).join('');
}

/** A line cut to a width, with `…` (or `~`) at its end where something is missing. */
export function cutLine(line: Line, width: number, ellipsis = '…'): Line {
	return lineWidth(line) <= width ? line : width < 1 ? [] : [...headOf(line, width - 1), span(ellipsis, 'dim')];
}

/** A line of exactly that width. */
export function padLine(line: Line, width: number): Line {
	const cut = cutLine(line, width);
	const missing = width - lineWidth(cut);
	return missing > 0 ? [...cut, span(' '.repeat(missing))] : cut;
}

/** Two texts at the two ends of a line, with a space between them at least; the left one gives way. */
export function spread(left: Line, right: Line, width: number): Line {
	const end = cutLine(right, width);
	const room = width - lineWidth(end);
	return room < 1 ? end : [...padLine(left, room - 1), span(' '), ...end];
}

/** A line as lines of at most `width` cells, broken between words, and inside of a word that is longer. `indent` goes before all but the first. */
export function wrapLine(line: Line, width: number, indent = ''): readonly Line[] {
	const room = Math.max(1, width);
	if (lineWidth(line) <= room) {
		return [line];
	}

	const hanging = indent.length < room ? indent : '';
	const lines: Span[][] = [[]];
	let used = 0;
	const put = (text: string, tone: Tone) => {
		lines.at(-1)?.push({text, tone});
		used += widthOf(text);
	};
	const next = () => {
		lines.push([]);
		used = 0;
		if (hanging !== '') {
			put(hanging, 'plain');
		}
	};
	for (const {text, tone} of line) {
		for (const piece of text.split(/(?<= )(?=[^ ])/)) {
			const word = piece.trimEnd();
			if (used > hanging.length && used + widthOf(word) > room) {
				next();
			}

			for (const part of chunksOf(piece, room - hanging.length)) {
				if (used > hanging.length && used + widthOf(part.trimEnd()) > room) {
					next();
				}

				// The space that a line breaks at is not drawn.
				const shown = used + widthOf(part) > room ? part.trimEnd() : part;
				put(shown, tone);
			}
		}
	}

	return lines.map(joined);
}

/** Text of several lines as lines of at most `width` cells. */
export function wrapText(text: string, width: number, tone: Tone = 'plain'): readonly Line[] {
	return expandTabs(text)
		.split('\n')
		.flatMap(line => wrapLine(lineOf(line, tone), width));
}

/** Tabs as spaces: a tab has no width of its own. */
export function expandTabs(text: string): string {
	return text.replaceAll('\t', '    ');
}

function headOf(line: Line, width: number): Line {
	const head: Span[] = [];
	let room = width;
	for (const {text, tone} of line) {
		const part = ascii.test(text) ? text.slice(0, room) : (chunksOf(text, room)[0] ?? '');
		head.push({text: part, tone});
		room -= widthOf(part);
		if (part.length < text.length || room <= 0) {
			break;
		}
	}

	return head;
}

/** A word in pieces of at most so many cells; characters are never cut. */
function chunksOf(word: string, width: number): readonly string[] {
	if (widthOf(word) <= width) {
		return [word];
	}

	const chunks: string[] = [''];
	let used = 0;
	for (const {segment} of segmenter.segment(word)) {
		const cells = widthOf(segment);
		if (used + cells > width && chunks.at(-1) !== '') {
			chunks.push('');
			used = 0;
		}

		chunks[chunks.length - 1] += segment;
		used += cells;
	}

	return chunks;
}

/** Neighbours of one tone as one span, so that a line costs few escapes. */
function joined(line: readonly Span[]): Line {
	const spans: Span[] = [];
	for (const {text, tone} of line) {
		const last = spans.at(-1);
		if (last?.tone === tone) {
			spans[spans.length - 1] = {text: last.text + text, tone};
		} else if (text !== '') {
			spans.push({text, tone});
		}
	}

	return spans;
}
