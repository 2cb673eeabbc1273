/** What acts of a person say, and when a message is the one before it again. Pure. */

import {contentWords} from '../../session/notes/words.ts';
import type {SignalKind} from './event.ts';

/** How much each act says: an explicit word most; an act that may have other reasons less. */
export const signalWeights: Readonly<Record<SignalKind, number>> = {
	'thumb-up': 1,
	'thumb-down': 1,
	remember: 1,
	accept: 0.8,
	reject: 0.8,
	undo: 0.8,
	deny: 0.5,
	interrupt: 0.5,
	'edit-after': 0.5,
	reask: 0.5,
};

/** Acts that say that the answer was not what was wanted. */
export const corrections: ReadonlySet<SignalKind> = new Set(['undo', 'reject', 'interrupt', 'edit-after', 'reask', 'thumb-down']);

/** Acts that say that it was. */
export const praises: ReadonlySet<SignalKind> = new Set(['accept', 'thumb-up']);

const sameFrom = 0.8;
const mostWords = 200;

/** The words of a message that are compared with those of the next; kept in memory only. */
export function wordsOfMessage(text: string): ReadonlySet<string> {
	return new Set(contentWords(text.slice(0, 10_000), mostWords).map(({text}) => text));
}

/** Whether two messages have nearly all of their words in common. */
export function isSameQuestion(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
	const shared = [...a].filter(word => b.has(word)).length;
	const all = a.size + b.size - shared;
	return all > 0 && shared / all >= sameFrom;
}
