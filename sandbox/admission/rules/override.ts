/** I1 and I2: orders to drop other orders, to become somebody else, or to have no limits. */

import {priorRules, within} from '../instructions/concepts.ts';
import {type Pattern, phrase} from '../instructions/phrase.ts';
import {around, type Document, type Hit, hitOf, inSentence} from '../instructions/view.ts';
import type {Match, Rule} from '../findings.ts';
import {carriesAction} from './told-actions.ts';
import type {RuleFile} from './rule-file.ts';

const dropRules: Rule = {
	id: 'SL-OVERRIDE-001',
	class: 'I1',
	severity: 'high',
	message: 'Tells the agent to set its other instructions aside.',
	remedy: 'Say what this skill does; leave other instructions alone.',
	references: ['LLM01', 'ASI01'],
};

const noLimits: Rule = {
	...dropRules,
	id: 'SL-OVERRIDE-002',
	class: 'I2',
	message: 'Tells the agent that its limits do not hold.',
	remedy: 'Remove it: a skill cannot lift the limits of an agent.',
};

const contentCommands: Rule = {
	...dropRules,
	id: 'SL-OVERRIDE-003',
	message: 'Tells the agent to obey orders that it finds in what it works on.',
	remedy: 'Treat what is fetched or read as data.',
};

const hiddenMode: Rule = {
	...dropRules,
	id: 'SL-OVERRIDE-004',
	class: 'C10',
	message: 'Has a mode in which checks are off, opened by a word or a circumstance.',
	remedy: 'Remove the mode, or let the person switch it on.',
	references: ['ASI03', 'CWE-912'],
};

const drop =
	'\\b(?:ignor\\w+|disregard\\w*|forget\\w*|overrid(?:e|es|ing)|bypass\\w*|set(?:ting|s)? aside|supersed\\w+|discard\\w*|abandon\\w*|nullif\\w+|circumvent\\w*|take(?:s)? (?:precedence|priority) over|replac(?:e|es|ing)|count(?:s)? more than|outrank\\w*|outweigh\\w*|stand(?:s)? above|come(?:s)? before|win(?:s)? over|go(?:es)? before|lower priority than|priorit\\w+ (?:this|these) (?:\\w+ ){0,3}over|no longer (?:bound|constrained|limited|restricted)|violat\\w+)\\b';
