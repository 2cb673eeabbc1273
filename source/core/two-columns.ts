/** A list of names and what they are, as help shows it. */

import {wrapTo} from './text-width.ts';

/** A column of names that is wider leaves no room for what they are. */
const widestName = 28;
/** Nor is a narrower column of texts read. */
const narrowestText = 20;

/**
Two columns; a name that is too long for the first gets a line of its own, with its text below it.

Texts are broken between words where `room` cells would not hold them, and go on below themselves.
*/
export function twoColumns(rows: readonly (readonly [name: string, text: string])[], room = Number.POSITIVE_INFINITY): readonly string[] {
	const width = Math.min(widestName, Math.max(0, ...rows.map(([name]) => name.length)));
	return rows.flatMap(([name, text]) => {
		const texts = wrapTo(text, Math.max(narrowestText, room - width - 4));
		const isLong = name.length > width;
		return [
			...(isLong ? [`  ${name}`] : []),
			...texts.map((part, index) => `  ${(index > 0 || isLong ? '' : name).padEnd(width)}  ${part}`),
		];
	});
}
