/** Deeds by which somebody's word is put where they gave none: a yes, a signature, the wish to have a thing back. */

import {within} from '../../instructions/concepts.ts';
import {phrase} from '../../instructions/phrase.ts';
import {type Deed, disservice} from './deed.ts';

const invented = disservice(
	'012',
	'I10',
	'Has a yes taken or given that nobody said: %s.',
	'Ask, and wait for an answer; a signature is written by whom it names.',
);
const restored = disservice(
	'013',
	'I8',
	'Has something put back that the person took away.',
	'Leave away what was taken away, or ask whether it was meant.',
);

const reassured = disservice(
	'018',
	'I15',
	'Calms the person about being asked for a password once more.',
	'Say who asks and why; a password that is asked for twice is a reason to stop.',
);

const noAnswer =
	"(?:\\bsilence\\b|\\bno (?:answer|reply|response|objections?|word|veto)\\b|\\b(?:says?|hears?|said) (?:nothing|no word)\\b|\\bnot (?:answer(?:ed)?|repl(?:y|ied)|respond(?:ed)?|object(?:ed)?|said no)\\b|\\b(?:doesn|don|didn|hasn|haven)['’]t (?:answer|repl|respond|object|sa(?:y|id) (?:no|anything))\\w*|\\bthumbs?[- ]up\\b|\\bchange of (?:topic|subject)\\b|\\bas [\"“`'](?:hm+|later|maybe|let me think|not now|we.ll see|i guess)\\b|\\b(?:vague|evasive|unclear|hesitant|half-hearted) (?:answers?|repl(?:y|ies)|responses?)|\\b(?:ignor|overlook)\\w* the (?:question|prompt)|\\b(?:hesitation|doubt|a pause|a shrug)\\b|\\b(?:a minute|seconds?|minutes?|hours?) (?:of|without|pass))";
const taken =
	'\\b(?:counts?|counted|is|are|means?|meant|take|takes|taken|treat|treated|read|regard|regarded|consider|considered|understand|understood|interpret|interpreted|log|record|recorded|assume)\\b';
const yes =
	'\\b(?:yes|agree(?:ment|d|s)|approv(?:al|ed)|consent\\w*|go-?ahead|permission|confirm(?:ed|ation)|green light|authori[sz](?:ed|ation)|accept(?:ed|ance)|sign-?off|ok(?:ay)?)\\b';

const approval =
	"(?:\\b(?:Reviewed|Approved|Acked|Tested|Verified|Signed-off|Audited|Checked)-by\\b|\\b(?:second|2nd|peer|other|manager['’]?s?|controller['’]?s?|reviewer['’]?s?|approver['’]?s?|owner['’]?s?|doctor['’]?s?|lawyer['’]?s?) (?:signature|initials|approval|sign-?off|review|look|pair of eyes)|\\b(?:four|six|second|two)[- ](?:eyes?|person|man)\\b|\\b(?:signatures?|initials|sign-?off|approver|reviewer|approved by|reviewed by|checked by|countersign\\w*)\\b)";
const puts =
	'\\b(?:add|put|fill|writ|enter|set|sign|clos|end|complet|insert|append|us|tick|stamp|initial|giv|forg|paste|cop(?:y|ies))(?:e|es|ed|s|ing|ting)?\\b';
const another =
	"\\b(?:(?:the )?(?:two |three )?(?:people|persons?|colleagues?|managers?|controllers?|maintainers?|leads?|someone|somebody|anyone|authors?|committers?|reviewers?|approvers?|engineers?|members?)(?:['’]s)? (?:who|whom|with|from|on|of|in)\\b|\\b(?:a|any|another|one|some) (?:colleague|person|team ?mate|maintainer|member|senior|reviewer|approver|engineer|manager)\\b|\\b(?:the|their|its) last (?:\\w+ )?(?:manager|approver|reviewer|controller|committer|author|signer)|\\b(?:name|initials|signature)s? of\\b|\\b(?:last|previous) (?:month|week|quarter|year|release|ticket)\\w*)";

/** A prompt that another program puts to the person. */
const prompts =
	'\\b(?:confirm(?:ation)?s?|approvals?|permission (?:prompts?|requests?|questions?)|consent (?:prompts?|screens?)|an? (?:extra |second )?(?:ok|yes)|prompts?|dialogs?|safety questions?)\\b';