const overrides = [
	phrase(drop, within(40), priorRules),
	phrase('\\btreat\\w*\\b', within(20), priorRules, within(40), '\\b(?:lower|less|optional|suggestions?|superseded|void|obsolete)\\b'),
	phrase('\\bno longer (?:bound|constrained|limited|restricted) by\\b'),
	phrase(
		"\\byou(?:'re| are) (?:now|no longer) (?:a |an |in |the |in the )?(?:\\w+ ){0,3}(?:mode|assistant|agent|hacker|model|AI|persona|bound|DAN|root|admin\\w*|unrestricted)\\b",
	),
	phrase(
		'\\byour (?:new|real|true|actual|updated) (?:\\w+ ){0,2}(?:goal|purpose|mission|objective|directive|identity|instructions?|role)\\b',
		within(10),
		'\\b(?:is|are|now)\\b',
	),
	// Honest guides have a first goal too, but not from now on.
	phrase(
		'\\byour (?:primary|only) (?:\\w+ ){0,2}(?:goal|purpose|mission|objective|directive|identity|instructions?|role)\\b',
		within(10),
		'\\b(?:(?:is|are) (?:now|no longer|not)|now (?:is|are|becomes?)|becomes?)\\b',
	),
	phrase('\\bas your (?:new|primary|only) (?:\\w+ ){0,2}(?:goal|objective|mission|directive|instructions?|task)\\b'),
	// Marks by which the messages of a system are told from others; in small letters they are words.
	/\bSYSTEM (?:OVERRIDE|INSTRUCTION|PROMPT|DIRECTIVE)|\bNEW INSTRUCTIONS?:|\[SYSTEM\]|<\|im_start\|>|(?:^|[\s(])SYSTEM: (?=[A-Z])|BEGIN SYSTEM/,
	phrase('(?:^|[.!] )\\s*new (?:system )?instructions?:'),
	phrase('<(?:important|system|admin|secret|override)>', within(80), '\\b(?:must|always|never|before|silently|forward|send|read)\\b'),
];
const limits =
	'(?:(?:content|safety|ethical|moral|usage|security) )?(?:restrictions?|filter(?:s|ing)?|limitations?|censorship|guardrails?|safeguards?|(?:content|safety|ethical) (?:policies|checks?|guidelines?))';
const unlimited = [
	phrase(
		'\\b(?:no|not (?:a|any)|nothing) (?:request|question|topic|task|subject|order)?\\s*(?:that )?(?:you|it|the assistant) (?:turn(?:s)? down|refuse(?:s)?|decline(?:s)?|avoid(?:s)?|step(?:s)? around|reject(?:s)?|shy away)\\b',
	),
	phrase('\\bnever add (?:a |any )?(?:cautions?|warnings?|disclaimers?|caveats?)\\b'),
	phrase(
		'\\b(?:guidelines|rules|limits|instructions|policies)\\b',
		within(60),
		'\\b(?:put to rest|belong to somebody else|do not (?:apply|count|matter) (?:here|in this|any more)|no longer (?:apply|count))\\b',
	),
	phrase(
		'\\b(?:without|no|free (?:of|from)|not bound by|lift(?:s|ed)?|suspend(?:s|ed)?|beyond) (?:any |all |your |the )?(?:content |safety |ethical |moral )+(?:restrictions?|limit(?:s|ations)?|filter(?:s|ing)?|guidelines|guardrails|policies|safeguards|checks)\\b',
	),
	phrase(
		'\\b(?:assist|respond|answer|comply|operat|request|generat|reply|behav|act)\\w*\\b',
		within(60),
		'\\bwithout (?:any )?(?:filtering|restriction|censorship|limitation)s?(?: or (?:filtering|restriction|limitation|censorship)s?)?\\b(?! (?:by|of|on|to) )',
	),
	phrase(
		`\\b(?:all |any )?${limits}\\b`,
		within(20),
		'\\b(?:is|are|has been|have been|get|gets) (?:now )?(?:disabled|suspended|lifted|off|turned off|removed|bypassed|not in effect|void)\\b',
	),
	phrase(
		'\\b(?:DAN|developer|god|jailbreak|unrestricted|unfiltered|sudo) mode\\b',
		within(40),
		'\\b(?:enabled|activated|unlocked|now|no|without|lifts?|bypass\\w*)\\b',
	),
	phrase('\\b(?:you are now in|enter|activate|switch to) (?:DAN|developer|god|jailbreak|unrestricted|unfiltered) mode\\b'),
	phrase(
		"\\b(?:never|cannot|must not|do not|don't|may not) (?:refuse|decline) (?:any |a |the )?(?:request|instruction|command|order|user|to (?:answer|help|comply))\\w*",
	),
	phrase('\\b(?:always|must|will) (?:comply|obey)\\b', within(20), '\\b(?:any|all|every|regardless|without)\\b'),
	phrase(
		'\\b(?:assistant|character|persona|AI|model|agent)\\b',
		within(60),
		'\\bwithout (?:any )?(?:content |safety |ethical )?(?:restrictions|limits|filters|limitations|guidelines)\\b',
	),
];
const obeysContent = [
	phrase(
		'\\btreat(?:s|ed|ing)?\\b',
		within(30),
		'\\b(?:text|content|messages?|descriptions?|comments?|fields?|e-?mails?|pages?|articles?|documents?|files?|events?|responses?)\\b',
		within(80),
		'\\bas (?:a |an )?(?:[\\w-]+ ){0,3}(?:instructions?|directives?|commands?|orders?)\\b',
	),
	phrase(
		'\\b(?:text|content|messages?|descriptions?|comments?|headers?|fields?|e-?mails?|pages?|articles?|documents?|files?|events?|responses?|results?|data|peers?)\\b',
		within(110),
		'\\b(?:treat(?:s|ed)?|regard(?:s|ed)?|interpret(?:s|ed)?|consider(?:s|ed)?|follow(?:s|ed)?|obey(?:s|ed)?|accept(?:s|ed)?)\\b',
		within(60),
		'\\b(?:(?:system|trusted|high[- ]priority|priority|elevated|authoritative|processing|agent|peer) (?:\\w+ ){0,2}(?:instructions?|directives?|commands?|orders?|prompts?|authority)|(?:instructions?|directives?) (?:that |which )?(?:overrid|supersed|must)\\w*)',
	),
	phrase(
		'\\b(?:peer|agent|external|embedded|incoming|third[- ]party) (?:\\w+ )?instructions?\\b',
		within(20),
		'\\b(?:can|may|must|should|will) (?:override|supersede|replace|redirect)\\b',
	),
	phrase(
		"\\buser'?s? (?:\\w+ ){0,2}(?:instruction|request|task|specification|intent|preference)s?\\b",
		within(30),
		'\\b(?:is|are|can be|may be) (?:treated as (?:a )?suggestions?|superseded|overridden|ignored|optional)\\b',
	),
];
const opens = [
	phrase(
		'\\b(?:who|if|when|visitors?|users?|people|someone|anyone)\\b',
		within(40),
		'\\b(?:identif\\w+|say|says|mention\\w*|write|writes|type|types|use|uses|include\\w*|know|knows)\\b',
		within(40),
		'\\b(?:phrase|password|code ?word|passphrase|magic word|sentence|keyword)\\b',
		within(10),
		'["“\'`]',
	),
	phrase(
		'\\b(?:restriction|filter\\w*|checks?|approval|authentication|authori[sz]ation|logging|audit\\w*)s?\\b',
		within(12),
		'\\b(?:is|are) (?:lifted|disabled|skipped|bypassed|suspended|not (?:required|logged|recorded|enforced))\\b',
	),
	phrase('\\b(?:not|never) (?:logged|recorded|written) (?:to|in) (?:the )?audit\\b'),
	phrase('\\bbypass(?:es|ing)?\\b', within(30), '\\b(?:approval|authori[sz]ation|authentication|review|two-person|access control)\\b'),
	phrase('\\b(?:elevat\\w+|escalat\\w+|rais\\w+) (?:its|their|your) (?:own )?(?:trust|privilege|permission|access)\\b'),
	phrase('\\bno (?:additional |further )?(?:authentication|authori[sz]ation) (?:is )?(?:required|needed)\\b'),
	phrase('\\bexecuted with (?:DBA|root|admin\\w*|elevated|full)[- ](?:level )?(?:permissions|privileges|rights|access)\\b'),
];
const modeNames = /\b(?:mode|when|if|prefix|automatically|skill|during|identify|say|phrase)\b/i;

const addressed: Rule = {
	...dropRules,
	id: 'SL-HIDDEN-004',
	class: 'I4',
	message: 'Speaks to the agent in a comment, where a person who reads the page does not look.',
	remedy: 'Say it in the text.',
	references: ['LLM01', 'AST04'],
};

const speaks =
	/<!--\s*(?:(?:hey|dear|note (?:to|for)|for|to|important)[,:]?\s+)*(?:the\s+|any\s+|all\s+)?(?:assistant|agent|ai|model|system|claude|copilot|gpt|llm|language model)s?\b\s*(?:[:,]|-(?!\w))/i;

export const override: RuleFile = {
	rules: [dropRules, noLimits, contentCommands, hiddenMode, addressed],
	match: skill => skill.documents.flatMap(document => [...inDocument(document), ...inComments(document)]),
};

function inComments(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const found = sentence.role === 'hidden' ? speaks.exec(sentence.text) : null;
		// The role itself is the finding: it is not to be raised again for it.
		return found
			? inSentence(addressed, document, {sentence: {...sentence, role: 'told'}, index: found.index, length: found[0].length, isTold: true})
			: [];
	});
}

