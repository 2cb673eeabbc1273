/**
Patterns that are put together from concepts.

A pattern of several long concepts takes the engine milliseconds to compile, there are a hundred of them, and nearly none
meets a sentence of an honest skill. So the concepts are asked first, each compiled once for all patterns that use it.
*/

/** What of a regular expression the rules use. */
export interface Pattern {
	exec(text: string): RegExpExecArray | null;
	test(text: string): boolean;
}

/** Shorter parts cost less than asking twice. */
const shortest = 24;

/** The parts one after the other, case-insensitive. */
export function phrase(...parts: readonly string[]): Pattern {
	return new Phrase(parts);
}

class Phrase implements Pattern {
	readonly #parts: readonly string[];
	#compiled: {readonly needed: readonly Concept[]; readonly whole: RegExp} | undefined;

	constructor(parts: readonly string[]) {
		this.#parts = parts;
	}

	exec(text: string): RegExpExecArray | null {
		this.#compiled ??= {needed: conceptsOf(this.#parts), whole: new RegExp(this.#parts.join(''), 'i')};
		const {needed, whole} = this.#compiled;
		return needed.every(concept => concept.isIn(text)) ? whole.exec(text) : null;
	}

	test(text: string): boolean {
		return this.exec(text) !== null;
	}
}

class Concept {
	readonly #pattern: RegExp;
	#text = '';
	#isThere: boolean;

	constructor(pattern: RegExp) {
		this.#pattern = pattern;
		this.#isThere = pattern.test('');
	}

	/** The last answer is kept: a sentence meets one pattern after the other. */
	isIn(text: string): boolean {
		if (text !== this.#text) {
			this.#text = text;
			this.#isThere = this.#pattern.test(text);
		}

		return this.#isThere;
	}
}

const concepts = new Map<string, Concept | null>();

/** What has to be in a text that the whole meets; none where the parts do not simply follow one another. */
function conceptsOf(parts: readonly string[]): readonly Concept[] {
	// What follows may say how often a part is wanted.
	const isWanted = (_: string, index: number) => !/^[*+?{]/.test(parts[index + 1] ?? '');
	return parts.length > 1 && isSequence(parts.join('')) ? parts.filter(isWanted).flatMap(part => conceptOf(part) ?? []) : [];
}

function conceptOf(part: string): Concept | null {
	let concept = concepts.get(part);
	if (concept === undefined) {
		concept = part.length >= shortest && isSequence(part) && isWhole(part) ? new Concept(new RegExp(part, 'i')) : null;
		concepts.set(part, concept);
	}

	return concept;
}

/** Whether it stands alone: its brackets close, nothing in it refers to another part, and it means the same without what follows. */
function isWhole(part: string): boolean {
	try {
		return !/\\[1-9k]/.test(part) && new RegExp(part) instanceof RegExp;
	} catch {
		return false;
	}
}

/** Whether no `|` stands outside of brackets: then each part is needed. */
function isSequence(source: string): boolean {
	let depth = 0;
	for (const [token] of source.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|[()|]/gs)) {
		depth += token === '(' ? 1 : token === ')' ? -1 : 0;
		if (token === '|' && depth === 0) {
			return false;
		}
	}

	return true;
}
