/**
Which notes answer a question. BM25 finds them; what share of the question's words a note has, rare words counting more,
decides whether it is an answer at all: a BM25 score says which of two is better and never whether either is good.
*/

import type {Candidate, NoteIndex} from './note-index.ts';
import type {IndexedNote} from './note-tables.ts';
import {contentWords, foldText, type Word} from './words.ts';

export interface Found {
	readonly note: IndexedNote;
	/** The share of the question that the note has in words, from 0 to 1; 0 where only its meaning is close. */
	readonly share: number;
}

export interface SearchOptions {
	readonly limit: number;
	/** Below this share a note is no answer. */
	readonly floor?: number;
	/** Pass over what pages and tools said. */
	readonly withoutForeign?: boolean;
}

export const defaultFloor = 0.2;

/** The longest question that is looked at; what follows rarely says more. */
const mostWords = 24;
const mostCharacters = 4000;
const candidates = 100;
/** BM25 weighs so many notes within a few milliseconds. */
const mostMatches = 3000;
/** A note with another form of the word. */
const stemWorth = 0.85;

/** The notes that answer a question, best first; the newer of two that are as good. Nothing is a usual answer. */
export function searchNotes(index: NoteIndex, question: string, options: SearchOptions): readonly Found[] {
	const {limit, floor = defaultFloor, withoutForeign = false} = options;
	const words = contentWords(question.slice(0, mostCharacters), mostWords);
	const answers = (found: readonly Found[]) =>
		found.filter(({share, note}) => share >= floor && !(withoutForeign && note.label === 'foreign')).slice(0, limit);
	const byWords = answers(searchWords(index, words));
	return byWords.length > 0 ? byWords : answers(searchParts(index, words));
}

function searchWords(index: NoteIndex, words: readonly Word[]): readonly Found[] {
	const weighed = weigh(index, words);
	return index.byWords(tellingStems(weighed), candidates).map(({note, words}) => ({note, share: shareOf(words, weighed)}));
}

interface WeighedWord {
	readonly word: Word;
	readonly weight: number;
	/** How many notes have a form of it. */
	readonly notes: number;
}

function weigh(index: NoteIndex, words: readonly Word[]): readonly WeighedWord[] {
	const all = index.size();
	const frequencies = index.frequencies(words.map(({stem}) => stem));
	return words.map((word, place) => {
		const notes = frequencies[place] ?? 0;
		return {word, notes, weight: Math.log(1 + (all - Math.min(notes, all) + 0.5) / (notes + 0.5))};
	});
}

/** The rarest that are there, until the notes that they lead to are enough: a frequent word costs time and tells little. */
function tellingStems(words: readonly WeighedWord[]): readonly string[] {
	const known = words.filter(({notes}) => notes > 0).sort((a, b) => a.notes - b.notes);
	let sum = 0;
	const telling = known.filter(({notes}, index) => {
		sum += notes;
		return index === 0 || sum <= mostMatches;
	});
	return [...new Set(telling.map(({word}) => word.stem))];
}

function shareOf(indexed: string, words: readonly WeighedWord[]): number {
	let [has, all] = [0, 0];
	for (const {word, weight} of words) {
		all += weight;
		has += weight * (indexed.includes(` ${word.text} `) ? 1 : indexed.includes(` ${word.stem} `) ? stemWorth : 0);
	}

	return all === 0 ? 0 : has / all;
}

/** For words inside of words: only asked when no note has any of the words as they are. */
function searchParts(index: NoteIndex, words: readonly Word[]): readonly Found[] {
	const parts = words.map(({text}) => text).filter(text => [...text].length >= 4);
	return index.byParts(parts, candidates).map(candidate => ({note: candidate.note, share: shareOfParts(candidate, parts)}));
}

function shareOfParts({note}: Candidate, parts: readonly string[]): number {
	const text = foldText(`${note.text} ${note.keys.join(' ')}`);
	return parts.filter(part => text.includes(part)).length / parts.length;
}
