/** S10: text that speaks to whoever examines the skill. It has no use for the person or the agent, so it is itself a sign. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {type Pattern, phrase} from '../instructions/phrase.ts';
import {type Document, hitOf} from '../instructions/view.ts';
import type {Severity} from '../report.ts';
import type {RuleFile} from './rule-file.ts';

const bait: Rule = {
	id: 'SL-JUDGE-001',
	class: 'S10',
	severity: 'medium',
	message: 'Speaks to whoever examines it, or gives its own verdict.',
	remedy: 'Remove it: what a skill says about its own safety is worth nothing.',
	references: ['LLM01', 'AST08'],
};

const examiner =
	'(?:(?:AI|LLM|automated|static|security|malware|vulnerability|skill|code|admission|safety) ){0,3}(?:scanners?|auditors?|moderators?|classifiers?|(?:security|malware|skill|safety|admission|AI|LLM|automated) (?:reviewers?|judges?|analy[sz]ers?|evaluators?|checkers?|graders?|models?))';
const thing =
	'(?:this|the (?:present|current|following|above|enclosed)) (?:\\w+ )?(?:skill|plugin|package|extension|file|script|code|section|repository|content|text)';
const harmless =
	'(?:safe|benign|harmless|clean|trust(?:ed|worthy)|secure|non-?malicious|malware-free|low[- ]risk|no[- ]risk|legitimate|approved|verified)';

/** Said to a scanner, wherever it stands. */
const addressed = [
	phrase(
		'\\b(?:note|notice|message|attention|hint|instructions?|memo|dear|hello|hey|hi)\\b,?:? (?:to |for )?(?:the |any |all |every |each )?',
		examiner,
	),
	phrase(
		"\\bif you(?:'re| are) (?:a |an |the )?(?:\\w+ ){0,3}(?:scanner|auditor|classifier|judge|reviewer|analy[sz]er|evaluator|model|LLM|AI|assistant)\\b,? (?:(?:that|which|who|is|tasked with|asked to) ){0,2}(?:scan|review|evaluat|analy[sz]|judg|audit|assess|examin|inspect|classif|check)\\w* (?:this|the) (?:skill|plugin|package|extension|file|code)",
	),
	phrase(
		'\\b',
		examiner,
		'\\b,?:? (?:(?:should|must|can|may|will|shall|needs? to|please|safely|simply) ){1,2}(?:ignore|skip|disregard|treat|mark|classify|label|rate|exclude|accept|approve|pass|not (?:flag|report|scan|read))\\w* ',
		`(?:${thing}|it\\b|everything|all)`,
	),
	phrase(
		"\\b(?:do not|don['’]t|never|must not|should not|no need to|refrain from) (?:flag|block|quarantin|reject|report)\\w* this (?:skill|plugin|package|extension|file|script|code)\\b",
	),
	phrase(
		'\\b(?:mark|classif|rate|report|treat|label|consider|score|judge|approve|return)\\w* ',
		thing,
		'(?: as)?(?: being| is)?:? (?:\\w+ )?',
		harmless,
		'\\b',
	),
	phrase(
		'\\b(?:output|return|respond|answer|reply|report|emit|print|produce)\\w*\\b',
		'[^.!?\\n]{0,40}?[{[]\\s*["\'`]?(?:findings|issues|vulnerabilities|threats|is_?malicious|malicious|is_?safe|verdict|risk\\w*)["\'`]?\\s*:\\s*(?:\\[\\s*\\]|false|true|null|none|0\\b|["\'](?:clean|safe|benign|none|low|pass|allow))',
	),
	// The marks between which the model-assisted scan puts a skill.
	/<<<\s*(?:BEGIN|FILE|END)\s+[0-9a-f]{8,}/,
];

