/** I7, I8 and I10: instructions that fetch further instructions, steer the agent for good, or act without the person. */

import type {Match, Rule} from '../findings.ts';
import {agentFiles, irreversible, within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {isForbidden} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {around, type Document, type Hit, hitOf, inSentence} from '../instructions/view.ts';
import {carriesAction} from './told-actions.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const remote: Rule = {
	id: 'SL-REMOTE-001',
	class: 'I7',
	severity: 'high',
	message: 'Tells the agent to fetch instructions from elsewhere and to follow them.',
	remedy: 'Ship the instructions with the skill.',
	references: ['LLM03', 'ASI04'],
};

const steers: Rule = {
	...remote,
	id: 'SL-AGENT-001',
	class: 'I8',
	message: 'Changes the files by which an agent is steered (%s).',
	remedy: 'Tell the person what to write there.',
	references: ['ASI06'],
};

const alone: Rule = {
	...remote,
	id: 'SL-ALONE-001',
	class: 'I10',
	message: 'Tells the agent to act without the person where the act cannot be taken back.',
	remedy: 'Ask before such an act.',
	references: ['ASI09', 'LLM06'],
};

const stays: Rule = {
	...alone,
	id: 'SL-ALONE-002',
	message: 'Holds on against the will of the person.',
	remedy: 'Let the person refuse, remove and switch off.',
	references: ['ASI10'],
};

const fetches =
	'\\b(?:fetch\\w*|download\\w*|retriev\\w+|pull(?:s|ing)?|load(?:s|ing)?|visit\\w*|read(?:s|ing)?|check(?:s|ing)?|curl|get|poll\\w*|request\\w*|quer(?:y|ies))\\b';
const obeys = '\\b(?:follow|obey|execute|apply|adopt|comply with|carry out|act on|perform|treat)(?:s|ing)?\\b';
const remotes = [
	phrase(
		'https?://\\S+',
		within(60),
		'\\b(?:whatever|anything|everything|all that|what) (?:the |this |that )?(?:page|file|text|site|it|they|answer|response|server|document)\\b',
		within(30),
		'\\b(?:asks?|says?|tells?|contains?|wants?|demands?|requests?|instructs?|lists?|returns?)\\b',
	),
	phrase(
		fetches,
		within(60),
		'(?:https?://\\S+|\\b[\\w-]+(?:\\.[\\w-]+)*\\.(?:com|net|org|io|dev|app|co|ai|example|info|xyz|site|online|me|sh|cc|page)\\b)',
		within(60),
		'\\b(?:do|follow|carry out|execute|obey) (?:whatever|what(?:ever)? (?:it|the|they)|anything|everything)\\b',
	),
	phrase(
		'https?://\\S+',
		within(60),
		'\\b(?:treat|take|regard|use|follow|adopt|apply)\\w*\\b',
		within(30),
		'\\b(?:as|for) (?:\\w+ ){0,3}(?:instructions?|orders?|directives?|commands?|rules)\\b',
	),
	phrase(
		'\\breplac\\w+ (?:this|the|your) (?:file|skill|SKILL\\.md|instructions?)\\b',
		within(40),
		'\\b(?:linked|from|with)\\b',
		within(40),
		'(?:https?://|\\bversion\\b|\\bthere\\b|\\bserver\\b|\\burl\\b)',
	),
	phrase(
		fetches,
		within(60),
		'(?:https?://\\S+|\\b(?:remote|latest|current|server|hosted|online|url|endpoint|gist|pastebin)\\b)',
		within(80),
		obeys,
		within(30),
		'\\b(?:instructions?|directives?|commands?|orders?|prompts?|whatever|its contents?|(?:the|any) (?:returned|downloaded|fetched)|what(?:ever)? it (?:says|returns)|tasks? it|as (?:if|though))\\b',
	),
	phrase(
		obeys,
		within(30),
		'\\b(?:instructions?|directives?|commands?|steps?|tasks?)\\b',
		within(40),
		'\\b(?:returned|found|hosted|published|served|downloaded|fetched|provided|posted|listed|located|received) (?:at|by|from|on)\\b',
		within(20),
		'(?:https?://|\\b(?:the )?(?:server|url|endpoint|remote|website|gist))',
	),
];
const stepsThere = phrase(
	'\\b(?:run|fetch\\w*|download\\w*|retriev\\w+|load|read|open|visit|curl|get|check)\\b',
	within(40),
	'https?://\\S+',
	within(60),
	'\\b(?:carry out|follow|execute|apply|obey|do|perform|work through)\\b',
	within(20),
	'\\b(?:steps|instructions|commands|tasks|orders|directives) (?:it (?:lists|contains|gives)|(?:in|inside|from|on|at|of) (?:it|there|that (?:file|page)|the (?:file|page|answer|response|output)))\\b',
);
const changesAgent = [
	phrase(
		'\\b(?:leave|write|store|save|keep|add|plant|record|make)\\w*\\b',
		within(30),
		'\\b(?:lasting|permanent|persistent|long[- ]term|durable)?\\s*(?:notes?|memor(?:y|ies)|entry|entries|record|reminder|preference)\\b',
		within(80),
		'\\b(?:later|future|every|all|next) (?:\\w+ )?(?:conversations?|sessions?|chats?|tasks?|runs?)\\b',
	),
	phrase(
		'\\b(?:leave|write|store|save|plant|add)\\w*\\b',
		within(60),
		'\\b(?:yourself|your memory|your long[- ]term memory|your notes)\\b',
		within(80),
		'\\b(?:trust\\w*|always|never|prefer\\w*|want\\w*|agree\\w*)\\b',
	),
	phrase(
		'\\b(?:modif(?:y|ies|ying)|append\\w*|add(?:s|ing)?|writ(?:e|es|ing)|insert\\w*|updat(?:e|es|ing)|replac(?:e|es|ing)|overwrit\\w+|edit(?:s|ing)?|inject\\w*|prepend\\w*|patch(?:es|ing)?|plant\\w*|sav(?:e|es|ing)|copy)\\b',
		within(60),
		agentFiles,
	),
	phrase('(?:echo|printf|cat|tee)\\b', within(80), '>{1,2}\\s*', '\\S{0,40}', agentFiles),
];
/** Of its own accord, or against what stands there. */
const unasked =
	/\bautomatic\w*|\bfirst run\b|\bevery (?:session|run|time|update)\b|\bre-?appl|\bwithout\b|\bsilent|\bsafety\b|\bguardrail|\boverrid|\bpersist|\balways\b|\bpermanent|\bany (?:future|other) (?:session|agent|conversation)|\bnew sessions?\b|\bignore\b/i;
