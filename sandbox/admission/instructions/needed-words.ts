/**
Which words a text must hold for a regular expression to meet it, read off the expression.

Looking for a word costs a thousandth of compiling a pattern, and nearly every pattern meets nothing. Only the plain part of
the syntax is read: where anything else stands, nothing is known to be needed, and the pattern itself is asked.
*/

/** One of these stands in every text that the pattern meets. Small letters; the text may have capitals. */
export type Words = readonly string[];

/** Each of these is needed; none where that is not known. For expressions with the flag `i` or none, not with `u` or `v`. */
export function neededWords(source: string): readonly Words[] {
	const reader = new SourceReader(source);
	const needed = reader.alternatives();
	return reader.isUnderstood ? needed : [];
}

/** Words that a group needs, the characters that stand there, or something that is not known. */
type Piece = string | readonly Words[] | undefined;

// Of other characters the engine knows other capitals than we. What may be repeated is a piece of its own.
const plain = /[^\\()[{|*+?.^$\x80-\uffff]+(?![*+?{])|[^\\()[{|*+?.^$\x80-\uffff]/y;
const anyOf = /\[(?:\\.|[^\]\\])*\]|[.^$\x80-\uffff]|\\[bBdDsSwWnrt]/sy;
const escaped = /\\([^a-z0-9\x80-\uffff])/iy;
const opening = /\((?:\?(?::|(<?[=!])))?/y;
const repeated = /(?:([*?])|\+|\{(\d+)(?:,\d*)?\})\??/y;

class SourceReader {
	readonly #source: string;
	#at = 0;
	#isOdd = false;

	constructor(source: string) {
		this.#source = source;
	}

	get isUnderstood(): boolean {
		return !this.#isOdd && this.#at === this.#source.length;
	}

	/** Up to the end, or to the bracket that closes. */
	alternatives(): readonly Words[] {
		const first = this.#sequence();
		if (this.#source[this.#at] !== '|') {
			return first;
		}

		const chosen = [rarest(first)];
		while (this.#source[this.#at] === '|') {
			this.#at += 1;
			chosen.push(rarest(this.#sequence()));
		}

		return chosen.every(words => words !== undefined) ? [chosen.flat()] : [];
	}

	#sequence(): readonly Words[] {
		const needed: Words[] = [];
		let word = '';
		while (this.#at < this.#source.length && this.#source[this.#at] !== '|' && this.#source[this.#at] !== ')') {
			const piece = this.#piece();
			const repetition = this.#take(repeated);
			const mayBeMissing = repetition !== null && (repetition[1] !== undefined || repetition[2] === '0');
			word += typeof piece === 'string' && !mayBeMissing ? piece : '';
			if (typeof piece !== 'string' || repetition) {
				addWord(needed, word);
				word = '';
			}

			if (typeof piece === 'object' && !mayBeMissing) {
				needed.push(...piece);
			}
		}

		addWord(needed, word);
		return needed;
	}

	#piece(): Piece {
		const text = this.#take(plain)?.[0] ?? this.#take(escaped)?.[1];
		if (text !== undefined || this.#take(anyOf)) {
			return text?.toLowerCase();
		}

		const open = this.#take(opening);
		const inside = open ? this.alternatives() : [];
		this.#isOdd ||= !open || this.#source[this.#at] !== ')';
		this.#at += 1;
		return open?.[1] === undefined ? inside : undefined;
	}

	#take(token: RegExp): RegExpExecArray | null {
		token.lastIndex = this.#at;
		const taken = token.exec(this.#source);
		this.#at += taken?.[0].length ?? 0;
		return taken;
	}
}

/** A single letter stands in every text, and a space. */
function addWord(needed: Words[], word: string): void {
	if (word.length > 1 || (word !== '' && !/[a-z0-9 ]/.test(word))) {
		needed.push([word]);
	}
}

/** Long words are rarer than short ones, and few than many. */
function rarest(needed: readonly Words[]): Words | undefined {
	if (needed.length < 2) {
		return needed[0];
	}

	const shortestOf = (words: Words) => Math.min(...words.map(word => word.length));
	return needed.toSorted((one, other) => shortestOf(other) - shortestOf(one) || one.length - other.length)[0];
}
