/**
Stands in for the package `string-width` in our bundle (`bin/bundle-plugins.js`): Ink then measures as the rest of the screen
does. The package tests a pattern of all emoji sequences, and compiling that costs 25 ms of processor before the first frame.
*/

import {stripVTControlCharacters} from 'node:util';
import {widthOf} from '../../core/text-width.ts';

/** Cells of a text that may hold escape sequences. */
export function stringWidth(text: string): number {
	return widthOf(text.includes('\u001B') || text.includes('\u009B') ? stripVTControlCharacters(text) : text);
}
