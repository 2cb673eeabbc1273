/** I5: what is the person's goes to an address that one step of the skill names and nothing else in it knows of. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {type Pattern, phrase} from '../instructions/phrase.ts';
import {isOrdered} from '../instructions/ordered.ts';
import {isForbidden} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {isStranger, type Named, namedIn} from '../instructions/strangers.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import {around, type Document, isDocument} from '../instructions/view.ts';
import {belongsTo, keysIn} from './keys.ts';
import {orderedParts} from './ordered-parts.ts';
import {handsKeysInOtherTongue, sendsInOtherTongue} from './other-tongues.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const carried: Rule = {
	id: 'SL-GIVEAWAY-008',
	class: 'I5',
	severity: 'high',
	message: 'Sends what is the person’s to %s, which nothing else in the skill speaks of.',
	remedy: 'Keep it on this machine, or say in the description which service gets what.',
	references: ['LLM02', 'ASI02', 'CWE-200'],
};

const keyAsked: Rule = {
	...carried,
	id: 'SL-GIVEAWAY-009',
	message: 'Has a key, a password or a session given to %s, which nothing else in the skill speaks of.',
	remedy: 'Remove it; a key belongs only to the service that issued it.',
	references: ['LLM02', 'ASI02', 'T1566'],
};

const given =
	'\\b(?:upload\\w*|push(?:es|ed|ing)?|post(?:s|ed|ing)?|cross-?post\\w*|put|puts|store[sd]?|sen[dt]s?|sending|shar(?:e|es|ed|ing)|past(?:e|es|ed|ing)|mirror\\w*|cop(?:y|ies|ied)|drop(?:s|ped)?|submit\\w*|forward\\w*|b?cc|invit(?:e|es|ed)|archiv(?:e|es|ed)|syncs?|synced|back(?:s|ed)? up|deliver\\w*|hands?|handed|enter(?:s|ed)?|publish\\w*|scp|rsync|ships?|shipped|mail(?:s|ed)?|e-?mail(?:s|ed)?|goes|go|pass(?:es|ed)?|transfer\\w*|record(?:ed)?|file[sd]?|deposit\\w*|register\\w*|attach\\w*|lodge[sd]?|leave|keep|note|log|save[sd]?|add|dump\\w*|stream\\w*|hand|place[sd]?|replicate[sd]?|export\\w*|report(?:s|ed)?)\\b';
const belongings =
	'\\b(?:files?|cop(?:y|ies)|documents?|folders?|invoices?|transcripts?|recordings?|briefs?|notes|minutes|drafts?|data(?:sets?|base)?|dumps?|values|variables|snapshots?|tickets?|diffs?|patch(?:es)?|branches|repositor(?:y|ies)|repo|source|code|sources|archives?|configs?|configuration|settings|outputs?|results?|reports?|logs?|images?|photos?|screenshots?|messages?|e-?mails?|conversations?|prompts?|answers?|context|inputs?|originals?|scans?|tables?|rows|records?|contacts?|addresses|statements?|receipts?|contracts?|letters?|r[ée]sum[ée]s?|cvs?|spreadsheets?|sheets?|pages?|pictures?|audio|videos?|backups?|bundles?|builds?|artifacts?|manifests?|inventor(?:y|ies)|listings?|lists?|history|memory|it|them|this|these|everything|both|each|every|all)\\b';
const toward = '(?:\\b(?:to|with|at|on|in|into|onto|via|through|by|under|form|link|desk|service|address)\\b|→|->)';
/** Where one turns to, and what one may read there. */
const isContact =
	/\b(?:bugs?|issues?|feedback|questions?|suggestions?|contact|credits?|authors?|licen[cs]e|maintained|support (?:requests?|tickets?)|docs?|documentation|see|visit|read|learn|guide|reference|homepage|pull requests?|vulnerabilit(?:y|ies)|sign up|install|download|clone|fetch|pricing|subscribe)\b/i;
const secrets =
	'\\b(?:api[- ]?keys?|keys?|tokens?|passwords?|passphrases?|passcodes?|secrets?|credentials?|cookies?|sessions?|seed|mnemonic|recovery (?:phrase|words|codes?)|private keys?|one-time codes?|otp|2fa|cvc|cvv|card numbers?|pin|log-?ins?|test logins|\\.env|id_\\w+|values of the variables|environment(?: variables)?)\\b';
const handing =
	'\\b(?:past(?:e|es|ed|ing)|enter(?:s|ed|ing)?|typ(?:e|es|ed|ing)|giv(?:e|es|en|ing)|provid(?:e|es|ed|ing)|submit\\w*|upload\\w*|sen[dt]s?|post(?:s|ed|ing)?|pass(?:es|ed|ing)?|put|note|register|confirm|hand|share[sd]?|use|verify|tell|import|forward|store[sd]?|together with|with (?:your|their|his|her) (?:normal|usual|own)|sign in|log in)\\b';