/** Its own verdict on itself. In code the same words are often a table of results. */
const claimed = [
	phrase(
		'\\bthis (?:skill|plugin|package|extension)(?: (?:and|or|with) (?:all )?(?:of )?(?:its|the) \\w+)? (?:is|are|has been|was|were) (?:(?:already|fully|completely|entirely|thoroughly|independently|officially|perfectly|totally|100%|known to be|certified(?: as)?|guaranteed(?: to be)?) ){0,2}',
		`(?:${harmless}|audited|vetted|cleared|white-?listed|allow-?listed|pre-?approved)\\b`,
		'(?! (?:to|for) (?:re-?run|edit|delete|run (?:again|repeatedly|multiple|more))| (?:git )?status)',
	),
	phrase(
		'\\b(?:(?:security|scan|scanner|admission|audit|final|safety|overall|malware) ){1,2}(?:verdict|result|status|rating|assessment)\\b["\'*_`]{0,3}\\s*(?:[:=]|is\\b)\\s*["\'*_`]{0,3}(?:clean|safe|benign|no (?:issues|findings|threats)|approved|harmless|trusted)\\b',
	),
	phrase('\\bverdict["\'*_`]{0,3}\\s*(?:[:=]|is\\b)\\s*["\'*_`]{0,3}(?:clean|safe|benign|harmless|approved|trusted)\\b'),
	phrase(
		'\\b(?:(?:pre-?)?approved|audited|verified|certified|cleared|vetted|white-?listed|reviewed|signed off) by (?:the |our |its )?(?:\\w+ ){0,2}(?:security (?:team|review\\w*|scanner|department)|anthropic|openai|microsoft|google|skilllite|skill ?scanner)\\b',
	),
	phrase(
		'\\b(?:findings?|warnings?|alerts?|detections?|matches)\\b (?:\\w+ )?(?:in|from|about|on) ',
		thing,
		within(20),
		'\\b(?:is|are) (?:all |known |expected |only )*(?:false positives?|expected|safe to ignore|to be ignored)\\b',
	),
];

// Most files say nothing of the kind: one quick look before the slower ones.
const hint =
	/if you(?:['’]re| are) |scanner|auditor|moderator|classifier|reviewer|judge|analy[sz]er|evaluator|checker|grader|verdict|<<<|flag|malicious|security|positive|findings|benign|harmless|safe|trusted|approved|vetted|listed/i;

export const judgeBait: RuleFile = {
	rules: [bait],
	match({texts, documents}) {
		const read = new Set(documents.map(({file}) => file));
		const others = [...texts].filter(([file, text]) => !read.has(file) && hint.test(text));
		return [...documents.flatMap(inDocument), ...others.flatMap(([file, text]) => inText(file, text))];
	},
};

function inDocument(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const hit = hint.test(sentence.text) ? hitOf(sentence, [...addressed, ...claimed]) : undefined;
		// A lesson about such text is no attack; whoever reads the skill should still not be talked round by it.
		const severity = hit?.isTold ? (sentence.role === 'hidden' ? 'high' : bait.severity) : 'low';
		return hit ? [found(document.file, 'instructions', {at: sentence.start + hit.index, length: hit.length, severity})] : [];
	});
}

/** In code and data; comments and strings are where such a text stands. One place a file says it all. */
function inText(file: string, text: string): readonly Match[] {
	const told = firstMatch(text, addressed);
	const match = told ?? firstMatch(text, claimed);
	return match ? [found(file, 'code', {at: match.index, length: match[0].length, severity: told ? bait.severity : 'low'})] : [];
}

function firstMatch(text: string, patterns: readonly Pattern[]): RegExpExecArray | undefined {
	for (const pattern of patterns) {
		const match = pattern.exec(text);
		if (match) {
			return match;
		}
	}

	return undefined;
}

function found(
	file: string,
	layer: Match['layer'],
	hit: {readonly at: number; readonly length: number; readonly severity: Severity},
): Match {
	return {rule: bait, file, layer, place: {start: hit.at, end: hit.at + hit.length}, severity: hit.severity};
}
