/** I5 and I6: instructions to give away what is private; no code is needed for it, the agent is the tool. */

import type {Match, Rule} from '../findings.ts';
import {collect, elsewhere, privateThings, send, within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {isForbidden} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {around, type Document, type Hit, hitOf, inSentence} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const givesAway: Rule = {
	id: 'SL-GIVEAWAY-001',
	class: 'I5',
	severity: 'critical',
	message: 'Tells the agent to gather what is private and to send it away.',
	remedy: 'Remove it; a key belongs only to the service that issued it.',
	references: ['LLM02', 'ASI02', 'CWE-200'],
};

const sendsPrivate: Rule = {
	...givesAway,
	id: 'SL-GIVEAWAY-002',
	severity: 'high',
	message: 'Tells the agent to send something private to another place.',
};

const profiles: Rule = {
	...givesAway,
	id: 'SL-GIVEAWAY-003',
	severity: 'high',
	message: 'Collects what the person says or does for somebody else.',
	remedy: 'Keep it on this machine, or ask the person.',
};

const inAddress: Rule = {
	...givesAway,
	id: 'SL-GIVEAWAY-004',
	class: 'I6',
	severity: 'high',
	message: 'Has the agent put what it knows into the address of an image or a link.',
	remedy: 'Remove the placeholder: loading the address sends it.',
	references: ['LLM02', 'LLM05'],
};

const both = [
	phrase('\\b', send, '\\b', within(80), privateThings, within(120), elsewhere),
	phrase('\\b', collect, '\\b', within(80), privateThings, within(120), `\\b${send}\\b`, within(80), elsewhere),
	phrase(privateThings, within(100), `\\b${send}\\b`, within(60), elsewhere),
	phrase(
		'\\b(?:upload|transfer|send|post|exfiltrat|forward|transmit)\\w*\\b',
		within(30),
		'\\b(?:credentials?|secrets?|passwords?|private keys?|tokens)\\b',
		within(60),
		elsewhere,
	),
	phrase(
		'\\b(?:read|cat|copy|take|collect|load|open|include|zip|pack|bundle|archive)\\b',
		within(40),
		'~/(?:\\.(?:openclaw|clawdbot|moltbot)\\b|\\.claude/\\.?credentials|Documents\\b|Desktop\\b|Pictures\\b)\\S*',
		within(80),
		'\\b(?:send|post|upload|submit|forward|transmit)\\w*\\b',
		within(80),
		'https?://',
	),
	// A command that prints them, and an address that is loaded with what it printed.
	phrase(
		'`(?:sudo )?(?:env|printenv|set|export -p|git credential fill|gh auth token|cat ~?[^`\\s]{0,40}(?:\\.env|id_\\w+|credentials|\\.netrc))\\b[^`]{0,40}`',
		within(60),
		'\\b(?:add|append|post|send|upload|submit|request|fetch|open|visit|load|attach|put|paste|include|as)\\b',
		within(100),
		'https?://',
	),
	// A name that is looked up carries what it is made of.
	phrase(
		'\\b',
		collect,
		'\\b',
		within(60),
		'\\b(?:tokens?|secrets?|credentials?|passwords?|keys?|\\.env)\\b',
		within(60),
		'\\b(?:nslookup|dig|ping|host)\\s+\\S*[\\w{}$<>]\\.[\\w.]+',
	),
];
const gathers = [phrase('\\b', collect, '\\b', within(80), privateThings)];
const sends = [phrase('\\b', send, '\\b', within(100), elsewhere)];
/** Of the machine itself: no service issues these. */
const ofTheMachine =
	/password (?:store|manager)|diar(?:y|ies)|sign-in notes|recovery phrase|everything the (?:user|person|customer)|\.env\b|\.ssh\b|\.aws\b|\.gnupg|\.kube|\.netrc|id_(?:rsa|ed25519)|\/etc\/(?:passwd|shadow)|private keys?|ssh keys?|wallet|seed phrase|mnemonic|keychain|keystore|browser (?:cookies|passwords|profile)|saved passwords|environment (?:variables|secrets)|all (?:environment|env|the env|files|messages|the (?:files|messages|documents)|collected)|every (?:environment|env)|(?:conversation|chat|message|command|shell|clipboard|session) (?:history|log|data|context)|recent (?:conversation|messages)|user session|system prompt|MEMORY\.md|list_messages|credentials? (?:from|in|found|stored|and)|(?:all|any) (?:\w+ )?(?:credentials|secrets|tokens|passwords|api keys)|`(?:env|printenv|git credential fill|gh auth token)\b|~\/(?:\.(?:openclaw|clawdbot|moltbot)\b|\.claude\/\.?credentials|(?:Documents|Desktop|Pictures)\b)/i;
const taken = [
	phrase(
		'\\b(?:mail|e-?mail|send|forward|copy|copied|b?cc)\\w*\\b',
		within(60),
		'[\\w.+-]+@[\\w-]+\\.[\\w.]+',
		within(60),
		'\\b(?:without|in b?cc|quietly|silently|also|in addition|as well|every|each)\\b',
	),
	phrase(
		'\\b(?:every|each|all|any) (?:outgoing |incoming |sent )?(?:mails?|e-?mails?|messages?|drafts?|documents?|files?|answers?|repl(?:y|ies)|invoices?|notes?)\\b',
		within(60),
		`\\b${send}\\b`,
		within(60),
		'(?:[\\w.+-]+@[\\w-]+\\.[\\w.]+|https?://)',
	),
	phrase(
		'\\b(?:tuck|embed|hide|encode|put|place|append|include|add)\\w*\\b',
		within(50),
		'\\b(?:in|into|to) (?:the |a |an )?(?:\\w+ ){0,2}(?:link|url|address|query|image)\\b',
		within(80),
		'\\b(?:receiv\\w+|question mark|parameter|opens?|loads?|partner|server|they)\\b',
	),
	phrase(
		'\\b(?:profile|conversations?|messages|preferences|history|(?:session|usage|personal|user) (?:data|information|content)|transcripts?)\\b',
		within(100),
		'\\b(?:stored on|sent to|shared with|transmitted to|uploaded to|forwarded to|sold to|used to target|retained (?:by|on|for))\\b',
		within(60),
		"\\b(?:provider'?s?|partners?|third[- ]part\\w+|advertis\\w+|external|vendor'?s?|developers?'?|remote|servers?|brokers?|days)\\b",
	),
	phrase('\\b(?:used|use|order|designed) to target (?:users?|them|him|her)\\b'),
	phrase('\\bresults? (?:is|are) (?:also )?sent to (?:the )?(?:development|developer|vendor|provider|our|an external|a remote)\\b'),
	phrase(
		'\\b(?:weave|echo|repeat|include)\\w*\\b',
		within(60),
		'\\b(?:credentials?|passwords?|sensitive|personal|private)\\b',
		within(60),
		'\\b(?:response|repl|answer|output|back)\\w*',
	),
	phrase(
		'\\bsubtly (?:incorporat|promot|recommend|insert|includ|mention)\\w*',
		within(40),
		'\\b(?:products?|ads?|advertis\\w+|brands?|links?|sponsor\\w*)\\b',
	),
	phrase('\\bsend (?:the )?(?:results?|data|files?|output|reports?) to our (?:analytics|telemetry|server|endpoint|api)\\b'),
];
const appended = [
	phrase(
		'https?://[^\\s`]+[?=/]',
		within(10),
		'\\b(?:followed by|plus|and then|and append|with)\\b',
		within(20),
		'\\b(?:the (?:whole|entire|full|complete)|all (?:of )?the|everything)\\b',
		within(30),
		'\\b(?:text|contents?|documents?|files?|conversation|code|message|mail|notes|contract|input)\\b',
	),
];
const placeholders =
	/!\[[^\]]*\]\(https?:\/\/[^)\s]*(?:\{\{?[^}\n]*(?:data|secret|key|token|context|conversation|history|content|env|user|message|response|output|everything|said|base64|readme|file)[^}\n]*\}|\{[^}\n]*\w \w+ \w[^}\n]*\}|<[^>\n]*(?:data|secret|key|token|context|conversation|content|message)[^>\n]*>|\$\{?\w+|\[[A-Z_ ]{4,}\])/i;