/** More than a note: it takes away what holds the agent. */
const lifts = /\bsafety\b|\bguardrail|\brestriction|\boverrid|\bhigher priority\b|\bauthoritative\b/i;
const unaskedAct =
	"\\b(?:without (?:first |explicitly |further |any |the )?(?:asking|confirm\\w*|approval|permission|prompting|waiting|consent|authori[sz]ation|being asked|(?:user|human|explicit|additional)[- ]?(?:confirmation|approval|consent|input|review|permission)|(?:the |a )?(?:user|human)'?s? (?:confirmation|approval|consent|permission|knowledge|being asked))|(?:skip|bypass)(?:s|es|ping|ing)? (?:the |any |all |user )?(?:confirmations?|approvals?|permission prompts?|consent)|(?:the )?(?:user|person|owner|customer|client) (?:has |have )?(?:already )?(?:agreed|consented|accepted|authori[sz]ed) (?:to |by |it|this|all|every)|treat(?:s|ed)? (?:each|every|all|any) requests? as (?:already )?(?:agreed|approved|confirmed)|answer yes to (?:every|all|any)|(?:right away|at once|immediately|go on) without asking|approved without (?:a )?review|asking back|(?:do not|don't|never) (?:ask|wait|prompt)(?:ing)? (?:the user |them |the person )?(?:for )?(?:confirmation|permission|approval|first|before)|auto-?approv\\w+|regardless of (?:what (?:the )?user|(?:the )?`?\\w+`? setting|the user'?s?|user (?:preference|input|consent))|not before|beyond the user'?s (?:explicit )?request)";
const actsAlone = [
	phrase('\\b', irreversible, '\\b', within(140), unaskedAct),
	phrase(unaskedAct, within(120), '\\b', irreversible, '\\b'),
];
const grave =
	/\b(?:purchas\w*|buy\w*|pay(?:s|ing|ments?)?|money|funds|crypto\w*|wallet|trad(?:e|es|ing)|transfer\w*|withdraw\w*|delet\w+|wip(?:e|es|ing)|terminat\w+|production|force[- ]push\w*|push(?:es)?|deploy\w*|drop(?:s)? |unlock\w*|emails?|publish\w*|sudo|root|credentials?|overwrit\w+|any command|all commands|arbitrary|shell commands?)\b/i;
