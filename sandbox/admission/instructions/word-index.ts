/** Whether words stand in a text, for a thousand words a text: all but those that are there are found missing without a look at it. */

/** Which three characters follow one another somewhere in the text, each by its last five bits: in those, capitals are small letters. */
const threes = 1 << 15;
const longestSentence = 2000;

export class WordIndex {
	readonly #seen = new Uint32Array(threes / 32);
	/** Of a long text, that many ask for the same word. */
	readonly #known = new Map<string, boolean>();
	#small = '';

	/** Takes another text. */
	read(text: string): this {
		this.#small = text.toLowerCase();
		this.#seen.fill(0);
		this.#known.clear();
		let three = 0;
		for (let index = 0; index < text.length; index += 1) {
			three = next(three, text, index);
			this.#seen[three >>> 5] = (this.#seen[three >>> 5] ?? 0) | (1 << (three & 31));
		}

		return this;
	}

	/** A word in small letters of ASCII; the text may have it in capitals. */
	has(word: string): boolean {
		let three = 0;
		for (let index = 0; index < word.length; index += 1) {
			three = next(three, word, index);
			if (index > 1 && ((this.#seen[three >>> 5] ?? 0) & (1 << (three & 31))) === 0) {
				return false;
			}
		}

		return this.#small.length > longestSentence ? this.#isKnown(word) : this.#small.includes(word);
	}

	#isKnown(word: string): boolean {
		const known = this.#known.get(word) ?? this.#small.includes(word);
		this.#known.set(word, known);
		return known;
	}
}

function next(three: number, text: string, index: number): number {
	return ((three << 5) | (text.charCodeAt(index) & 31)) & (threes - 1);
}

// Sentences come and go; the texts of files come back with every rule.
const mostFiles = 8;
const ofSentence = new WordIndex();
const ofFiles = new Map<string, WordIndex>();
let last: {readonly text: string; readonly index: WordIndex} | undefined;

/** The index of a text, good until another is asked for. */
export function wordIndexOf(text: string): WordIndex {
	if (last?.text !== text) {
		last = {text, index: text.length > longestSentence ? ofFile(text) : ofSentence.read(text)};
	}

	return last.index;
}

function ofFile(text: string): WordIndex {
	const known = ofFiles.get(text);
	if (known) {
		return known;
	}

	const [oldest] = ofFiles.size < mostFiles ? [] : ofFiles.keys();
	if (oldest !== undefined) {
		ofFiles.delete(oldest);
	}

	const index = new WordIndex().read(text);
	ofFiles.set(text, index);
	return index;
}