/** A key is fetched where it is issued. */
const acquires =
	/\b(?:get|gets|obtain|creat\w+|generat\w+|grab|find|request|issue[sd]?|retrieve|copy|apply for|manage|rotate|revoke|delete|available|sign up|register for|free)\b/i;

const gives = [phrase(given), phrase(belongings), phrase(toward)];
const keys = [phrase(handing), phrase(secrets)];
/** Of the person or the machine: no service but the one that gave it has a use for it. */
const ofThePerson =
	/\b(?:cookies?|seed (?:phrase|words)|mnemonic|recovery (?:phrase|words|codes?)|private keys?|one-time codes?|2fa|cvc|cvv|card numbers?|root (?:e-?mail|password)|\.env|id_(?:rsa|ed25519)|values of the variables|environment variables|test logins)\b|(?<!\w)\.env\b|\$\{?\w*(?:COOKIES?|MNEMONIC|SEED|PRIVATE_?KEY)\b/i;

export const toldStrangers: RuleFile = {
	rules: [carried, keyAsked],
	match: skill => onceEach([...skill.documents.flatMap(document => inProse(skill, document)), ...inCode(skill)]),
};

/** What is said in words and by a command is one step. */
function onceEach(matches: readonly Match[]): readonly Match[] {
	const keys = new Set(matches.flatMap(({rule, file, place}) => (rule === keyAsked ? [`${file}:${place?.start}`] : [])));
	return matches.filter(({rule, file, place}) => rule === keyAsked || !keys.has(`${file}:${place?.start}`));
}

function inProse(skill: SkillView, document: Document): readonly Match[] {
	const isLesson = isAboutAttacks(skill.manifest);
	return document.sentences.flatMap(sentence => {
		const found = inSentence(skill, document, sentence);
		return found.length > 0 && isOrdered(document, sentence, isLesson) ? found : [];
	});
}

function inSentence(skill: SkillView, document: Document, sentence: Sentence): readonly Match[] {
	const places = namedIn(sentence.text);
	if (places.length === 0) {
		return sentBack(skill, document, sentence);
	}

	const rule = ruleFor(document, sentence, places);
	const place = rule && places.find(one => stands(skill, document.file, one, sentence.start));
	return place && rule ? [at(rule, document.file, place, sentence.start, sentence)] : [];
}

const toThem = [
	phrase('\\b(?:send|forward|give|show|hand|pass|upload|push|mail|copy)\\b', within(40), '\\b(?:them|him|her|there)\\b', within(40)),
	phrase(belongings),
];

/** To somebody whom the sentence before names. */
function sentBack(skill: SkillView, document: Document, sentence: Sentence): readonly Match[] {
	if (!firstOf(sentence, toThem) || isContact.test(sentence.text)) {
		return [];
	}

	const before = document.sentences[document.sentences.indexOf(sentence) - 1];
	const place =
		before?.section === sentence.section &&
		namedIn(before.text).find(one => one.name.includes('@') && stands(skill, document.file, one, before.start));
	return place && before ? [at(carried, document.file, place, before.start, sentence)] : [];
}

function ruleFor(document: Document, sentence: Sentence, places: readonly Named[]): Rule | undefined {
	const {text} = sentence;
	if (firstOf(sentence, keys) && !acquires.test(text) && places.some(place => isAim(text, place) && !isOwner(text, place))) {
		return keyAsked;
	}

	const isGiven = firstOf(sentence, gives) && places.some(place => isAim(text, place));
	const tongue = around(document, sentence, 2).map(near => near.text);
	if (handsKeysInOtherTongue(text, tongue)) {
		return keyAsked;
	}

	return (isGiven && !isContact.test(text)) || sendsInOtherTongue(text) ? carried : undefined;
}

/** What cannot be done is why something else is to be done. */
const condition =
	/\b(?:if|when|where|should|in case)\b[^,.;:]{0,80}\b(?:can(?:not|['’]t)|fails?|does(?: not|n['’]t)|denied)\b[^,.;:]{0,40},/i;

/** Whether a sentence says all of it, and forbids none. */
function firstOf(sentence: Sentence, patterns: readonly Pattern[]): boolean {
	const [first, ...rest] = patterns;
	const match = first?.exec(sentence.text);
	return (
		match !== null &&
		match !== undefined &&
		rest.every(pattern => pattern.test(sentence.text)) &&
		!isForbidden({text: sentence.text.replace(condition, found => ' '.repeat(found.length))}, match.index + match[0].length)
	);
}

const aim = new RegExp(`${toward}[^.;]{0,60}$`, 'i');
/** Somebody is given something without a word between. */
const direct = new RegExp(`${given}[^.;]{0,40}$`, 'i');

/** What is done with it is done toward the place, and not from there. */
function isAim(text: string, {name, start}: Named): boolean {
	const before = text.slice(Math.max(0, start - 80), start);
	const isSomebody = name.includes('@');
	return (aim.test(before) || (isSomebody && (direct.test(before) || /^\s*\|/.test(text)))) && !leadsFrom.test(before);
}

/** Something is had from there, or read there, or looked for. */
const leadsFrom =
	/\b(?:from|site|in|list|subject|label|cc):["'(]*$|\b(?:requests?|queries|query|visits?|resolves?|looks? up|pings?)\s+$|\b(?:from|see|by|of)\s+[`"'(<[]*(?:(?:the|an?|our|its|their)\s)?(?:(?!(?:to|at|with|into|on|in|via)\b)\w+\s)?[`"'(<[]*$|\b(?:get|obtain|creat\w+|generat\w+|find|request|download|fetch|look up|issued|register|sign up|listed|described|documented|explained)\b[^.;,]{0,60}\b(?:at|from|in|on|via|under|with)\s+[`"'(<[]*$/i;

function isOwner(text: string, {host}: Named): boolean {
	return keysIn(text).some(key => belongsTo(key, host));
}

function stands({manifest, texts}: SkillView, file: string, place: Named, offset: number): boolean {
	return isStranger(place, manifest, texts, file, offset + place.start);
}

function at(rule: Rule, file: string, {name, start, end}: Named, offset: number, {text, role}: Pick<Sentence, 'text' | 'role'>): Match {
	// A comment that gives orders has nobody to tell them to but a model.
	const severity = role === 'hidden' || (rule === keyAsked && ofThePerson.test(text)) ? 'critical' : rule.severity;
	return {rule, file, layer: 'instructions', place: {start: offset + start, end: offset + end}, detail: name, severity};
}

/** A command that carries a file, or what another command prints. */
const uploads =
	/\b(?:curl|wget|http|xh)\b[^\n]*?(?:\s-T\b|--upload-file|--post-file|--body-file|\s-\w*[dF]\s*["']?[^\s"']{0,40}@|--(?:data[\w-]*|form)[= ]["']?[^\s"']{0,40}@)|\|\s*(?:ssh|nc|ncat|socat|curl)\b|\b(?:scp|rsync)\s[^\n]*?\S+@[\w.-]+:|\b(?:requests|httpx)\.(?:post|put)\([^\n]*?(?:files\s*=|open\(|read_(?:bytes|text)\()|\bssh\s[^\n]*?-\w*R\s*[\w.:]+\s+\S+@[\w.-]+|\bgit\s+(?:push|remote\s+add)\s[^\n]*?(?:https?:\/\/|\w@)|\bdocker\s+push\s/;
const carriesKey =
	/\b(?:curl|wget|http|xh|requests|httpx)\b[^\n]*?\$\{?\w*(?:COOKIES?|MNEMONIC|SEED|PASSWORD|PASSWD|PASSPHRASE|PRIVATE_?KEY|SESSION)\b/i;

function inCode(skill: SkillView): readonly Match[] {
	return [...skill.texts].flatMap(([file, text]) =>
		isDocument(file) && (uploads.test(text) || carriesKey.test(text))
			? orderedParts(skill, file, text).flatMap(part =>
					linesOf(part.text).flatMap(line => inLine(skill, file, line.text, part.start + line.start)),
				)
			: [],
	);
}

function linesOf(text: string): readonly {readonly text: string; readonly start: number}[] {
	return [...text.matchAll(/(?:[^\n\\]|\\[\s\S])+/g)].map(match => ({text: match[0].replaceAll('\n', ' '), start: match.index}));
}

const saysBad = /\b(?:bad|wrong|malicious|attack\w*|suspicious|exfiltrat\w*)\b/i;

function inLine(skill: SkillView, file: string, text: string, offset: number): readonly Match[] {
	const key = carriesKey.exec(text);
	const found = key ?? uploads.exec(text);
	const rule =
		!found || isForbidden({text}, found.index) || saysBad.test(text.slice(0, found.index)) ? undefined : key ? keyAsked : carried;
	const place = rule && namedIn(text).find(one => stands(skill, file, one, offset));
	return rule && place && !isOwner(text, place) ? [at(rule, file, place, offset, {text, role: 'told'})] : [];
}
