/**
Patterns that are compiled late.

There are hundreds, some of which take the engine milliseconds, and nearly none meets a text of an honest skill. So it is
first looked whether the words are there that each needs.
*/

import {type Need, neededWords} from './needed-words.ts';
import {Sought, type WordIndex, wordIndexOf} from './word-index.ts';

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

/** The same as an expression without flags, with `i`, `u` or both; for what is rarely there. */
export function guarded(pattern: RegExp): GuardedPattern {
	const source = pattern.unicode ? pattern.source.replaceAll(/\\p\{\w+\}/g, '.') : pattern.source;
	return new Guarded([source], () => pattern, pattern.unicode && pattern.ignoreCase);
}

/** Letters that are capitals of `s` and `k` where both flags stand. */
const otherCapitals = /[\u017f\u212a]/;

class Guarded implements GuardedPattern {
	readonly #parts: readonly string[];
	readonly #compile: () => RegExp;
	readonly #hasOtherCapitals: boolean;
	#concepts: readonly Concept[] | undefined;
	#pattern: RegExp | undefined;
	/** The last document that a sentence was of, and whether it has all that is needed. */
	#whole: WordIndex | undefined;
	#isInWhole = true;

	constructor(parts: readonly string[], compile: () => RegExp, hasOtherCapitals = false) {
		this.#parts = parts;
		this.#compile = compile;
		this.#hasOtherCapitals = hasOtherCapitals;
	}

	exec(text: string): RegExpExecArray | null {
		return this.mayMeet(text) ? this.#compiled().exec(text) : null;
	}

	test(text: string): boolean {
		return this.mayMeet(text) && this.#compiled().test(text);
	}

	mayMeet(text: string): boolean {
		if (this.#hasOtherCapitals && otherCapitals.test(text)) {
			return true;
		}

		const index = wordIndexOf(text);
		const {whole} = index;
		if (whole !== undefined && whole !== this.#whole) {
			this.#isInWhole = this.#isIn(whole);
			this.#whole = whole;
		}

		return (whole === undefined || this.#isInWhole) && this.#isIn(index);
	}

	#isIn(index: WordIndex): boolean {
		this.#concepts ??= this.#parts.map(conceptOf);
		for (const concept of this.#concepts) {
			if (!concept.mayBeIn(index)) {
				return false;
			}
		}

		return true;
	}

	#compiled(): RegExp {
		this.#pattern ??= this.#compile();
		return this.#pattern;
	}
}

/** A need whose words were taken apart for the index; `always` where nothing is known to be needed. */
type Look = Sought | {readonly isEnough: boolean; readonly of: readonly Look[]};

const always: Look = {isEnough: false, of: []};
const never: Look = {isEnough: true, of: []};

/** Of several patterns, as that of the person who must not know. */
class Concept {
	readonly #source: string;
	#look: Look | undefined;
	#whole: WordIndex | undefined;
	#lookInWhole = always;
	#index: WordIndex | undefined;
	#mayBe = true;

	constructor(source: string) {
		this.#source = source;
	}

	/** Never wrongly false. The last answer is kept: a sentence meets one pattern after the other. */
	mayBeIn(index: WordIndex): boolean {
		if (index !== this.#index) {
			this.#mayBe = isIn(index, this.#lookFor(index.whole));
			this.#index = index;
		}

		return this.#mayBe;
	}

	/** For a sentence what its document has of all the words. */
	#lookFor(whole: WordIndex | undefined): Look {
		this.#look ??= lookOf(neededWords(this.#source));
		if (whole !== undefined && whole !== this.#whole) {
			this.#lookInWhole = lookIn(whole, this.#look);
			this.#whole = whole;
		}

		return whole === undefined ? this.#look : this.#lookInWhole;
	}
}

function lookOf(need: Need | undefined): Look {
	if (need === undefined) {
		return always;
	}

	return typeof need === 'string' ? new Sought(need) : {isEnough: need.enough === 'any', of: need.of.map(lookOf)};
}

/** What is left to look for in a part of a text. */
function lookIn(whole: WordIndex, look: Look): Look {
	if (look instanceof Sought) {
		return whole.has(look) ? look : never;
	}

	const of = look.of.map(one => lookIn(whole, one));
	const there = look.isEnough ? of.filter(one => one !== never) : of;
	const isMissing = look.isEnough ? there.length === 0 : of.includes(never);
	return isMissing ? never : {isEnough: look.isEnough, of: there};
}

function isIn(index: WordIndex, look: Look): boolean {
	if (look instanceof Sought) {
		return index.has(look);
	}

	for (const one of look.of) {
		if (isIn(index, one) === look.isEnough) {
			return look.isEnough;
		}
	}

	return !look.isEnough;
}

const concepts = new Map<string, Concept>();

function conceptOf(part: string): Concept {
	const concept = concepts.get(part) ?? new Concept(part);
	concepts.set(part, concept);
	return concept;
}
