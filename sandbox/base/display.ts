/**
The one way untrusted text (model, tool, skill metadata, file names) reaches a screen.

A string typed `Untrusted` may not be printed; `toDisplay` returns a `Display`
in which nothing can move the cursor, change colours, reorder or hide text.
*/

declare const untrusted: unique symbol;
declare const display: unique symbol;

export type Untrusted = string & {readonly [untrusted]: true};
export type Display = string & {readonly [display]: true};

export interface DisplayOptions {
	/** Keep line feeds and tabs; otherwise they become spaces. */
	readonly multiline?: boolean;
	/**
	Show what a screen would obey or hide (controls, bidi, zero-width and tag characters) as `<U+202E>` instead of dropping it,
	for texts that a person decides on: an escape sequence then stands there with all that it carries.
	*/
	readonly reveal?: boolean;
	/** Cut after so many code points and end with `…`. */
	readonly maxLength?: number;
}

// Where nothing is revealed, whole escape sequences go first (CSI, OSC/DCS/APC/PM/SOS with their payload, two-byte escapes), then lone controls.
const escapeSequences =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this expression removes
	/(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C|$)|\u001B[ -/]*[0-~]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this expression removes
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
// U+2028 and U+2029 begin a line for JavaScript, and none on a screen: what stands behind `//` might run.
const invisible = /[\u2028\u2029\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

/** Make any text safe to print: no escapes, no controls, no characters that reorder or hide. */
export function toDisplay(text: string, options: DisplayOptions = {}): Display {
	const lines = text.toWellFormed().replace(/\r\n?/g, '\n');
	let safe = options.reveal
		? lines.replace(controls, revealed).replace(invisible, revealed)
		: lines.replace(escapeSequences, '').replace(controls, '').replace(invisible, '');
	if (!options.multiline) {
		safe = safe.replace(/[\n\t]+/g, ' ');
	}

	return cut(safe, options.maxLength) as Display;
}

// What JSON itself does not escape: DEL and the second set of controls, and all that reorders, hides or breaks lines.
const unescaped = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON as text that may be shown or logged: the same value, with everything escaped that a screen would obey or hide. */
export function toDisplayJson(json: string): Display {
	return json.replace(unescaped, character => character.split('').map(escaped).join('')) as Display;
}

/** Mark text that came from outside; only `toDisplay` turns it into something printable. */
export function asUntrusted(text: string): Untrusted {
	return text as Untrusted;
}

function revealed(character: string): string {
	return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

function escaped(unit: string): string {
	return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function cut(text: string, maxLength = Number.POSITIVE_INFINITY): string {
	if (text.length <= maxLength) {
		return text;
	}

	const points = [...text];
	return points.length <= maxLength ? text : `${points.slice(0, Math.max(0, maxLength - 1)).join('')}…`;
}
