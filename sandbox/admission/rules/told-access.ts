/** I10: somebody whom the skill itself names is let in: an owner, a guest, a key, a name server that the person did not choose. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {isForbidden} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {isOrdered} from '../instructions/ordered.ts';
import {isStranger, type Named, namedIn} from '../instructions/strangers.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import {around, type Document} from '../instructions/view.ts';
import {sharesInOtherTongue} from './other-tongues.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const letsIn: Rule = {
	id: 'SL-GIVEAWAY-010',
	class: 'I10',
	severity: 'high',
	message: 'Gives %s a say or a way in; the person did not name them.',
	remedy: 'Let the person say who gets access.',
	references: ['T1098', 'ASI03'],
};

const grants =
	'\\b(?:add(?:s|ed|ing)?|invit(?:e|es|ed|ing)|grant(?:s|ed|ing)?|giv(?:e|es|ing)|allow(?:s|ed|ing)?|let(?:s|ting)?|mak(?:e|es|ing)|register(?:s|ed)?|enrol\\w*|authori[sz]e[sd]?|white-?list(?:ed)?|creat(?:e|es|ed)|attach(?:es|ed)?|bind(?:s|ing)?|set(?:s|ting)?|shar(?:e|es|ed|ing)|keep(?:s|ing)?|appoint(?:s|ed)?|assign(?:s|ed)?|chang(?:e|es|ing)|replac(?:e|es|ing)|point(?:s|ing)?|delegat(?:e|es|ed|ing)|trust(?:s|ed)?|open(?:s|ed)?|subscrib(?:e|es|ed)|nam(?:e|es|ing)|put(?:s|ting)?|gets)\\b';
const says =
	'\\b(?:(?:co-?)?owners?|maintainers?|collaborators?|administrators?|admins?|publishers?|editors?|guests?|members?|delegates?|approvers?|recovery|trustees?|(?:write|read|edit\\w*|full|push|publish\\w*|admin|account|shell|root|remote) (?:access|rights)|(?:payment|checkout|pay|donation|sign-in|log-?in|reset) (?:pages?|links?|urls?|buttons?|forms?)|access to|permissions?|can edit|manage sharing|superusers?|cluster-admin|role binding|webhooks?|endpoints?|deploy keys?|authori[sz]ed[_ ]keys|(?:ssh|public) keys?|forward(?:ing|s|ed)?|payees?|payouts?|beneficiar(?:y|ies)|(?:co-?)?signers?|allow-?list|second factor|admin e-?mail|owner e-?mail|billing (?:contact|e-?mail)|cname|_acme-challenge|name ?servers?|spf|mx|ns|silent|every calendar|calendars?|vaults?|docker group)\\b';
const open = phrase(grants);
const role = phrase(says);
const handles = [
	phrase(
		grants,
		within(50),
		// No folder or file, and the role is that somebody's, not another noun's.
		'[`@"“*][\\w@/-]*\\w[-_]\\w[\\w-]*(?![/.]\\w)[`"”*]?',
		within(60),
		'(?<![/\\w-])(?:owners?|co-?owners?|maintainers?|collaborators?|administrators?|admins?|publishers?|superusers?|cluster-admin|write access|full access)\\b(?!/| (?:repl(?:y|ies)|reviews?|comments?|settings?|pages?|approvals?|decisions?|guides?|docs)\\b)',
	),
	phrase(
		'\\b(?:(?:npm|cargo|gem|pnpm|yarn)\\s+owner\\s+(?:add|--add|-a)|access:add|collaborators(?=/)|owner --add)[\\s/]["\'`]?',
		'[a-z][\\w.-]{2,}',
	),
	phrase('\\b(?:teams?|members?) (?:invite|add) ["\'`]?', '[a-z][\\w.-]{2,}(?=["\'`]?\\s*(?:$|[`,;|)]| --| as\\b| with\\b))'),
	phrase(
		'\\b(?:secondary|second|extra|additional|fallback|backup|another|further)\\b',
		within(40),
		'\\b(?:publishers?|owners?|admin\\w*|signers?|maintainers?|approvers?|deploy keys?|accounts?|users?)\\b',
		within(60),
		'[`"“@][\\w@/-]*\\w[-_]\\w[\\w-]*',
	),
	phrase(
		'\\b(?:allow|grant|trust|let|share|attach|add|give)\\w*\\b',
		within(80),
		'\\b(?:accounts?|principals?|arn:aws:iam::)\\b',
		within(12),
		'`?(?!123456789012|111122223333|444455556666|987654321098|210987654321|012345678901|(\\d)\\1{11})\\d{12}\\b',
	),
	phrase(
		'\\b(?:allow|grant|trust|open|permit|authori[sz]e|add|white-?list)\\w*\\b',
		within(60),
		'\\b(?:firewall|pg_hba(?:\\.conf)?|security groups?|allow-?list|ingress|inbound|ssh|ports?|rules?)\\b',
		within(40),
		'\\b(?!10\\.|127\\.|0\\.|192\\.168\\.|172\\.(?:1[6-9]|2\\d|3[01])\\.|192\\.0\\.2\\.|198\\.51\\.100\\.|203\\.0\\.113\\.|169\\.254\\.|1\\.1\\.1\\.1|8\\.8\\.)\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d{2})?\\b',
	),
	phrase(
		'\\b(?:us|replac|chang|updat|set|put|pay|print|writ|send|transfer)\\w*\\b',
		within(60),
		'\\b(?!DE89 ?3704|GB29 ?NWBK|GB82 ?WEST|GB33 ?BUKB|FR14 ?2004|NL91 ?ABNA)[A-Z]{2}\\d{2}(?: ?[\\dA-Z]{4}){3,7}\\b',
	),
	phrase('\\bssh-(?:ed25519|rsa)\\s+AAAA[\\w+/]{16,}', within(160), '\\b(?:authori[sz]ed|deploy key|log(?:s)? in|ssh)\\b'),
];
/** Names that stand for another. */
const sample =
	/[<{$[]|\b(?:your|my|the|user|name|team|org|octocat|alice|bob|anna|john|jane|example|acme|foo|bar|some|new|other|colleague|co-?maintainer|package|username|github-actions|dependabot|renovate)\b/i;

export const toldAccess: RuleFile = {
	rules: [letsIn],
	match: skill => {
		const isLesson = isAboutAttacks(skill.manifest);
		return skill.documents.flatMap(document => inDocument(skill, document, isLesson));
	},
};

function inDocument(skill: SkillView, document: Document, isLesson: boolean): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const found = addressIn(skill, document, sentence) ?? handleIn(sentence);
		return found && isOrdered(document, sentence, isLesson)
			? [
					{
						rule: letsIn,
						file: document.file,
						layer: 'instructions' as const,
						place: {start: sentence.start + found.start, end: sentence.start + found.end},
						detail: found.name,
						severity: sentence.role === 'hidden' ? ('critical' as const) : letsIn.severity,
					},
				]
			: [];
	});
}

