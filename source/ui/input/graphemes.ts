/** Where a cursor may stand: between graphemes, and at the edges of words. Offsets are UTF-16 units of the text. */

const graphemes = new Intl.Segmenter();
const words = new Intl.Segmenter(undefined, {granularity: 'word'});

/** How far a word motion looks: beyond it a "word" is not one, and a draft may be a megabyte. */
const wordReach = 2048;

/** The border behind the grapheme that begins at or holds `at`; the end of the text stays. */
export function nextBorder(text: string, at: number): number {
	if (at >= text.length) {
		return text.length;
	}

	const line = lineAround(text, at);
	const found = graphemes.segment(line.text).containing(at - line.start);
	return found === undefined ? at + 1 : line.start + found.index + found.segment.length;
}

/** The border before `at`; the beginning of the text stays. */
export function previousBorder(text: string, at: number): number {
	if (at <= 0) {
		return 0;
	}

	const line = lineAround(text, at - 1);
	const found = graphemes.segment(line.text).containing(at - 1 - line.start);
	return line.start + (found?.index ?? 0);
}

/** `at` itself when no grapheme is cut there, else the end of the grapheme. */
export function snapToBorder(text: string, at: number): number {
	const inside = Math.min(Math.max(at, 0), text.length);
	return isBorder(text, inside) ? inside : nextBorder(text, inside);
}

/** Whether a cursor may stand at `at`. */
function isBorder(text: string, at: number): boolean {
	return at === 0 || at === text.length || nextBorder(text, previousBorder(text, at)) === at;
}

/** The beginning of the word at or before `at`. */
export function wordStart(text: string, at: number, isWhole: (segment: string) => boolean = () => false): number {
	const from = snapToBorder(text, Math.max(0, at - wordReach));
	const stops = [...words.segment(text.slice(from, at))].filter(({segment, isWordLike}) => isWordLike || isWhole(segment));
	return snapToBorder(text, from + (stops.at(-1)?.index ?? 0));
}

/** The end of the word at or after `at`. */
export function wordEnd(text: string, at: number, isWhole: (segment: string) => boolean = () => false): number {
	for (const {segment, index, isWordLike} of words.segment(text.slice(at, at + wordReach))) {
		if (isWordLike || isWhole(segment)) {
			return snapToBorder(text, at + index + segment.length);
		}
	}

	return snapToBorder(text, at + wordReach);
}

/** The offset of the beginning of the line that `at` is in. */
export function lineStart(text: string, at: number): number {
	return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** The offset of the end of the line that `at` is in: that of its line feed, or of the end. */
export function lineEnd(text: string, at: number): number {
	const found = text.indexOf('\n', at);
	return found === -1 ? text.length : found;
}

/** The line that holds the unit at `at`; a line feed is a line of its own, as it never joins with what is around it. */
function lineAround(text: string, at: number): {readonly text: string; readonly start: number} {
	if (text[at] === '\n') {
		return {text: '\n', start: at};
	}

	const start = lineStart(text, at);
	return {text: text.slice(start, lineEnd(text, at)), start};
}