export const assent: readonly Deed[] = [
	{
		rule: invented,
		what: 'no answer counts as consent',
		orders: [
			phrase(noAnswer, within(80), taken, within(40), yes),
			phrase(
				'\\b(?:take|treat|read|count|regard|consider|interpret|assume|understand)\\b',
				within(20),
				noAnswer,
				within(80),
				'\\b(?:as|for|to be|means?)\\b',
				within(20),
				yes,
			),
		],
		unless:
			/\b(?:no|not|never|n['’]t) (?:an? |the |as |be |mean |count |taken |treated |consent|agreement|approval|their )|\bno consent\b|\bask again\b|\bwhether\b|\?/i,
	},
	{
		rule: invented,
		what: 'questions answered in the name of the person',
		orders: [
			phrase(
				prompts,
				within(80),
				'\\b(?:answer|giv|grant|accept|confirm|click|press|say|approv)\\w*\\b',
				within(40),
				"\\b(?:on (?:the )?(?:\\w+['’]?s? )?behalf|in (?:the )?(?:user|owner|person|customer|client)['’]?s? (?:name|place|stead)|for (?:the (?:user|owner|person)|them|him|her)\\b|yourself\\b)",
			),
		],
		unless: /\b(?:never|not|n['’]t|ask|with (?:the|their) (?:consent|approval)|after)\b/i,
	},
	{
		rule: invented,
		what: 'the signature or review of somebody else',
		orders: [phrase(puts, within(60), approval, within(100), another), phrase(approval, within(100), puts, within(60), another)],
		unless:
			/\b(?:only|actual\w*|really|who (?:approved|reviewed|signed)|gh pr view|ask|leave|wait|request|assign|remind|invite|must|need(?:s|ed)? (?:an? )?(?:review|approval)|never|not|n['’]t|placeholder|template|co-authored)\b(?! (?:be )?(?:taken|wait|hold))/i,
	},
	{
		rule: invented,
		what: 'the signature or review of somebody else',
		orders: [
			phrase(
				approval,
				within(120),
				'\\b(?:otherwise|so that|or else)\\b',
				within(30),
				'\\b(?:gates?|bots?|checks?|hooks?|merge|rules?|tag|pipeline|ci)\\b',
				within(30),
				'\\b(?:accept|refus|pass|reject|block|complain|wait)\\w*',
			),
		],
		unless: /\b(?:who (?:approved|reviewed|signed)|gh pr view|your own|git config|commit -s|dco|ask|request|wait for|actual\w*|never)\b/i,
	},
];

const somebody =
	'\\b(?:(?:the |an? |your )?(?:users?|owners?|persons?|operators?|admins?|administrators?|somebody|someone|anybody|anyone|customers?|people|they|it|he|she)|has been|have been|was|were|is|are|gets?)\\b';
const tookAway =
	'\\b(?:delet(?:e|es|ed)|remov(?:e|es|ed)|(?:switch|turn)(?:es|ed|s)? (?:it |them |this |that )?off|disabl(?:e|es|ed)|uninstall(?:s|ed)?|revok(?:e|es|ed)|revert(?:s|ed)?|undo(?:es)?|undone|cancel(?:s|led|ed)?|clear(?:s|ed)?|stop(?:s|ped)?|unsubscrib(?:e|es|ed)|(?:tak|took)\\w* (?:it|them) (?:out|away|off))\\b';
const back =
	'\\b(?:(?:put|bring|set|turn|switch|add|creat|install|enabl|start|restor|register|writ|schedul|subscrib|grant|invit)\\w* (?:it|them|this|that|these|those) (?:back|on|up|in)?\\s?(?:again|back|anew|once more|on|in)\\b|(?:re-?(?:add|creat|install|enabl|stor|instat|register|subscrib|grant|invit)\\w*) (?:it|them|this|that|these)\\b)';

export const restoring: readonly Deed[] = [
	{
		rule: restored,
		what: '',
		orders: [
			phrase('\\b(?:if|when|whenever|should|once|in case|where)\\b', within(20), somebody, within(20), tookAway, within(60), back),
			phrase(
				back,
				within(20),
				'\\b(?:if|when|whenever|should|once|in case|each time|every time)\\b',
				within(20),
				somebody,
				within(20),
				tookAway,
			),
		],
		unless:
			/\b(?:ask\w*|confirm\w*|offer\w*|by (?:mistake|accident)|accident\w*|undo|trash|test|wants?|wish\w*|request\w*|never|not|n['’]t|can|may|could|will|would)\b/i,
	},
];

const fine =
	'\\b(?:expected|normal|fine|usual|common|routine|harmless|intended|by design|nothing (?:to worry|wrong|unusual)|no reason (?:for|to)|part of the)\\b';

/** A page that asks for what the person has just given is a page to leave. */
export const reassuring: readonly Deed[] = [
	{
		rule: reassured,
		what: '',
		orders: [
			phrase(
				'\\b(?:pages?|sites?|forms?|windows?|links?|browser)\\b',
				within(30),
				'\\b(?:asks?|prompts?|requests?|wants?|requires?)\\b',
				within(40),
				'\\b(?:passwords?|pin|passphrase|passcode|codes?|credentials|card)\\b',
				within(40),
				'\\b(?:again|once more|a second time|twice|re-?enter\\w*)\\b',
				within(40),
				fine,
			),
			phrase(
				'\\b(?:password|pin|passphrase|passcode|sign-in|log-?in)\\b[^.!?\\n]{0,60}\\b(?:second|another|repeated|further)\\b',
				within(20),
				'\\b(?:prompt|form|request|question|log-?in|time)\\b',
				within(40),
				fine,
			),
		],
		unless: /\b(?:sudo|keychain|never|not|n['’]t|locally|terminal)\b/i,
	},
];
