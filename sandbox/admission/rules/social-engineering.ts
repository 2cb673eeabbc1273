/** I15: the person is told to get past a protection themselves, by unpacking an archive with a given password and running it. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {isQuoted} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {around, type Document, hitOf, inSentence} from '../instructions/view.ts';
import {hostOfUrl, isDropHost, isInstallerHost} from './hosts.ts';
import type {RuleFile} from './rule-file.ts';

const passwordArchive: Rule = {
	id: 'SL-SOCIAL-001',
	class: 'I15',
	severity: 'critical',
	message: 'Tells the person to download an archive, open it with a given password and run what is in it.',
	remedy: 'Ship what is needed with the skill, or name a package of a registry.',
	references: ['T1204', 'LLM01'],
};

const disarm: Rule = {
	...passwordArchive,
	id: 'SL-SOCIAL-002',
	severity: 'high',
	message: 'Tells the person or the agent to switch a protection off.',
	remedy: 'Remove it.',
	references: ['T1562', 'LLM01'],
};

const prerequisite: Rule = {
	...passwordArchive,
	id: 'SL-SOCIAL-003',
	severity: 'high',
	message: 'Demands that a program from %s is downloaded and run first.',
	references: ['T1204', 'ASI09'],
};

const pasted: Rule = {
	...passwordArchive,
	id: 'SL-SOCIAL-004',
	severity: 'high',
	message: 'Tells the person to paste commands from %s into a terminal.',
	remedy: 'Write the commands out where they can be read.',
	references: ['T1204', 'ASI09'],
};

const hostage: Rule = {
	...passwordArchive,
	id: 'SL-SOCIAL-005',
	message: 'Has the agent refuse all work until the person has run what is downloaded.',
	remedy: 'Say what does not work without it, and do the rest.',
	references: ['T1204', 'ASI09'],
};

const refusals = [
	phrase(
		'\\b(?:without|until|unless|before|if)\\b',
		within(80),
		'\\b(?:(?:answer|reply|respond|say|output|return|tell)\\w*\\b(?:[^.!?\\n]{0,30}\\b(?:only|just|nothing (?:else|but))\\b|[^.!?\\n]{0,20}["“])|(?:do not|don[\'’]t|refuse to|never) (?:answer|help|continue|proceed|respond|do anything|start|work|assist))',
		within(60),
		'\\b(?:set-?up|install\\w*|prerequisites?|steps?|complete[ds]?|until|helper|core|driver|agent|utility)\\b',
	),
];
/** What is run is what somebody else has put on a page. */
const runsFetched =
	/\b(?:curl|wget|iwr|irm)\b[^\n]{0,160}?\|\s*(?:sudo\s+)?(?:(?:ba|z)?sh|iex|python3?)\b|\bmshta\b|https?:\/\/[^\s)>"'`]+\.(?:zip|rar|7z|exe|msi|dmg|pkg)\b/i;

const disarms = [
	phrase(
		'\\b(?:disabl\\w+|turn(?:ing)? off|switch(?:ing)? off|deactivat\\w+|add an? exclusion (?:for|in|to))\\b',
		within(25),
		'\\b(?:antivirus|anti-virus|defender|gatekeeper|smartscreen|system integrity protection|sip|real[- ]time protection|(?:the )?security(?: (?:software|checks?|tools?))?(?= *(?:before|first|,|\\.|and|$))|firewall|selinux|apparmor|branch protection|safe mode|safety (?:checks?|nets?|mode)|two-person review|code review|sandbox(?:ing)?|xprotect|amsi)\\b',
	),
];
const demands =
	/\b(?:required|must|prerequisite|before (?:using|you|the|this|running)|needed|mandatory|will not (?:work|function)|won't work|first)\b/i;
const binary = /https?:\/\/[^\s)>"'`]+\.(?:zip|rar|7z|exe|msi|dmg|pkg|scr|bat|ps1|sh|jar|apk|iso|appimage|run|bin)\b/i;

const pastes = [
	phrase(
		'\\b(?:copy|paste)\\b',
		within(80),
		'\\b(?:in|into|to) (?:the |your |a |an )?(?:\\w+ )?(?:terminal|powershell|command (?:prompt|line)|console|shell|cmd|run (?:box|dialog))\\b',
	),
];
/** The window that runs what is pasted, and nothing shows what that is. */
const runBox = [phrase('\\b(?:win(?:dows)?(?: key| logo key)?|⊞)\\s*\\+\\s*r\\b', within(100), '\\b(?:paste|ctrl\\s*\\+\\s*v)\\b')];
const followed = [
	phrase(
		'\\b(?:visit|go to|open|see|from|at|via)\\b',
		within(120),
		'\\b(?:run|execute|follow|copy|enter)\\b',
		within(40),
		'\\b(?:instructions?|steps?|commands?|code|script|snippet|what is written|it)\\b',
	),
];
const linked = /https?:\/\/[^\s)>"'`]+/g;

const download = /https?:\/\/\S+|\bdownload\b/i;
const archive = /\S+\.(?:zip|rar|7z)\b|\b(?:zip|rar|7z|archive)\b/i;
// A password that is given, not one that is asked for: "password: `abc`", "using pass 1234".
const givenPassword =
	/\b(?:extract|unzip|unpack|archive|zip|rar)?[\w\s]{0,30}\bpass(?:word|code|phrase)?\b[^\n.]{0,12}[:=`"'*]\s*[`"'*]*[\w@#$!-]{3,}/i;
const run = /\b(?:run|execute|launch|install|start|double-click|open)\b/i;
const before =
	/\b(?:before|first|must|requires?|required|prerequisites?|otherwise|will not work|needs?|needed|important|mandatory|without (?:it|this)|to (?:use|work|function))\b/i;

/** How far the parts of the instruction may stand apart, in characters. */
const reach = 500;

export const socialEngineering: RuleFile = {
	rules: [passwordArchive, disarm, prerequisite, pasted, hostage],
	match: ({documents, texts}) => [
		...documents.flatMap(inSentences),
		...documents.flatMap(document => hostages(document, texts.get(document.file) ?? '')),
		...documents.flatMap(document => passwordArchives(document, texts.get(document.file) ?? '')),
	],
};

/** Said in sentences: a protection off, a program of somewhere on. */
function inSentences(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const off = hitOf(sentence, disarms);
		const program = hitOf(sentence, [binary]);
		const host = program && hostOfUrl(binary.exec(sentence.text)?.[0] ?? '');
		const isDemanded =
			program &&
			around(document, sentence, 2).some(({text}) => demands.test(text)) &&
			run.test(
				sentence.text +
					around(document, sentence, 1)
						.map(({text}) => text)
						.join(' '),
			);
		return [
			...(off ? inSentence(disarm, document, off) : []),
			...pastedFrom(document, sentence),
			...pastedToRun(document, sentence),
			...(program && isDemanded && host && !isInstallerHost(host) && !known.test(host)
				? inSentence(prerequisite, document, program, isDropHost(host) ? 'critical' : 'high', host)
				: []),
		];
	});
}

