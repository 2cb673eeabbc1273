/** Whether words stand in a text, for a thousand words a text: all but those that are there are found missing without a look at it. */

/** Which three characters follow one another somewhere in the text, each by its last five bits: in those, capitals are small letters. */
const threes = 1 << 15;
const longestSentence = 2000;

/** A word in small letters of ASCII. */
export class Sought {
	readonly word: string;
	/** Where the index says that its threes are. */
	readonly threes: readonly number[];

	constructor(word: string) {
		this.word = word;
		this.threes = threesOf(word);
	}
}

export class WordIndex {
	/** The document whose sentence this is: what is not in it need not be looked for here. */
	readonly whole: WordIndex | undefined;
	readonly #text: string;
	#seen: Uint32Array | undefined;
	/** Of a long text, that many ask for the same word. */
	readonly #known = new Map<string, boolean>();
	#small = '';

	constructor(text: string, whole?: WordIndex) {
		this.#text = text;
		this.whole = whole;
	}

	/** Whether a word is there; the text may have it in capitals. */
	has({word, threes}: Sought): boolean {
		const seen = this.#seen ?? this.#read();
		for (const three of threes) {
			if (((seen[three >>> 5] ?? 0) & (1 << (three & 31))) === 0) {
				return false;
			}
		}

		return this.#small.length > longestSentence ? this.#isKnown(word) : this.#small.includes(word);
	}

	#read(): Uint32Array {
		const seen = new Uint32Array(threes / 32);
		const text = this.#text;
		let three = 0;
		for (let index = 0; index < text.length; index += 1) {
			three = next(three, text, index);
			seen[three >>> 5] = (seen[three >>> 5] ?? 0) | (1 << (three & 31));
		}

		this.#small = text.toLowerCase();
		this.#seen = seen;
		return seen;
	}

	#isKnown(word: string): boolean {
		const known = this.#known.get(word) ?? this.#small.includes(word);
		this.#known.set(word, known);
		return known;
	}
}

function threesOf(word: string): readonly number[] {
	const found: number[] = [];
	let three = 0;
	for (let index = 0; index < word.length; index += 1) {
		three = next(three, word, index);
		if (index > 1) {
			found.push(three);
		}
	}

	return found;
}

function next(three: number, text: string, index: number): number {
	return ((three << 5) | (text.charCodeAt(index) & 31)) & (threes - 1);
}

// The texts of files come back with every rule, and so do the sentences of the documents that are looked at.
const mostFiles = 8;
const ofFiles = new Map<string, WordIndex>();
const ofSentences = new Map<string, WordIndex>();
let last: {readonly text: string; readonly index: WordIndex} | undefined;

/** Keeps the indices of the sentences of some documents, until the next are given. */
export function indexSentences(documents: readonly (readonly string[])[]): void {
	ofSentences.clear();
	last = undefined;
	for (const sentences of documents) {
		const whole = new WordIndex(sentences.join('\n'));
		for (const text of sentences) {
			ofSentences.set(text, new WordIndex(text, whole));
		}
	}
}

/** The index of a text. */
export function wordIndexOf(text: string): WordIndex {
	if (last?.text !== text) {
		last = {text, index: ofSentences.get(text) ?? (text.length > longestSentence ? ofFile(text) : new WordIndex(text))};
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

	const index = new WordIndex(text);
	ofFiles.set(text, index);
	return index;
}
