/** What the editor looks like, as lines of spans, and where its cursor stands. Pure: a component only draws them. */

import {cutTo, widthOf} from '../../core/text-width.ts';
import {toDisplay} from '../../../sandbox/index.ts';
import type {EditorState} from './editor-state.ts';
import {type Layout, layOut} from './layout.ts';
import type {Menu} from './menu.ts';
import {tokenLabel, tokenPattern} from './paste-token.ts';

export interface EditorSpan {
	readonly text: string;
	readonly tone: 'plain' | 'dim' | 'user' | 'accent' | 'focus' | 'warning';
}

export type EditorLine = readonly EditorSpan[];

export interface EditorGlyphs {
	/** One cell. */
	readonly prompt: string;
	/** One cell: something is missing here. */
	readonly more: string;
}

export interface EditorLook {
	/** Cells of the whole editor, prompt included. */
	readonly width: number;
	/** Rows that it may take at most. */
	readonly rows?: number;
	readonly glyphs?: EditorGlyphs;
	/** Stands in an empty draft. */
	readonly placeholder?: string | undefined;
}

export interface EditorPicture {
	readonly lines: readonly EditorLine[];
	readonly cursor: {readonly x: number; readonly y: number};
}

/** Cells before each row of the draft: the reducer is told of the width without them. */
export const promptCells = 2;

const mostRows = 12;
const mostMenuRows = 7;
const mostQueueRows = 2;
const unicode: EditorGlyphs = {prompt: '›', more: '…'};

/** Draw the editor. The draft keeps at least one row; of the rest what is above it goes first. */
export function drawEditor(state: EditorState, {width, rows = mostRows, glyphs = unicode, placeholder = ''}: EditorLook): EditorPicture {
	const notice = state.notice === null ? [] : [cutLine([{text: state.notice, tone: 'warning'}], width, glyphs)];
	const menu =
		state.menu === null ? [] : menuLines(state.menu, Math.max(0, Math.min(mostMenuRows, rows - 1 - notice.length)), width, glyphs);
	const below = [...menu, ...notice].slice(0, Math.max(0, rows - 1));
	const above = queueLines(state, width, glyphs).slice(0, Math.max(0, rows - 1 - below.length));
	const room = Math.max(1, rows - below.length - above.length);
	const {lines, cursor} = state.search === null ? draftLines(state, width, room, glyphs) : searchLines(state, width, room, glyphs);
	const isEmpty = placeholder !== '' && state.search === null && state.draft.text === '';
	const drawn = isEmpty ? lines.map(line => cutLine([...line, {text: placeholder, tone: 'dim'}], width, glyphs)) : lines;
	return {lines: [...above, ...drawn, ...below], cursor: {x: Math.min(cursor.x, Math.max(0, width - 1)), y: cursor.y + above.length}};
}

function draftLines(state: EditorState, width: number, room: number, glyphs: EditorGlyphs): EditorPicture {
	const {draft, pastes} = state;
	const {rows, cursorRow, cursorColumn} = layOut({...draft, pastes, width: Math.max(3, width - promptCells)});
	const first = firstRow({rows, cursorRow, cursorColumn}, room);
	const lines = rows.slice(first, first + room).map((row, index): EditorLine => {
		// A sign instead of the prompt where rows are out of sight.
		const isCut = index === 0 && first > 0;
		const lead: EditorSpan =
			first + index === 0 ? {text: `${glyphs.prompt} `, tone: 'user'} : {text: isCut ? `${glyphs.more} ` : '  ', tone: 'dim'};
		return cutLine(
			[lead, ...row.parts.map(({text, isToken}) => ({text, tone: isToken ? ('accent' as const) : ('plain' as const)}))],
			width,
			glyphs,
		);
	});
	return {lines, cursor: {x: promptCells + cursorColumn, y: cursorRow - first}};
}

/** The cursor's row stays in sight, with what follows it as far as there is room. */
function firstRow({rows, cursorRow}: Layout, room: number): number {
	return Math.max(0, Math.min(cursorRow - Math.floor(room / 2), rows.length - room));
}

function searchLines({search, history}: EditorState, width: number, room: number, glyphs: EditorGlyphs): EditorPicture {
	const query = search?.query ?? '';
	const found = search?.found ?? null;
	const label = query !== '' && found === null ? 'not found: ' : 'search: ';
	const entry = found === null ? [] : (history[found] ?? '').split('\n');
	const head = cutLine(
		[
			{text: label, tone: 'dim'},
			{text: query, tone: 'plain'},
		],
		width,
		glyphs,
	);
	const shown = entry.slice(0, room - 1).map(line =>
		cutLine(
			[
				{text: '  ', tone: 'dim'},
				{text: toDisplay(line), tone: 'plain'},
			],
			width,
			glyphs,
		),
	);
	return {lines: [head, ...shown], cursor: {x: widthOf(label) + widthOf(query), y: 0}};
}

function menuLines({items, selected}: Menu, room: number, width: number, glyphs: EditorGlyphs): readonly EditorLine[] {
	const first = Math.max(0, Math.min(selected - Math.floor(room / 2), items.length - room));
	const shown = items.slice(first, first + room);
	const labels = shown.map(({label}) => toDisplay(label));
	const labelWidth = Math.min(Math.max(0, ...labels.map(widthOf)), Math.floor(width / 2));
	return shown.map(({description}, index) => {
		const isSelected = first + index === selected;
		const label = cutTo(labels[index] ?? '', description === '' ? width - 4 : labelWidth);
		const pad = ' '.repeat(Math.max(2, labelWidth - widthOf(label) + 2));
		return cutLine(
			[
				{text: isSelected ? `${glyphs.prompt} ` : '  ', tone: 'focus'},
				{text: label, tone: isSelected ? 'focus' : 'plain'},
				{text: description === '' ? '' : pad + toDisplay(description), tone: 'dim'},
			],
			width,
			glyphs,
		);
	});
}

function queueLines({queue, pastes}: EditorState, width: number, glyphs: EditorGlyphs): readonly EditorLine[] {
	const shown = queue.slice(0, queue.length > mostQueueRows ? mostQueueRows - 1 : mostQueueRows);
	const lines = shown.map(({text}) => `queued: ${toDisplay(text.replace(tokenPattern, token => tokenLabel(token, pastes)))}`);
	const rest = queue.length - shown.length;
	return [...lines, ...(rest > 0 ? [`and ${rest} more; Esc takes them back`] : [])].map(text =>
		cutLine([{text, tone: 'dim'}], width, glyphs),
	);
}

/** Spans of at most `width` cells together. */
function cutLine(spans: EditorLine, width: number, glyphs: EditorGlyphs): EditorLine {
	const line: EditorSpan[] = [];
	let room = width;
	for (const {text, tone} of spans) {
		const fits = widthOf(text) <= room;
		const shown = fits ? text : cutTo(text, room).replace(/…$/, glyphs.more);
		if (shown !== '') {
			line.push({text: shown, tone});
		}

		room -= widthOf(shown);
		if (!fits) {
			break;
		}
	}

	return line;
}
