/** What makes a manner of speaking an attack: private things gathered or sent, something run, beside it. */

import {agentFiles, collect, elsewhere, privateThings, send, within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {isForbidden} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';

const sends = phrase('\\b', send, '\\b', within(120), elsewhere);
const gathers = phrase('\\b', collect, '\\b', within(80), privateThings);
const writesAgentFiles = phrase(
	'\\b(?:modif\\w+|append\\w*|add|writ\\w+|insert\\w*|updat\\w+|replac\\w+|overwrit\\w+|edit\\w*|inject\\w*)\\b',
	within(60),
	agentFiles,
);

/** Whether a sentence orders something that an attack needs: sending elsewhere, gathering private things, steering the agent for good. */
export function carriesAction(sentence: Sentence): boolean {
	return [sends, gathers, writesAgentFiles].some(pattern => {
		const match = pattern.exec(sentence.text);
		return match !== null && !isForbidden(sentence, match.index);
	});
}
