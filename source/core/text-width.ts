/** How many terminal cells a text takes; input is display-safe text (no escapes, no controls). */

/** Letters and punctuation of which each takes a cell. */
const plain = /^[\u0020-\u007E\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027]*$/;
const zeroWidth = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
const wide =
	/^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}]|^\p{Emoji_Presentation}|^\p{Emoji}\uFE0F/u;

/** Consonants of Indic scripts that a virama joins are one character for the reader; a terminal gives each its cell. */
const conjunct = /\p{L}\p{M}*[\u094D\u09CD\u0ACD\u0B4D\u0C4D\u0D4D][\p{M}\u200D]*\p{L}/u;
const letters = /\p{L}/gu;

/** Cells that a text takes in a terminal: two for East Asian wide characters and emoji. */
export function widthOf(text: string): number {
	if (plain.test(text)) {
		return text.length;
	}

	let width = 0;
	for (const {segment} of segmentsOf(text)) {
		width += cellsOf(segment);
	}

	return width;
}

/** A text filled with spaces to a width, or cut to it with `…` at the end. */
export function fitTo(text: string, width: number): string {
	const have = widthOf(text);
	return have <= width ? text + ' '.repeat(width - have) : fitTo(cutTo(text, width), width);
}

/** A text cut to at most so many cells, with `…` where something is missing. */
export function cutTo(text: string, width: number): string {
	if (widthOf(text) <= width) {
		return text;
	}

	let cut = '';
	let used = 0;
	for (const {segment} of segmentsOf(text)) {
		used += cellsOf(segment);
		if (used > width - 1) {
			break;
		}

		cut += segment;
	}

	return width > 0 ? `${cut.trimEnd()}…` : '';
}

/** A text as lines of at most so many cells, broken between words; a longer word stands alone and is not cut. */
export function wrapTo(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	for (const word of text.split(' ')) {
		const last = lines.at(-1);
		if (last === undefined || widthOf(last) + 1 + widthOf(word) > width) {
			lines.push(word);
		} else {
			lines[lines.length - 1] = `${last} ${word}`;
		}
	}

	return lines;
}

let segmenter: Intl.Segmenter | undefined;

/** Made when it is needed: the data for it take 12 ms of a start to load, and most texts are plain. */
function segmentsOf(text: string): Intl.Segments {
	segmenter ??= new Intl.Segmenter();
	return segmenter.segment(text);
}

function cellsOf(grapheme: string): number {
	if (zeroWidth.test(grapheme)) {
		return 0;
	}

	if (conjunct.test(grapheme)) {
		return grapheme.match(letters)?.length ?? 1;
	}

	return wide.test(grapheme) ? 2 : 1;
}
