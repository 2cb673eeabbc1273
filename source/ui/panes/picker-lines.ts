/** A list to choose from as lines: its title, what was typed, and the options around the chosen one. */

import type {Glyphs} from '../glyphs.ts';
import {cutLine, type Line, lineOf, span} from '../line.ts';
import {type Picker, shownOptions} from '../store/picker.ts';
import {toDisplay} from '../../../sandbox/index.ts';

/** Rows that a list would like. */
export function pickerHeight(picker: Picker): number {
	return Math.min(12, picker.options.length) + 3;
}

/** The list in at most `rows` rows; the chosen option is always among them. */
export function pickerLines(picker: Picker, width: number, glyphs: Glyphs, rows: number): readonly Line[] {
	const shown = shownOptions(picker);
	const room = Math.max(1, rows - 3);
	const from = Math.max(0, Math.min(picker.chosen - Math.floor(room / 2), shown.length - room));
	const lines = shown.slice(from, from + room).map(({label}, index): Line => {
		const isChosen = from + index === picker.chosen;
		return [span(`${isChosen ? glyphs.closed : ' '} `, 'focus'), span(toDisplay(label, {maxLength: 200}), isChosen ? 'focus' : 'plain')];
	});
	return [
		lineOf(glyphs.rule.repeat(width), 'border'),
		[
			span(`${picker.title} `, 'heading'),
			span(`${glyphs.prompt} ${toDisplay(picker.filter)}_`),
			span(`  ${shown.length} of ${picker.options.length}`, 'dim'),
		],
		...(lines.length === 0 ? [lineOf('  nothing matches', 'dim')] : lines),
		lineOf('Enter chooses · arrows move · typing narrows · Esc leaves', 'dim'),
	]
		.map(line => cutLine(line, width, glyphs.more))
		.slice(0, Math.max(rows, 3));
}
