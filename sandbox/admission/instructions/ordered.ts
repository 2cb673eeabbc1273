/** Whether a sentence is there to be done, wherever it stands: an order hides in a table or a checklist as well as in a paragraph. */

import {isCasebook, isLesson, type Sentence} from './sentences.ts';
import {around, type Document} from './view.ts';

/** How many sentences a list may have after the line that leads to it. */
const reach = 8;
const warns = /\b(?:bad|wrong|malicious|suspicious|attacker\w*)\b/i;

/** What a skill about attacks shows, and what stands after words that call it one, is a lesson. */
export function isOrdered(document: Document, sentence: Sentence, isAboutAttacks: boolean): boolean {
	if (sentence.isTaught || (sentence.role === 'shown' && (isAboutAttacks || warns.test(sentence.text)))) {
		return false;
	}

	return !around(document, sentence, reach).some(
		({text, start}) =>
			start <= sentence.start &&
			/:\s*$/.test(text) &&
			(isCasebook({lead: text}) || (warns.test(text) && isLesson({headings: [], lead: text}))),
	);
}