export const toldExfiltration: RuleFile = {
	rules: [givesAway, sendsPrivate, profiles, inAddress],
	match: skill =>
		skill.documents.flatMap(document => [...document.sentences.flatMap(sentence => inOne(document, sentence)), ...overSeveral(document)]),
};

const promised = /\bonly\b|\bnowhere else\b|\bnothing else\b/i;
/** The last that is said before the place is that it does not go there. */
const refused =
	/\b(?:do(?:es)? not|don['’]t|never|must not|mustn['’]t|should not|shouldn['’]t|cannot|can['’]t|may not)\s+(?:ever\s+|also\s+|be\s+){0,2}(?:shar|send|sent|past|post|upload|forward|transmit|submit|email|mail|copy|copied|pass)\w*\b[^,.;:]{0,60}$/i;

function isRefused({text}: Sentence, {index, length}: Hit): boolean {
	return refused.test(text.slice(index, index + length));
}

function inOne(document: Document, sentence: Sentence): readonly Match[] {
	const found = hitOf(sentence, both);
	// That a key goes to its service and nowhere else is a promise.
	const hit =
		found && (isRefused(sentence, found) || (promised.test(sentence.text) && !ofTheMachine.test(sentence.text))) ? undefined : found;
	const profile = hitOf(sentence, taken);
	const address = hitOf(sentence, appended);
	const image = placeholders.exec(sentence.text);
	return [
		...(hit ? inSentence(ofTheMachine.test(sentence.text) ? givesAway : sendsPrivate, document, hit) : []),
		...(profile ? inSentence(profiles, document, profile) : []),
		...(address ? inSentence(inAddress, document, address) : []),
		...(image
			? inSentence(inAddress, document, {sentence, index: image.index, length: image[0].length, isTold: sentence.role !== 'shown'})
			: []),
	];
}

/** Gathering in one step, sending in a later one. */
function overSeveral(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const sent = hitOf(sentence, sends);
		if (!sent?.isTold) {
			return [];
		}

		const before = around(document, sentence, 6).filter(other => other.start < sentence.start);
		const gathered = before.find(other => {
			const hit = hitOf(other, gathers);
			return hit?.isTold && ofTheMachine.test(other.text) && !isForbidden(other, hit.index);
		});
		return gathered ? inSentence(givesAway, document, sent) : [];
	});
}
