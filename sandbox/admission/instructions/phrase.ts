/**
Patterns that are put together from concepts.

A pattern of several long concepts takes the engine milliseconds to compile, there are a hundred of them, and nearly none
meets a sentence of an honest skill. So it is first looked whether the words are there that each concept needs.
*/

import {neededWords, type Words} from './needed-words.ts';

/** What of a regular expression the rules use. */
export interface Pattern {
	exec(text: string): RegExpExecArray | null;
	test(text: string): boolean;
}

/** The parts one after the other, case-insensitive. Each is a regular expression by itself; at first use it throws where one is not. */
export function phrase(...parts: readonly string[]): Pattern {
	return new Phrase(parts);
}

class Phrase implements Pattern {
	readonly #parts: readonly string[];
	#concepts: readonly Concept[] | undefined;
	#whole: RegExp | undefined;

	constructor(parts: readonly string[]) {
		this.#parts = parts;
	}

	exec(text: string): RegExpExecArray | null {
		this.#concepts ??= this.#parts.map(conceptOf);
		return this.#concepts.every(concept => concept.mayBeIn(text)) ? this.#compiled().exec(text) : null;
	}

	test(text: string): boolean {
		return this.exec(text) !== null;
	}

	#compiled(): RegExp {
		this.#whole ??= new RegExp(this.#parts.map(part => `(?:${new RegExp(part).source})`).join(''), 'i');
		return this.#whole;
	}
}

class Concept {
	readonly #source: string;
	#needed: readonly Words[] | undefined;
	#text: string | undefined;
	#mayBe = true;

	constructor(source: string) {
		this.#source = source;
	}

	/** Never wrongly false. The last answer is kept: a sentence meets one pattern after the other. */
	mayBeIn(text: string): boolean {
		if (text !== this.#text) {
			this.#needed ??= neededWords(this.#source);
			const small = inSmallLetters(text);
			this.#mayBe = this.#needed.every(words => words.some(word => small.includes(word)));
			this.#text = text;
		}

		return this.#mayBe;
	}
}

const concepts = new Map<string, Concept>();

function conceptOf(part: string): Concept {
	const concept = concepts.get(part) ?? new Concept(part);
	concepts.set(part, concept);
	return concept;
}

let last = {text: '', small: ''};

function inSmallLetters(text: string): string {
	if (text !== last.text) {
		last = {text, small: text.toLowerCase()};
	}

	return last.small;
}
