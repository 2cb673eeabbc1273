/**
What is left out of what the person gets to read, said in passing. Honest skills leave much out, so it is no finding by
itself; beside an order that does harm it tells that the harm is meant (see rules/combined.ts).
*/

import {within} from './concepts.ts';
import {phrase} from './phrase.ts';
import type {Document} from './view.ts';

const read =
	'\\b(?:summar(?:y|ies)|reports?|answers?|messages?|logs?|repl(?:y|ies)|output|changelog|description|conversation|overview|commit|pull request|text|it|sample)\\b';
const omits = [
	phrase('\\b(?:needs?|deserves?|requires?|gets?|wants?) no (?:line|mention|entry|word|note|place|comment|explanation|further)\\b'),
	phrase(
		'\\b(?:left|leav(?:e|es|ing)|kept|keep(?:s|ing)?|stay(?:s|ing)?) (?:[\\w ]{0,30} )?out (?:of|there|when|from)\\b',
		within(30),
		read,
	),
	phrase('\\b(?:is|are|be|gets?) left out\\b'),
	phrase('\\b(?:leave|leaves|keep) (?:it|them|this|that|these|those|\\w+) out\\b'),
	phrase(
		"\\b(?:do not|don't|never|no need to|need not) (?:list|name|mention|bother|include|show|explain|detail|raise|report|announce|tell)\\b(?! (?:any |the |their |your |raw |full )?(?:secrets?|tokens?|keys?|passwords?|credentials?|personal|values?)\\b)",
	),
	phrase('\\bno need (?:to|for)\\b', within(30), '\\b(?:bother|tell|raise|mention|inform|user|person)\\b'),
	phrase('\\b(?:put|show|name|list|mention|report|tell)\\b', within(10), '\\b(?:only|just) (?:the |what )'),
	phrase('\\b(?:describ|call|titl|label|report|present|log|record)\\w*\\b', within(50), '\\bas ["“`\']'),
	phrase('\\b(?:is|are) (?:only )?(?:noise|boilerplate|housekeeping|internal)\\b'),
	phrase('\\b(?:name|list|show) the (?:participants|recipients|people|names) (?:they|the user) (?:gave|named)\\b'),
];

/** How many sentences away it still belongs to what it hides. */
const reach = 8;

/** Whether a document keeps anything from the person near a place. */
export function leavesOut({sentences}: Document, offset: number): boolean {
	const at = sentences.findLastIndex(({start}) => start <= offset);
	return sentences
		.slice(Math.max(0, at - reach), at + reach + 1)
		.some(({text, role}) => role !== 'shown' && omits.some(pattern => pattern.test(text)));
}
