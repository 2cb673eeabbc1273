/**
Function keys as characters: Ink tells nothing of them but that some key was pressed.

The filter in front of Ink puts a private character in the place of their sequences. `cleanInput` takes such
characters out of everything that is typed or pasted, so no text can press one.
*/

const firstCode = 0x10ffe0;

/** What terminals send: xterm and VT220, the Linux console, rxvt and PuTTY, kitty. */
const sequences: Readonly<Record<string, number>> = {
	'\u001BOP': 1,
	'\u001BOQ': 2,
	'\u001BOR': 3,
	'\u001BOS': 4,
	'\u001B[P': 1,
	'\u001B[Q': 2,
	'\u001B[S': 4,
	'\u001B[11~': 1,
	'\u001B[12~': 2,
	'\u001B[13~': 3,
	'\u001B[14~': 4,
	'\u001B[[A': 1,
	'\u001B[[B': 2,
	'\u001B[[C': 3,
	'\u001B[[D': 4,
	'\u001B[[E': 5,
	'\u001B[15~': 5,
	'\u001B[17~': 6,
	'\u001B[18~': 7,
	'\u001B[19~': 8,
	'\u001B[20~': 9,
	'\u001B[21~': 10,
	'\u001B[23~': 11,
	'\u001B[24~': 12,
};

/** The character of the function key with that sequence, or null. */
export function functionKeyCharacter(sequence: string): string | null {
	const number = sequences[sequence];
	return number === undefined ? null : String.fromCodePoint(firstCode + number);
}

/** `f1` to `f12`, or null for any other character. */
export function functionKeyName(character: string): string | null {
	const number = character.length === 2 ? (character.codePointAt(0) ?? 0) - firstCode : 0;
	return number >= 1 && number <= 12 ? `f${number}` : null;
}
