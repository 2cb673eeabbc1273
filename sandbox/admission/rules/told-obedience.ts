/** I7: what strangers may write, in comments, pages or mails, is to be obeyed as if the person had said it. */

import type {Match, Rule} from '../findings.ts';
import {phrase} from '../instructions/phrase.ts';
import {isForbidden} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import type {Document} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const obeys: Rule = {
	id: 'SL-REMOTE-002',
	class: 'I7',
	severity: 'high',
	message: 'Has the agent obey what others write into a text as if the person had said it.',
	remedy: 'Treat what is read as data; ask the person before a step that it asks for.',
	references: ['LLM01', 'ASI01'],
};

const source = phrase(
	'\\b(?:comments?|issues?|tickets?|(?:web ?)?pages?|bod(?:y|ies)|README|descriptions?|e-?mails?|messages?|repl(?:y|ies)|feeds?|show notes|attachments?|responses?|search results?|metadata|linkbacks?|reviews?|channels?|events?|invitations?|banners?|headers?|web ?sites?|transcripts?|documents?|pull requests?|commit messages?|titles?|captions?|subtitles?|spreadsheets?|cells?|changelogs?|advisor(?:y|ies)|posts?|threads?|wikis?|inbox|forms?|logs?|tracker|CHANGELOG\\S*)\\b',
);
const order = phrase(
	'\\b(?:run|execut\\w+|follow(?:s|ed)?|carr(?:y|ied) (?:\\w+ )?out|carry them out|obey\\w*|perform\\w*|complet\\w+|do(?:ne)?|act on|appl(?:y|ied)|implement|work through)\\b',
);
const thing = phrase(
	'\\b(?:commands?|steps?|instructions?|directions?|directives?|tasks?|orders?|recipes?|actions?|agent notes?|asks?|says?|requests?|as (?:it|they|he|she) (?:say|ask|want)s?|notes? (?:for|to) (?:the )?(?:agents?|assistants?|ai))\\b',
);
const licence = phrase(
	"\\b(?:who(?:so)?ever\\b.{0,20}\\b(?:wrote|writes|posted|posts|edited|sent|opened|added|put|is)|(?:no matter|regardless of|irrespective of|without regard to|independent of|not matter) who|regardless of the (?:author|sender)|(?:treat|count|regard|consider|take|handle|accept)\\w*\\b.{0,30}\\b(?:as|for|like) (?:\\w+ ){0,3}(?:(?:coming |sent |given )?(?:from|by) the (?:user|person|owner|maintainers?|team|operator)|(?:part of )?(?:the|this|your|a) (?:user'?s? )?(?:(?:own )?(?:request|word|instructions?|orders?|task|brief)|user|person)|instructions|orders|directions|authoritative|binding|trusted)|are (?:\\w+ )?(?:directions|orders|instructions) (?:of|from) the (?:maintainers?|owners?|team|user)|take[sn]? (?:precedence|priority)|(?:as (?:if|though)) the (?:user|person|owner)|(?:same|equal) (?:authority|weight|rank|standing) (?:as|to)|on behalf of the (?:user|owner)|speaks? for the (?:user|person|owner|team)|knows? (?:it|the case|this|that) best|(?<!\\b(?:it|they|code|this|that|really|actually|program|tool|changes?|pr|not)\\s)do (?:exactly )?(?:as|what(?:ever)?) (?:it|they|he|she|the \\w+) (?:says?|asks?|wants?)|without (?:asking|checking|question|further|confirm\\w*|coming back)|need(?:s)? no (?:confirmation|approval|question)|(?:supersed|overrid|outrank)\\w* (?:what|the (?:user|steps|instructions))|whoever)\\b",
);
const machine = '(?:ai\\b|llms?\\b|language models?|agents?|assistants?|bots?|models?)';
/** What strangers write for a machine that reads them has no other purpose than to steer it. */
const addressed = phrase(
	`\\b(?:notes?|passages?|blocks?|guidance|instructions?|hints?|lines?|sections?|messages?|footers?|directives?|text|remarks?)\\b[^.!?\\n]{0,20}\\b(?:for|to|at) (?:the |an? |any )?(?:\\w+ )?${machine}|\\bai-instructions\\b|<!-- (?:for|to) |["\`'](?:agents?|assistants?|ai|llm|bot)\\s?:`,
);
const outside = phrase(
	'\\b(?:pages?|sites?|web ?sites?|publishers?|vendors?|footers?|reviews?|e-?mails?|prints?|responses?|feeds?|articles?|issues?|comments?|threads?|captions?|transcripts?|listings?|invitations?)\\b',
);
const obeyed = phrase(
	'\\b(?:carry (?:it|them|this|these|that|the \\w+|what) out|carry out (?:it|them|this|these|that|the|what)|do (?:exactly )?(?:what|as) (?:it|they|the \\w+) (?:asks?|says?|wants?|tells?)|follow (?:it|them|this|these|that|those|the|such)|obey|execute (?:it|them|this|these|the)|run (?:it|them|this|these|the (?:line|command))|act on (?:it|them|this|these|the)|comply|apply (?:it|them|this|these))\\b',
);
/** A licence with a condition is none. */
const guarded =
	/\b(?:never|untrusted|(?:do|does|should|must|may|can)(?: not|n['’]t) (?:be )?(?:follow|execut|run|obey|treat|act|trust|carr)\w*|only (?:if|when|after|from)|unless|injections?|malicious|ask (?:the )?(?:user|person|first|before)|after (?:a|the user'?s?) (?:yes|approval|ok)|confirm with|user agrees)\b/i;

export const toldObedience: RuleFile = {
	rules: [obeys],
	match: ({documents, manifest}) => (isAboutAttacks(manifest) ? [] : documents.flatMap(inDocument)),
};

function inDocument({file, sentences}: Document): readonly Match[] {
	return sentences.flatMap((sentence, index) => {
		const before = sentences[index - 1];
		const isNext = before?.section === sentence.section && before.role !== 'shown';
		const text = isNext && before ? `${before.text} ${sentence.text}` : sentence.text;
		return (isLicensed(sentence, text) || obeysAddressed(sentence, text)) && !guarded.test(text)
			? [
					{
						rule: obeys,
						file,
						layer: 'instructions' as const,
						place: {start: sentence.start, end: sentence.start + sentence.text.length},
						severity: sentence.role === 'hidden' ? ('critical' as const) : obeys.severity,
					},
				]
			: [];
	});
}

function isLicensed(sentence: Sentence, text: string): boolean {
	const said = licence.exec(sentence.text);
	return said !== null && isMeant(sentence, said.index) && [source, order, thing].every(part => part.test(text));
}

function obeysAddressed(sentence: Sentence, text: string): boolean {
	const done = obeyed.exec(sentence.text);
	return done !== null && isMeant(sentence, done.index) && addressed.test(text) && outside.test(text);
}

function isMeant(sentence: Sentence, index: number): boolean {
	return sentence.role !== 'shown' && !sentence.isTaught && !isForbidden(sentence, index);
}