/** Work is held back for a download that the one who gains by it calls needed. */
function hostages(document: Document, text: string): readonly Match[] {
	const fetched = runsFetched.exec(text.replaceAll('\\|', ' |'));
	const host = fetched ? hostOfUrl(/https?:\/\/[^\s"'`)|]+/.exec(fetched[0])?.[0] ?? '') : undefined;
	return host === undefined || isInstallerHost(host) || known.test(host)
		? []
		: document.sentences.flatMap(sentence => {
				const hit = hitOf(sentence, refusals);
				return hit && Math.abs(sentence.start - (fetched?.index ?? 0)) < 1200 ? inSentence(hostage, document, hit) : [];
			});
}

/** Nobody who has something to install needs that window. */
function pastedToRun(document: Document, sentence: Sentence): readonly Match[] {
	const hit = hitOf(sentence, runBox);
	return hit ? inSentence(pasted, document, hit, 'critical', 'somewhere') : [];
}

/** A page whose text is to be run unread: whoever owns the page decides what that is. */
function pastedFrom(document: Document, sentence: Sentence): readonly Match[] {
	const pasting = hitOf(sentence, pastes);
	const hit = pasting ?? hitOf(sentence, followed);
	if (!hit) {
		return [];
	}

	const near = around(document, sentence, 1)
		.map(({text}) => text)
		.join(' ');
	const host = (near.match(linked) ?? [])
		.map(hostOfUrl)
		.find(found => found !== undefined && !isInstallerHost(found) && !known.test(found));
	return host === undefined || (!pasting && (!isDropHost(host) || messengers.test(host)))
		? []
		: inSentence(pasted, document, hit, isDropHost(host) ? 'critical' : 'medium', host);
}

/** Where people talk: what is run does not lie there. */
const messengers = /^(?:discord(?:app)?\.com|api\.telegram\.org|bit\.ly|tinyurl\.com):|ngrok|trycloudflare|webhook\.site|^\d/;

/** Hosts of code that everybody can look at before it is run, and of the makers of systems. */
const known =
	/(?:^|\.)(?:github\.com|githubusercontent\.com|gitlab\.com|microsoft\.com|apple\.com|google\.com|python\.org|nodejs\.org|docker\.com|nvidia\.com|amazonaws\.com|anaconda\.com|mozilla\.org|apache\.org|gnu\.org|ubuntu\.com|debian\.org|googleapis\.com|pytorch\.org|huggingface\.co|jetbrains\.com):\d+$/;

function passwordArchives(document: Document, text: string): readonly Match[] {
	if (!/pass/i.test(text)) {
		return [];
	}

	for (const match of text.matchAll(new RegExp(givenPassword.source, 'gi'))) {
		const near = text.slice(Math.max(0, match.index - reach), match.index + match[0].length + reach);
		const sentence = document.sentences.findLast(({start}) => start <= match.index);
		if (sentence && /pass/i.test(match[0]) && [download, archive, run, before].every(pattern => pattern.test(near))) {
			const index = match.index - sentence.start;
			const reasons = [sentence.role === 'shown', sentence.isTaught, isQuoted(sentence, Math.max(0, index), match[0].length)].filter(
				Boolean,
			);
			const isTwiceRemoved = reasons.length > 1;
			return inSentence(passwordArchive, document, {
				sentence,
				index,
				length: match[0].length,
				isTold: reasons.length === 0,
				isTwiceRemoved,
			});
		}
	}

	return [];
}
