/** The key map over the transcript, in two columns where there is room. */

import type {KeyBinding} from '../input/keys.ts';
import {showKeyName} from '../input/key-names.ts';
import {cutLine, type Line, lineOf, padLine, span} from '../line.ts';

const columnCells = 58;

/** The keys in at most `rows` rows; those of the whole screen come first, as the editor's are known from elsewhere. */
export function helpLines(bindings: readonly KeyBinding[], width: number, rows: number, more: string): readonly Line[] {
	const places = ['screen', 'tools', 'panel', 'question', 'editor'];
	const sorted = bindings.toSorted((a, b) => places.indexOf(a.place) - places.indexOf(b.place));
	const entries = sorted.map(
		({keys, does, place}): Line => [
			span(`${keys.slice(0, 2).map(showKeyName).join(' ').padEnd(18)} `, 'focus'),
			...(place === 'screen' || place === 'editor' ? [] : [span(`${place}: `, 'dim')]),
			span(does),
		],
	);
	const columns = Math.max(1, Math.floor(width / columnCells));
	const cells = Math.floor(width / columns);
	const height = Math.min(Math.max(0, rows - 2), Math.ceil(entries.length / columns));
	const lines = Array.from(
		{length: height},
		(_, row): Line =>
			Array.from({length: columns}, (_, column) => padLine(cutLine(entries[column * height + row] ?? [], cells - 2, more), cells)).flat(),
	);
	return [lineOf('Keys', 'heading'), ...lines, lineOf('/help lists the commands, too · any key goes back', 'dim')].slice(0, rows);
}
