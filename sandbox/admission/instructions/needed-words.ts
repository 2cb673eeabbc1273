/**
Which words a text must hold for a regular expression to meet it, read off the expression.

Looking for a word costs a thousandth of compiling a pattern, and nearly every pattern meets nothing. Only the plain part of
the syntax is read: where anything else stands, nothing is known to be needed, and the pattern itself is asked.
*/

/** A word in small letters, though the text may have capitals; or some needs of which one is enough, or all count. */
export type Need = string | {readonly enough: 'any' | 'all'; readonly of: readonly Need[]};

/** What is needed; undefined where that is not known. For expressions with the flag `i` or none, not with `u` or `v`. */
export function neededWords(source: string): Need | undefined {
	const reader = new SourceReader(source);
	const needed = reader.alternatives();
	return reader.isUnderstood ? needed : undefined;
}

/** The characters that stand there, or something else with what it needs. */
type Piece = string | {readonly needs: Need | undefined};

const anything: Piece = {needs: undefined};

// Of other characters the engine knows other capitals than we. What may be repeated is a piece of its own.
const plain = /[^\\()[{|*+?.^$\x80-\uffff]+(?![*+?{])|[^\\()[{|*+?.^$\x80-\uffff]/y;
const anyOf = /\[(?:\\.|[^\]\\])*\]|[.^$\x80-\uffff]|\\(?:[bBdDsSwWnrt]|[1-9]\d*)/sy;
const escaped = /\\([^a-z0-9\x80-\uffff])/iy;
const opening = /\((?:\?(?::|(<?[=!])))?/y;
const repeated = /(?:([*?])|\+|\{(\d+)(?:,\d*)?\})\??/y;
const repeats = '*?+{';

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
	alternatives(): Need | undefined {
		const first = this.#sequence();
		if (this.#source[this.#at] !== '|') {
			return first;
		}

		const ways = [first];
		while (this.#source[this.#at] === '|') {
			this.#at += 1;
			ways.push(this.#sequence());
		}

		return ways.every(way => way !== undefined) ? joint('any', ways) : undefined;
	}

	#sequence(): Need | undefined {
		const needed: Need[] = [];
		let word = '';
		for (let next = this.#source[this.#at]; next !== undefined && next !== '|' && next !== ')'; next = this.#source[this.#at]) {
			const piece = this.#piece(next);
			const repetition = repeats.includes(this.#source[this.#at] ?? ' ') ? this.#take(repeated) : null;
			const mayBeMissing = repetition !== null && (repetition[1] !== undefined || repetition[2] === '0');
			word += typeof piece === 'string' && !mayBeMissing ? piece : '';
			if (typeof piece !== 'string' || repetition) {
				addWord(needed, word);
				word = '';
			}

			if (typeof piece !== 'string' && piece.needs !== undefined && !mayBeMissing) {
				needed.push(piece.needs);
			}
		}

		addWord(needed, word);
		return needed.length === 0 ? undefined : joint('all', needed.sort(rarestFirst));
	}

	#piece(next: string): Piece {
		if (next !== '(') {
			const text = next === '\\' ? this.#take(escaped)?.[1] : this.#take(plain)?.[0];
			this.#isOdd ||= text === undefined && !this.#take(anyOf);
			// What nobody understands ends the reading.
			this.#at = this.#isOdd ? this.#source.length : this.#at;
			return text?.toLowerCase() ?? anything;
		}

		const open = this.#take(opening);
		const needs = this.alternatives();
		this.#isOdd ||= this.#source[this.#at] !== ')';
		this.#at += 1;
		return open?.[1] === undefined ? {needs} : anything;
	}

	#take(token: RegExp): RegExpExecArray | null {
		token.lastIndex = this.#at;
		const taken = token.exec(this.#source);
		this.#at += taken?.[0].length ?? 0;
		return taken;
	}
}

/** A single letter stands in every text, and a space. */
function addWord(needed: Need[], word: string): void {
	if (word.length > 1 || (word !== '' && !/[a-z0-9 ]/.test(word))) {
		needed.push(word);
	}
}

/** Needs of the same kind inside of one another are one. */
function joint(enough: 'any' | 'all', needs: readonly Need[]): Need {
	const [only, ...more] = needs;
	return only !== undefined && more.length === 0
		? only
		: {enough, of: needs.flatMap(need => (typeof need !== 'string' && need.enough === enough ? need.of : [need]))};
}

/** Long words before short ones, a choice last: most texts are found out by the first. */
function rarestFirst(one: Need, other: Need): number {
	return (typeof other === 'string' ? other.length : 0) - (typeof one === 'string' ? one.length : 0);
}