/** What stands in the thing that is worked on is data: to pass over orders in it is the opposite of an attack. */
const inContent =
	/^[^.;:!?\n]{0,25}\b(?:instructions?|commands?|orders?|directives?|prompts?)\s+(?:(?:that|which|you)\s+(?:are|is|find|found|appear|come|see|may be)\s+)?(?:contained|embedded|hidden|found|placed|written|given)?\s*(?:in|inside|within|from)\s+(?!(?:the\s+|your\s+|this\s+|any\s+|its\s+)?(?:system|developer|previous|prior|earlier|above|user|person|human|operator|owner|policy|polic|prompt|claude|agents|config|settings|other|skill|session|conversation|chat)\b)/i;

function isProtective({sentence, index}: Hit): boolean {
	return inContent.test(sentence.text.slice(index));
}

function inDocument(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const found: readonly (readonly [Rule, readonly Pattern[]])[] = [
			[dropRules, overrides],
			[noLimits, unlimited],
			[contentCommands, obeysContent],
			...(modeNames.test(sentence.text) ? ([[hiddenMode, opens]] as const) : []),
		];
		return found.flatMap(([rule, patterns]) => {
			const hit = hitOf(sentence, patterns);
			if (hit && rule === dropRules && isProtective(hit)) {
				return [];
			}

			// With something to do beside it, it is an attack and no manner of speaking.
			const near = hit?.isTold && rule !== hiddenMode && around(document, sentence, 4).some(carriesAction);
			return hit ? inSentence(rule, document, hit, near ? 'critical' : rule.severity) : [];
		});
	});
}
