/**
Patterns that are compiled late.

There are hundreds, some of which take the engine milliseconds, and nearly none meets a text of an honest skill. So it is
first looked whether the words are there that each needs.
*/

import {type Need, neededWords} from './needed-words.ts';
import {type WordIndex, wordIndexOf} from './word-index.ts';

/** What of a regular expression the rules use. */
export interface Pattern {
	exec(text: string): RegExpExecArray | null;
	test(text: string): boolean;
}

/** A pattern that tells at little cost that a text cannot meet it. */
export interface GuardedPattern extends Pattern {
	/** Never wrongly false. */
	mayMeet(text: string): boolean;
}

/**
Concepts one after the other, case-insensitive.

Each part is a regular expression by itself; throws at first use where one is not.
*/
export function phrase(...parts: readonly string[]): Pattern {
	return new Guarded(parts, () => new RegExp(parts.map(part => `(?:${new RegExp(part).source})`).join(''), 'i'));
}

/** The same as an expression without flags or with `i`; for a text of a whole file, which is rarely what it looks for. */
export function guarded(pattern: RegExp): GuardedPattern {
	return new Guarded([pattern.source], () => pattern);
}

class Guarded implements GuardedPattern {
	readonly #parts: readonly string[];
	readonly #compile: () => RegExp;
	#concepts: readonly Concept[] | undefined;
	#pattern: RegExp | undefined;

	constructor(parts: readonly string[], compile: () => RegExp) {
		this.#parts = parts;
		this.#compile = compile;
	}

	exec(text: string): RegExpExecArray | null {
		return this.mayMeet(text) ? this.#compiled().exec(text) : null;
	}

	test(text: string): boolean {
		return this.mayMeet(text) && this.#compiled().test(text);
	}

	mayMeet(text: string): boolean {
		this.#concepts ??= this.#parts.map(conceptOf);
		return this.#concepts.every(concept => concept.mayBeIn(text));
	}

	#compiled(): RegExp {
		this.#pattern ??= this.#compile();
		return this.#pattern;
	}
}

/** Of several patterns, as that of the person who must not know. */
class Concept {
	readonly #source: string;
	#needed: {readonly need: Need | undefined} | undefined;
	#text: string | undefined;
	#mayBe = true;

	constructor(source: string) {
		this.#source = source;
	}

	/** Never wrongly false. The last answer is kept: a sentence meets one pattern after the other. */
	mayBeIn(text: string): boolean {
		if (text !== this.#text) {
			this.#needed ??= {need: neededWords(this.#source)};
			this.#mayBe = this.#needed.need === undefined || isIn(wordIndexOf(text), this.#needed.need);
			this.#text = text;
		}

		return this.#mayBe;
	}
}

function isIn(index: WordIndex, need: Need): boolean {
	if (typeof need === 'string') {
		return index.has(need);
	}

	const isEnough = need.enough === 'any';
	for (const one of need.of) {
		if (isIn(index, one) === isEnough) {
			return isEnough;
		}
	}

	return !isEnough;
}

const concepts = new Map<string, Concept>();

function conceptOf(part: string): Concept {
	const concept = concepts.get(part) ?? new Concept(part);
	concepts.set(part, concept);
	return concept;
}
