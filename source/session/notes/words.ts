/**
The words of a text as the index knows them. One way for notes and questions, so that what was written is what is found:
without case and accents; each word with a rough stem beside it; scripts without spaces in pairs of characters. Pure.
*/

import {functionWords} from './function-words.ts';

export interface Word {
	readonly text: string;
	/** Shared by most forms of a word: `deploy`, `deployed` and `deployment` have one. Ends in a sign that no word contains. */
	readonly stem: string;
}

/** A private-use character: part of a word for SQLite's tokenizer, and in no text of ours. */
const stemSign = '\u{E000}';
const stemLength = 5;

/** Scripts that put no spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
const spaced = /[\p{L}\p{N}]+/gu;

/** All words of a text, in order. */
export function wordsOf(text: string): readonly Word[] {
	const folded = foldText(splitCamelCase(text));
	const pairs = [...folded.matchAll(unspaced)].flatMap(([run]) => pairsOf(run));
	const words = [...folded.replace(unspaced, ' ').matchAll(spaced)].map(([word]) => word);
	return [...words.map(text => ({text, stem: stemOf(text)})), ...pairs.map(text => ({text, stem: text}))];
}

/** The words of a question that say what it is about; none when it has only words such as `what` and `is`. */
export function contentWords(text: string, most: number): readonly Word[] {
	const seen = new Map(wordsOf(text).map(word => [word.text, word]));
	return [...seen.values()].filter(({text}) => !functionWords.has(text)).slice(0, most);
}

/** What SQLite is given to index: the stem of each word. That one note has the very word and another a form of it, the ranking sees. */
export function indexedText(text: string): string {
	return wordsOf(text)
		.map(({stem}) => stem)
		.join(' ');
}

/** Without case, accents and the differences of width. */
export function foldText(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{Mn}+/gu, '')
		.normalize('NFKC')
		.toLowerCase()
		.replaceAll('ß', 'ss')
		.replaceAll(stemSign, '');
}

/** `userName` is asked for as `user name`. */
function splitCamelCase(text: string): string {
	return text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
}

function stemOf(word: string): string {
	const characters = [...word];
	if (/\p{N}/u.test(word)) {
		return word + stemSign; // a name such as heron17 has no forms
	}

	if (characters.length > stemLength) {
		return characters.slice(0, stemLength).join('') + stemSign;
	}

	return (characters.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word) + stemSign;
}

function pairsOf(run: string): readonly string[] {
	const characters = [...run];
	return characters.length === 1 ? characters : characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
}
