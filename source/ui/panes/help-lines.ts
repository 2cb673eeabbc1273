/** The key map over the transcript, in two columns where there is room. */

import type {KeyBinding} from '../input/keys.ts';
import {showKeyName} from '../input/key-names.ts';
import {cutLine, type Line, lineOf, padLine, span, wrapLine} from '../line.ts';

export interface HelpLook {
	readonly width: number;
	readonly rows: number;
	/** Rows of keys above what is seen; more than there are count as all that can be. */
	readonly offset: number;
	readonly more: string;
}

const columnCells = 58;
const places = ['screen', 'tools', 'panel', 'question', 'editor'];

/** The keys in at most `rows` rows; those of the whole screen come first, as the editor's are known from elsewhere. */
export function helpLines(bindings: readonly KeyBinding[], look: HelpLook): readonly Line[] {
	const {width, rows} = look;
	const all = allLines(bindings, look);
	const height = all.length;
	const room = Math.max(0, rows - 2);
	const from = Math.min(look.offset, lastOffset(bindings, look));
	const hidden = height - from - room;
	const foot = hidden > 0 ? `${hidden} more rows below, arrows scroll` : '/help lists the commands, too';
	return [
		lineOf('Keys', 'heading'),
		...all.slice(from, from + room),
		lineOf(cutFoot(`${foot}; any other key goes back`, width), 'dim'),
	].slice(0, rows);
}

/** How far the keys can be scrolled. */
export function lastOffset(bindings: readonly KeyBinding[], look: HelpLook): number {
	return Math.max(0, allLines(bindings, look).length - Math.max(0, look.rows - 2));
}

function allLines(bindings: readonly KeyBinding[], {width, more}: HelpLook): readonly Line[] {
	const sorted = bindings.toSorted((a, b) => places.indexOf(a.place) - places.indexOf(b.place));
	const columns = Math.max(1, Math.floor(width / columnCells));
	if (columns === 1) {
		return sorted.flatMap(binding => wrapLine(entryLine(binding), width, '    '));
	}

	const cells = Math.floor(width / columns);
	const height = Math.ceil(bindings.length / columns);
	return Array.from(
		{length: height},
		(_, row): Line =>
			Array.from({length: columns}, (_, column) =>
				padLine(cutLine(entryLine(sorted[column * height + row]), cells - 2, more), cells),
			).flat(),
	);
}

function cutFoot(text: string, width: number): string {
	return text.length <= width ? text : (text.split('; ')[0] ?? '');
}

function entryLine(binding: KeyBinding | undefined): Line {
	if (binding === undefined) {
		return [];
	}

	const {keys, does, place} = binding;
	return [
		span(`${keys.slice(0, 2).map(showKeyName).join(' ').padEnd(18)} `, 'focus'),
		...(place === 'screen' || place === 'editor' ? [] : [span(`${place}: `, 'dim')]),
		span(does),
	];
}
