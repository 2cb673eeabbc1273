/** Markdown as lines of a width. What was rendered once is kept, so a long answer costs only its last part. */

import type {lexer, Token, Tokens} from 'marked';
import type {Glyphs} from '../glyphs.ts';
import {expandTabs, type Line, lineOf, type Span, span, wrapLine, wrapText} from '../line.ts';
import {highlightLine} from './highlight.ts';
import {inlineSpans} from './inline.ts';
import {tableLines} from './table.ts';

const keptParts = 2000;
const rendered = new Map<string, readonly Line[]>();
let parse: typeof lexer | null = null;

/** Load the parser, whose expressions take 20 ms to build: the first frame has no Markdown and does not wait for it. */
export async function loadMarkdown(): Promise<void> {
	parse = (await import('marked')).lexer;
}

/** The lines of one part of Markdown, which is not blank at its ends; as it is written before the parser is there. */
export function renderMarkdown(text: string, width: number, glyphs: Glyphs): readonly Line[] {
	if (parse === null) {
		return wrapText(text, width);
	}

	const key = `${width} ${glyphs.bar} ${text}`;
	const known = rendered.get(key);
	if (known !== undefined) {
		return known;
	}

	const lines = trimmed(blockLines(parse(expandTabs(text)), width, glyphs));
	if (rendered.size >= keptParts) {
		// The oldest goes: maps keep the order of insertion.
		rendered.delete(rendered.keys().next().value ?? '');
	}

	rendered.set(key, lines);
	return lines;
}

function blockLines(tokens: readonly Token[], width: number, glyphs: Glyphs): readonly Line[] {
	return tokens.flatMap(token => linesOf(token, width, glyphs));
}

function linesOf(token: Token, width: number, glyphs: Glyphs): readonly Line[] {
	switch (token.type) {
		case 'space':
			return [[]];
		case 'heading':
			return wrapSpans(inlineSpans(token.tokens ?? [], 'heading'), width);
		case 'code':
			return codeLines(token.text, token.lang ?? '', width, glyphs);
		case 'checkbox':
			// Its list draws it.
			return [];
		case 'hr':
			return [lineOf(glyphs.rule.repeat(Math.min(width, 40)), 'border')];
		case 'blockquote':
			return blockLines(token.tokens ?? [], width - 2, glyphs).map(line => [span(`${glyphs.bar} `, 'border'), ...line]);
		case 'list':
			return listLines(token as Tokens.List, width, glyphs);
		case 'table':
			return tableLines(token as Tokens.Table, width, glyphs);
		case 'html':
			return wrapSpans([span(token.text.trimEnd())], width);
		default:
			return wrapSpans('tokens' in token && token.tokens ? inlineSpans(token.tokens) : [span(token.raw)], width);
	}
}

function codeLines(text: string, info: string, width: number, glyphs: Glyphs): readonly Line[] {
	const language = info.trim().split(/\s/)[0]?.toLowerCase() ?? '';
	return text
		.split('\n')
		.flatMap(line => wrapLine(highlightLine(line, language), width - 2).map(part => [span(`${glyphs.bar} `, 'border'), ...part]));
}

function listLines({items, ordered, start, loose}: Tokens.List, width: number, glyphs: Glyphs): readonly Line[] {
	return items.flatMap((item, index) => {
		const sign = ordered ? `${Number(start || 1) + index}.` : item.task ? `[${item.checked ? 'x' : ' '}]` : glyphs.bullet;
		const indent = ' '.repeat(sign.length + 1);
		const lines = trimmed(blockLines(item.tokens, Math.max(4, width - indent.length), glyphs));
		const drawn = (lines.length === 0 ? [[]] : lines).map((line, at) => [
			span(at === 0 ? `${sign} ` : indent, at === 0 ? 'accent' : 'plain'),
			...line,
		]);
		return loose && index < items.length - 1 ? [...drawn, []] : drawn;
	});
}

/** Spans that may hold line ends, as lines. */
function wrapSpans(spans: readonly Span[], width: number): readonly Line[] {
	const lines: Span[][] = [[]];
	for (const {text, tone} of spans) {
		for (const [index, part] of text.split('\n').entries()) {
			if (index > 0) {
				lines.push([]);
			}

			if (part !== '') {
				lines.at(-1)?.push({text: part, tone});
			}
		}
	}

	return lines.flatMap(line => wrapLine(line, width));
}

function trimmed(lines: readonly Line[]): readonly Line[] {
	const isFull = (line: Line) => line.length > 0;
	const first = lines.findIndex(isFull);
	return first === -1 ? [] : lines.slice(first, lines.findLastIndex(isFull) + 1);
}