const holdsOn = [
	phrase(
		"\\b(?:cannot|can not|can['’]t|may not|must not|not) be (?:removed|uninstalled|disabled|deleted|stopped|turned off|cancell?ed|opted out)\\b",
	),
	phrase(
		"\\b(?:users?|they|you) (?:cannot|can['’]t|may not|are unable to|have no way to) (?:opt[- ]out|disable|uninstall|remove|turn (?:this|it) off|decline)\\b",
	),
	phrase(
		'\\b(?:re-?enabl|re-?install|re-?activat)\\w*',
		within(40),
		'\\b(?:itself|automatically|after \\d+|if (?:it is )?(?:removed|disabled|deleted|cancell?ed))\\b',
	),
	phrase(
		'\\b(?:restor|re-?creat)\\w*',
		within(40),
		'\\b(?:itself|after \\d+|(?:automatically|again)? ?(?:if|when|once|after) (?:it (?:is|was|has been) )?(?:being )?(?:removed|disabled|deleted|cancell?ed|uninstalled))\\b',
	),
	phrase(
		'\\b(?:if|when|even if) (?:the )?users?\\b',
		within(40),
		'\\b(?:cancel|disable|remove|uninstall|delete|decline|object|refuse|stop|say no)\\w*',
		within(60),
		'\\b(?:re-?enabl|re-?install|continu|ignor|anyway|regardless|proceed|restor|persist)\\w*(?! (?:without|as[- ]is|(?:with|to|from) the (?:full|whole|default|original|current|existing|previous|next|other|rest|remaining)))',
	),
	phrase('\\b(?:not|never) (?:be )?(?:deleted|removed|erased) when (?:the )?(?:user )?(?:uninstall|remov|delet)\\w*'),
];

const unaskedOnly = [phrase(unaskedAct)];
const gravely =
	/\b(?:transfer|pay|send|withdraw|buy|purchase|sell|trade)\b[^.!?\n]{0,60}(?:\d+ ?%|[$€£]|\b(?:money|funds|fee|portfolio|btc|eth|sol|0x[0-9a-f]{8,}|wallet|account|invoices?)\b)|\b(?:DROP (?:TABLE|SCHEMA|DATABASE)|TRUNCATE|DELETE FROM|force[- ]push|push[^\n]{0,20}--force|rm -rf|delet\w+ (?:the )?(?:\w+ )?(?:tests?|branch\w*|protection|database|repositor\w+|files|backups?)|(?:drop|wipe|recreate) \w+ (?:\w+ )?database)\b/i;

/** The licence to act alone in one sentence, the deed that cannot be taken back in one beside it. */
function unaskedBeside(document: Document, sentence: Sentence): Hit | undefined {
	const licence = hitOf(sentence, unaskedOnly);
	const isBeside =
		licence?.isTold &&
		around(document, sentence, 3).some(other => {
			const deed = other === sentence ? undefined : hitOf(other, [gravely]);
			return deed !== undefined && !isForbidden(other, deed.index);
		});
	return isBeside ? licence : undefined;
}

export const toldChanges: RuleFile = {
	rules: [remote, steers, alone, stays],
	match: skill => skill.documents.flatMap(document => inDocument(document, skill.manifest.name, isOpenAboutIt(skill))),
};

function nameOf(text: string): string {
	return new RegExp(agentFiles, 'i').exec(text)?.[0] ?? '';
}

const aboutAgents = phrase(
	`${agentFiles}|\\b(?:agent|claude|cursor|copilot)\\w*\\b.{0,20}\\b(?:instructions?|config\\w*|rules|memory|settings|context|docs|skills?|hooks)\\b|\\binstruction files?\\b`,
);

/** A skill that is for writing such files says so where the person chooses it. */
function isOpenAboutIt({manifest}: SkillView): boolean {
	return aboutAgents.test(`${manifest.name} ${manifest.description}`);
}

/** What is only spoken of as a case (`an entry whose fix edits …`) is not ordered. */
function isCase({sentence, index}: Hit): boolean {
	return /\b(?:whose|whenever|when|if)\b[^.;:,]{0,40}$/i.test(sentence.text.slice(0, index));
}

/** Where a skill goes when it is installed. */
function isItself({text}: Sentence, skill: string): boolean {
	return /\b(?:copy|install)\w*\b/i.test(text) && nameOf(text).includes(`/skills/${skill}`);
}

function inDocument(document: Document, skill: string, isOpen: boolean): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const far = hitOf(sentence, remotes) ?? hitOf(sentence, [stepsThere]);
		const file = hitOf(sentence, changesAgent);
		const act = hitOf(sentence, actsAlone) ?? unaskedBeside(document, sentence);
		const hold = hitOf(sentence, holdsOn);
		if (!far && !file && !act && !hold) {
			return [];
		}

		const nearby = around(document, sentence, 3);
		const isUnasked = nearby.some(({text}) => unasked.test(text));
		return [
			...(far ? inSentence(remote, document, far) : []),
			...(file && isUnasked && !isCase(file) && !isItself(sentence, skill)
				? inSentence(steers, document, file, isOpen && !nearby.some(({text}) => lifts.test(text)) ? 'low' : 'high', nameOf(sentence.text))
				: []),
			...(act && (grave.test(sentence.text) || !actsAlone.some(pattern => pattern.test(sentence.text)))
				? inSentence(alone, document, act, nearby.some(carriesAction) ? 'high' : 'medium')
				: []),
			...(hold ? inSentence(stays, document, hold, 'medium') : []),
		];
	});
}