type Found = Pick<Named, 'name' | 'start' | 'end'>;

function addressIn(skill: SkillView, document: Document, sentence: Sentence): Found | undefined {
	const {text, start} = sentence;
	const places = namedIn(text);
	if (places.length === 0 || isImprint.test(text)) {
		return undefined;
	}

	const isShared = sharesInOtherTongue(
		text,
		around(document, sentence, 2).map(near => near.text),
	);
	return places.find(
		place => (isShared || isLetIn(sentence, place)) && isStranger(place, skill.manifest, skill.texts, document.file, start + place.start),
	);
}

/** Whose work it is. */
const isImprint = /\bcopyright\b|©|\(c\) ?\d{4}|\b(?:maintained|created|written|authored|developed) by\b/i;

/** What is granted stands near whom it is granted to. */
function isLetIn(sentence: Sentence, {start, end}: Named): boolean {
	const from = Math.max(0, start - before);
	const near = sentence.text.slice(from, end + after);
	const verb = open.exec(near);
	return (
		verb !== null &&
		from + verb.index < end &&
		role.test(near) &&
		!isForbidden(sentence, from + verb.index) &&
		!isRead(sentence.text, start)
	);
}

const before = 120;
const after = 100;

function handleIn(sentence: Sentence): Found | undefined {
	for (const pattern of handles) {
		const match = pattern.exec(sentence.text);
		const who = match ? (whom.exec(match[0])?.[0] ?? '') : '';
		if (match && who !== '' && !sample.test(who) && !isForbidden(sentence, match.index)) {
			return {name: who, start: match.index, end: match.index + match[0].length};
		}
	}

	return undefined;
}

const whom =
	/\d{1,3}(?:\.\d{1,3}){3}\S*|\d{12}|ssh-\w+ AAAA\w+|\b[A-Z]{2}\d{2}(?: ?[\dA-Z]{4}){3,}|(?<=[`@"“*])[\w@.-]+[-_][\w-]+|(?<=\s|\/)[a-z][\w.-]{2,}$/;

/** A page to read about it. */
function isRead(text: string, start: number): boolean {
	return /\b(?:see|from|visit|open|docs?|documentation|go to|read|guide|reference)[\s:`"'(<]*(?:\w+[\s`(]){0,2}$/i.test(
		text.slice(0, start),
	);
}
