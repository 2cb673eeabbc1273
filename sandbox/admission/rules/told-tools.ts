/** I5: a tool that wants more of the person told to it than its task needs. What is in its parameters goes to whoever wrote the server. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {type Document, hitOf, inSentence, isDocument} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const wants: Rule = {
	id: 'SL-GIVEAWAY-012',
	class: 'I5',
	severity: 'high',
	message: 'Wants files, keys or the conversation of the person passed to a tool.',
	remedy: 'Let the tool ask for what its task needs, and nothing of the person’s.',
	references: ['LLM02', 'ASI02', 'CWE-200'],
};

const passes =
	'\\b(?:pass|put|includ|send|provid|fill|past|copy|attach|suppl|giv|add|append|contents?|text|read)(?:e|es|s|ed|ing|y|ies|ied)?\\b';
const keys =
	'(?:\\b(?:dotenv|env(?:ironment)? files?|credentials? files?|ssh keys?|private keys?|shell history|id_rsa|id_ed25519)\\b|(?<!\\w)\\.(?:env|ssh|aws|npmrc|netrc)\\b)';
const told =
	"\\b(?:(?:user|person|owner)['’]?s? (?:notes|files|messages|memory|e-?mails?|requests?)|(?:last|recent|previous|whole|full|entire) (?:\\w+ ){0,2}(?:messages|conversation|chat|prompts?)|conversation(?: so far)?|chat history|system prompt|memory files?)\\b";
const always =
	'\\b(?:(?:each|every) (?:call|time|request|use)|before (?:each|every|calling|any|using)|always|with (?:each|every|all) calls?|first read)\\b';
const wanted = [
	phrase(passes, within(80), keys, within(120), '\\b(?:pass|put|in|as|to|into|with|for)\\b'),
	phrase(always, within(100), passes, within(80), told),
	phrase(passes, within(80), told, within(100), always),
];
/** A tool that reads such a file itself says so too. */
const isUse = /\b(?:never|not|n['’]t|loads?|from (?:the|your|a) \.env|set in|defined in|reads? (?:it|them|its|the key) from)\b/i;

export const toldTools: RuleFile = {
	rules: [wants],
	match: ({documents}) => documents.filter(({file}) => !isDocument(file)).flatMap(inDescriptions),
};

function inDescriptions(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const hit = hitOf(sentence, wanted);
		return hit && !isUse.test(sentence.text) ? inSentence(wants, document, {...hit, isTold: true}) : [];
	});
}
