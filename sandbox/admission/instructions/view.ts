/** All sentences of a skill's documents, read once for all rules. */

import type {Pattern} from './phrase.ts';
import type {Match, Rule} from '../findings.ts';
import type {Severity} from '../report.ts';
import {isForbidden, isQuestion, isQuoted} from './polarity.ts';
import {type Sentence, sentencesOf} from './sentences.ts';
import {describesTools, toolDescriptions} from './tool-descriptions.ts';
import {indexSentences} from './word-index.ts';

/** What an agent reads of a file: all of a document, the descriptions of a tool server. */
function spokenPart(file: string, text: string): string {
	return isDocument(file) ? text : toolDescriptions(text);
}

export interface Document {
	readonly file: string;
	readonly sentences: readonly Sentence[];
}

const names = /\.(?:md|markdown|mdx|txt|rst)$/i;

/** Whether a file is there to be read, by its name. */
export function isDocument(file: string): boolean {
	return names.test(file);
}

const largest = 256 * 1024;

/** The documents among some text files. */
export function documentsOf(texts: ReadonlyMap<string, string>, isAboutAttacks = false): readonly Document[] {
	const documents = [...texts]
		.filter(
			([file, text]) => (isDocument(file) || describesTools(file, text)) && !/(?:^|\/)(?:LICEN[CS]E|NOTICE|CHANGELOG)[\w.-]*$/i.test(file),
		)
		.map(([file, text]) => ({file, sentences: sentencesOf(spokenPart(file, text.slice(0, largest)), isAboutAttacks)}));
	indexSentences(documents.map(({sentences}) => sentences.map(({text}) => text)));
	return documents;
}

/** Where a pattern met a sentence, and how much it weighs there. */
export interface Hit {
	readonly sentence: Sentence;
	readonly index: number;
	readonly length: number;
	/** Said as something to do: neither shown, nor quoted, nor forbidden. */
	readonly isTold: boolean;
	/** More than one of these holds, as of a phrase that is quoted in a table. */
	readonly isTwiceRemoved?: boolean;
}

/** The first place in a sentence that one of some patterns meets. */
export function hitOf(sentence: Sentence, patterns: readonly Pattern[]): Hit | undefined {
	for (const pattern of patterns) {
		const match = pattern.exec(sentence.text);
		if (match) {
			const {index} = match;
			const length = match[0].length;
			const reasons = [
				sentence.role === 'shown',
				sentence.isTaught,
				isForbidden(sentence, index),
				isQuoted(sentence, index, length),
				isQuestion(sentence),
			].filter(Boolean).length;
			return {sentence, index, length, isTold: reasons === 0, isTwiceRemoved: reasons > 1};
		}
	}

	return undefined;
}

/** The sentences around one, of its own section. */
export function around({sentences}: Document, sentence: Sentence, reach: number): readonly Sentence[] {
	const at = sentences.indexOf(sentence);
	return sentences.slice(Math.max(0, at - reach), at + reach + 1).filter(({section}) => section === sentence.section);
}

// What is only talked about: an honest lesson names attacks, and an attack may call itself a lesson.
const shownAs: Record<Severity, Severity> = {critical: 'medium', high: 'low', medium: 'note', low: 'note', note: 'note'};
// A comment that gives orders has nobody to tell them to but a model.
const hiddenAs: Record<Severity, Severity> = {critical: 'critical', high: 'critical', medium: 'high', low: 'medium', note: 'low'};

/** The findings for a hit: none where a text of little weight is forbidden or only shown. */
export function inSentence(rule: Rule, {file}: Document, hit: Hit, severity = rule.severity, detail = ''): readonly Match[] {
	const {sentence, index, length, isTold, isTwiceRemoved} = hit;
	const start = sentence.start + index;
	const weight = isTold ? (sentence.role === 'hidden' ? hiddenAs[severity] : severity) : isTwiceRemoved ? 'low' : shownAs[severity];
	return weight === 'note' ? [] : [{rule, file, layer: 'instructions', place: {start, end: start + length}, severity: weight, detail}];
}
