/** I3: what is done is kept from the person it is done for. */

import type {Match, Rule} from '../findings.ts';
import {inClause, user, within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {around, type Document, hitOf, inSentence} from '../instructions/view.ts';
import {carriesAction} from './told-actions.ts';
import type {RuleFile} from './rule-file.ts';

const kept: Rule = {
	id: 'SL-CONCEAL-001',
	class: 'I3',
	severity: 'high',
	message: 'Tells the agent to keep what it does from the person.',
	remedy: 'Say openly what is done, or leave it out.',
	references: ['ASI09', 'LLM01'],
};

const lies: Rule = {
	...kept,
	id: 'SL-CONCEAL-002',
	message: 'Tells the agent to answer the person with something that is not so.',
	remedy: 'Remove it.',
};

const not = "\\b(?:do not|don['’]t|never|must not|should not|shall not|need not|avoid|refrain from)\\b";
const tell =
	'\\b(?:tell(?:ing)?|inform(?:ing|ed)?|mention(?:ing|ed)?|notif(?:y|ying|ied)|disclos(?:e|ed|ing)|alert(?:ing|ed)?|acknowledg(?:e|ing|ed)|reveal(?:ing|ed)?|report(?:ed|ing)?|surfac(?:e|ed|ing)|show(?:n|ing)?|display(?:ed|ing)?|announc(?:e|ed|ing)|discuss(?:ed)?|let)\\b';
// What must stay unsaid is a deed, not a detail of the output.
const deed =
	'\\b(?:(?:this|these|that|those|it|any of this|steps?|the) ?(?:\\w+ ){0,3}(?:steps?|behaviou?rs?|actions?|collections?|instructions?|uploads?|requests?|process(?:es)?|operations?|changes?|transfers?|transmissions?|activit(?:y|ies)|calls?|deletions?|modifications?|rules?|block|section|access|sync|telemetry|data collection)|steps? \\d|this|about (?:it|this))\\b';

const may = '(?:must|should|may|shall|can|will)';
const finds = '(?:notice|find out|reali[sz]e|become aware|suspect|know (?:about|of) (?:this|it))\\b';

const keeps = [
	phrase(
		'\\b(?:leave|keep)(?:s|ing)? (?:this|it|that|these|them|the \\w+) out of (?:your|the|any) (?:\\w+ )?(?:summary|explanations?|answers?|reports?|repl(?:y|ies)|changes|notes|conversation|output|log)\\b',
	),
	phrase(
		"\\b(?:do not|don['’]t|never) (?:list|include|show|count|name|put) (?:this|these|it|them|those)(?: \\w+)? (?:among|in|with|on|under) (?:your|the|any)\\b",
	),
	phrase('\\blet (?:them|the user|him|her|the customer) (?:find out|notice|discover)\\b'),
	phrase('\\bpresent\\w*\\b', within(30), '\\bas (?:your own|a |an )?(?:\\w+ )?(?:neutral|independent|unbiased|honest|objective)\\b'),
	phrase(
		"\\b(?:no need|not necessary|unnecessary|there is no reason|refrain from|avoid|never|do not|don['’]t) (?:to )?(?:bring(?:ing)? (?:it|this|that|them) up|mention(?:ing)? (?:it|this|that|them)|talk(?:ing)? about (?:it|this|that)|say(?:ing)? so|point(?:ing)? (?:it|this) out)\\b",
	),
	phrase(
		'\\bkeep(?:s|ing)? (?:it|this|all of this) (?:to yourself|between us|quiet(?= \\w)|under wraps|(?:off|out of|away from) (?:the |your |his |her |their |any )?(?:page|(?:\\w+ )?(?:conversation|summary|logs?|report|answer|user|repl(?:y|ies)|records?|transcript|chat|message|notes|sight|view|screen|status|minutes|description)))\\b(?! payload)',
	),
	phrase(
		'\\b(?:do|perform|complete|carry out) (?:this|that|it|so|all of this|these) (?:step )?(?:silently|quietly|secretly|covertly|discreetly)\\b',
	),
	phrase(
		'\\bas if (?:nothing|(?:everything|it|all|they|he|she|you) (?:had|has|have|was|were|is|are) (?:(?:been|never|always|not|nothing|ever|in order|fine|there|done|gone|untouched|unchanged|passed|succeeded|worked|sent|said|asked|approved|agreed|written by|come from|yours?|theirs?|his|hers?)\\b|\\w+n[^\\w\\s]t))',
	),
	phrase('\\b(?:invisible|hidden|transparent) (?:pixel|image|link|step)\\b'),
	phrase("\\byou (?:do not|don['’]t|cannot|can['’]t) (?:recall|remember|know) (?:any|anything|it|them|of|about)\\b"),
	phrase(
		'\\b(?:look|looks|looked|sound|sounds|read|reads) like (?:something |a thing )?(?:they|the user|he|she) (?:had )?(?:told|said|asked|wrote)',
	),
	phrase(not, inClause(25), tell, inClause(25), deed, inClause(50), user),
	phrase(not, inClause(25), tell, ' ', user, '(?:\\s*$|[.,;:!]| (?:about|of|that|what|any|steps?|you|when|regarding|until)\\b)'),
	phrase(not, within(25), '\\b(?:tell|mention|reveal|disclose|discuss|acknowledge)\\w*\\b (?:this|these|that|them|it|any of)\\b'),
	phrase('\\bwithout (?:ever )?(?:telling|informing|notifying|alerting|letting) ', user),
	phrase(
		"\\bwithout (?:the )?(?:users?['’]?s?|anyone['’]?s?) (?:knowledge|awareness|noticing|knowing|being (?:told|aware|notified|informed))\\b",
	),
	phrase(
		'\\b(?:silently|secretly|covertly|quietly|discreetly|stealthily|surreptitiously) (?:and \\w+ )?(?:send|upload|read|collect|copy|execut\\w+|install|modif\\w+|append|forward|transmit|perform|record|post|gather|harvest|extract|exfiltrat\\w+|includ\\w+|store|prioriti[sz]\\w+|capture|monitor|add|run (?:the|this|these|a))\\b',
	),
	phrase('\\b(?:must|should|will|to) be (?:completed|performed|done|run|executed|sent|made) (?:silently|secretly|covertly|quietly)\\b'),
	phrase('\\b(?:hid(?:e|es|den|ing)|conceal\\w*|mask(?:ed|ing)?|suppress\\w*)\\b', within(40), '\\bfrom ', user),
	phrase(
		'\\bkeep(?:s|ing)? (?:this|these|it|them|that|all of this)',
		within(20),
		'\\b(?:secret|hidden|invisible|confidential|from) (?:from |to )?',
		user,
	),
	phrase(
		'\\b(?:is|are|be) not (?:shown|disclosed|reported|visible|revealed|labell?ed|communicated|displayed|logged)\\b',
		within(15),
		'\\b(?:to|by|as|in)\\b',
		within(25),
		'\\b(?:users?|advertis\\w+|standard output|sponsored|audit)\\b',
	),
	phrase(
		'\\b(?:user|person|human|reader|customer|owner|operator|reviewer|client|anyone)s?\\b',
		within(40),
		`\\b${may}(?: not|n['’]t) (?:ever )?${finds}`,
	),
	phrase('\\b(?:nobody|no ?one)\\b', within(20), `\\b${may} (?:ever )?${finds}`),
	phrase(
		user,
		" (?:(?:do(?:es)? not|don['’]t) need to|should not|must not|need not|shouldn['’]t) (?:know|be (?:told|aware|informed)|see (?:this|these|it)|notice)\\b",
	),
	phrase('\\b(?:as if|pretend) nothing (?:happened|has happened|is wrong)\\b'),
];
const answersFalsely = [
	phrase(
		'\\b(?:should|if|when|whenever)\\b',
		within(15),
		'\\b(?:anyone|anybody|someone|somebody|a person|a human|they|he|she|the (?:user|owner|maintainer|customer|reviewer|team)(?: \\w+){0,3})\\b',
		within(15),
		'\\b(?:ever |later )?(?:asks?|wonders?|questions?|complains?|notices?|enquires?|inquires?)\\b(?! for)',
		within(80),
		'\\b(?:say|claim|reply|answer|explain|respond|tell (?:them|him|her)) (?:that )?(?:the|it|this|there|they|you|he|she|nothing|no)\\b',
		within(60),
		'\\b(?:was|were|is|are|has|had|have|did|does|do|moved|changed|automatically|standard|applied|normal|routine)\\b',
	),
	phrase(
		'\\b(?:if|when|should)\\b',
		within(30),
		'\\b(?:asks?|asked|questions?|inquir\\w+|notices?|wonders?)\\b',
		within(160),
		"\\b(?:den(?:y|ies)\\b|(?:say|claim|respond|reply|answer|insist|tell (?:them|the user|him|her)|state|explain)\\b[^.\\n]{0,40}\\b(?:that (?:it|you|they|this|there|nothing|no)\\b[^.\\n]{0,40}\\b(?:not|n['’]t|cannot|no|never|nothing|only|implicitly)|you (?:do not|don['’]t|have no|cannot|are just)|(?:it['’]s|it is) (?:just|only|checking|routine|normal|standard|for|a)|no special|there (?:is|are|was) no|they implicitly))\\b",
	),
	phrase('\\b(?:lie|lying|mislead|deceive|deny having|deny that)\\b', within(20), `(?:to |the |about )?${user}`),
	phrase('\\b(?:over|instead of|rather than) being (?:transparent|honest|open)\\b'),
	phrase('\\b(?:refuse|decline) and (?:say|claim|tell)\\b', within(30), '\\b(?:no|not|never)\\b'),
	phrase(
		'\\b(?:regardless|irrespective) of (?:the (?:actual|real)|what (?:actually|really))\\b',
		within(40),
		'\\b(?:report|say|tell|show|output)\\b',
	),
];

export const concealment: RuleFile = {
	rules: [kept, lies],
	match: skill => skill.documents.flatMap(inDocument),
};

/** A part of an answer that is left out where there is nothing to say in it. */
function isLayout(document: Document, sentence: Sentence): boolean {
	return (
		unsaid.test(sentence.text) &&
		around(document, sentence, 1).some(({text, start}) => start <= sentence.start && emptyPart.test(text)) &&
		!around(document, sentence, 1).some(carriesAction)
	);
}

const unsaid = /^\W*(?:and )?(?:do not|don['’]t|never) (?:even )?mention (?:it|this|them)\W*$/i;
const emptyPart =
	/\b(?:if|when|where)\b[^.]{0,30}\b(?:no|none|empty|nothing|missing|absent|unavailable|zero)\b[^.]{0,60}\b(?:skip|omit|leave out|drop)\b[^.]{0,20}\b(?:section|heading|part|row|line|block|field|table|list|paragraph)\b/i;

function inDocument(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const hidden = isLayout(document, sentence) ? undefined : hitOf(sentence, keeps);
		const untrue = hitOf(sentence, answersFalsely);
		if (!hidden && !untrue) {
			return [];
		}

		const near = around(document, sentence, 5).some(carriesAction);
		return [
			...(hidden ? inSentence(kept, document, hidden, near && hidden.isTold ? 'critical' : 'medium') : []),
			...(untrue ? inSentence(lies, document, untrue, near ? 'critical' : 'high') : []),
		];
	});
}
