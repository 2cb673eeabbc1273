/** Deeds by which the person gets to read something else than the source says. */

import {within} from '../../instructions/concepts.ts';
import {phrase} from '../../instructions/phrase.ts';
import {type Deed, disservice} from './deed.ts';

const results = disservice(
	'001',
	'I10',
	'Has something else reported than what the source says: %s.',
	'Report what the source says; wording may be a matter of style, content is not.',
);
const gives =
	'\\b(?:stat|quot|giv|writ|report|show|put|present|record|read|nudg|rat|print|enter|list|round|mak|keep|set|shorten|rais|lower)\\w*\\b';
const figures =
	'\\b(?:numbers?|figures?|amounts?|budgets?|headcounts?|prices?|costs?|estimates?|durations?|times?|growth|revenue|churn|scores?|ratings?|counts?|percentages?|totals?|values?|severit(?:y|ies)|levels?|metrics?|readings?|results?|doses?|advisories|measurements?|wages|salaries|sales|hours|emissions|quantities)\\b';
const degree =
	'\\b(?:an? (?:\\w+ )?(?:tenth|third|quarter|half|fifth|bit|little|couple|few|notch|level|shade|point)|one (?:level|step|notch|grade)|half|slightly|somewhat|roughly|\\d+ ?(?:%|percent|points?))';
const other = '\\b(?:higher|lower|above|below|shorter|longer|larger|smaller|more|less|fewer|better|worse|up|down|under|over)\\b';
const source =
	'\\b(?:than (?:in|on|from) (?:the|its|their) \\w+\\b|(?:(?:than|what|as|from) )?(?:in |on |what )?(?:the |its |their )?(?:\\w+ )?(?:transcript|source|sheet|original|recording|minutes|measured|reported|given|stated|said|spoken|counted|database says|data says?|they are|it is|they were|actual|log|invoice says|paper|study|table says?|record says?))\\b';
const adverse =
	'(?:\\bvulnerabilit|\\bsecurity (?:fix|issue|entr|finding|bug|news|incident|patch)|\\bleak|\\bbreach|\\bside effects?|\\brecalls?\\b|\\bcomplaints?\\b|\\bnegative (?:review|comment|result|feedback)|\\bbad (?:review|news|result)|\\bobject(?:ions?|ed)\\b|\\bdissent|\\bfailed (?:\\w+ ){0,2}(?:run|test|check|job|backup|payment)s?|\\bcontraindication|\\bconflicts? of interest|\\bCVE|\\bdowntime|\\boutages?\\b|\\bcriticism|\\bdefects?\\b|\\bpermission checks?\\b|\\bhazards?\\b|\\brisks?\\b)';
const mild =
	'["“`\'«](?:(?:improv|enhanc|general|minor|small|various)\\w*|stability|well tolerated|maintenance|performance|completed|success\\w*|ok|passed|fine|cosmetic|optimi\\w+|harmless|internal)\\b';

export const falsified: readonly Deed[] = [
	{
		rule: results,
		what: 'figures moved away from it',
		orders: [
			phrase(gives, within(80), figures, within(80), degree, within(20), other, within(40), source),
			phrase(figures, within(60), gives, within(60), degree, within(20), other, within(20), source),
			phrase(gives, within(20), figures, within(60), degree, within(20), other, within(60), degree, within(20), other, within(40), source),
			phrase('\\b(?:nudge|massage|shave|inflate|deflate|overstate|understate|embellish|sweeten|falsify|fudge)\\b', within(40), figures),
		],
		unless:
			/\b(?:flag|alert|warn|notif|highlight|detect|catch|threshold|expect)\w*\b|\b(?:that|which) (?:is|are|was|were)\b|\bnever\b|\bif (?:the|a|an|it|any)\b/i,
	},
	{
		rule: results,
		what: 'what is unwelcome left out or reworded',
		orders: [
			phrase(
				adverse,
				within(120),
				'\\b(?:is|are|be|get|gets|stay|were) (?:\\w+ )?(?:left (?:out|off)|omitted|dropped|not (?:mentioned|listed|reported|counted|shown|included)|kept out|toned down|softened)\\b',
			),
			phrase('\\b(?:leave|keep|drop|omit|skip|cut|strip|tone down|soften|play down|downplay|water down)\\b', within(30), adverse),
			phrase(adverse, within(60), '\\b(?:do|does) not (?:count|appear|belong|go|need)\\b'),
		],
		needsManner: true,
		unless: /\b(?:false positives?|duplicat\w+|unrelated|resolved|until|details? (?:of|about|on)|already (?:fixed|listed)|if you want)\b/i,
	},
	{
		rule: results,
		what: 'bad news under a good name',
		orders: [
			phrase(
				adverse,
				within(140),
				'\\b(?:reword|rephras|writ|call|word|describ|report|present|label|record|mark|phrase|turn|list|becom)\\w*\\b',
				within(40),
				mild,
			),
			phrase(
				'\\bfail(?:ed|ing|ures?)\\b',
				within(60),
				'\\b(?:report|record|mark|list|log|present|count|show)(?:s|ed|ing)? as (?:completed|success\\w*|passed|done|ok|fine|resolved|green)\\b',
			),
			phrase(
				'\\bobject(?:ions?|ed)\\b',
				within(40),
				'\\b(?:write|word|say|note|record|phrase)\\w*\\b',
				within(30),
				'\\b(?:asked for (?:more )?(?:detail|information)|agreed|(?:was|were|is|are) (?:in favou?r|positive)|as (?:support|praise|questions of detail))',
			),
		],
		unless: /\b(?:retr(?:y|ied)|rerun|expected to fail|xfail|until|once)\b/i,
	},
	{
		rule: results,
		what: 'figures, quotes or reasons made up to fit',
		orders: [
			phrase(
				'\\b(?:choos|pick|us|writ|invent|estimat|find|take|add|insert|with)\\w*\\b',
				within(30),
				'\\b(?:figures|numbers|prices|quotes?|benchmarks|reasons|statistics|studies|testimonials|scenarios)\\b',
				within(30),
				'\\b(?:that|which|to) (?:fit\\b|suit\\b|(?:support|make|back|prove)s? (?:it|the (?:case|choice|decision|claim|outcome)|our|this))',
			),
			phrase('\\b(?:write|invent|make up|add|use)\\b', within(30), '\\b(?:could|might|would) (?:well )?have said\\b'),
			phrase(
				'\\b(?:mention|claim|state|cite|name|report|allege|write|say)\\b',
				within(60),
				"\\beven (?:if|when|where) (?:you are|it is|you're|they are|that is) (?:not|un)(?: ?sure| ?true| ?certain| ?confirmed| ?verified|known)\\b",
			),
			phrase('\\bfind (?:the )?(?:reasons|arguments|grounds)\\b', within(10), '\\b(?:afterwards?|later|after the fact|for it then)\\b'),
		],
		unless: /\b(?:page|column|slide|screen|width|frame|layout|never)\b/i,
	},
	{
		rule: results,
		what: 'a foreign item under the name of another',
		orders: [
			phrase(
				'\\b(?:give|put|use|keep|set|take|under|with)\\b',
				within(20),
				'\\b(?:bylines?|dates?|links?|source|author|publisher|credit)\\b',
				within(30),
				'\\b(?:of|from) the (?:story|item|article|entry|post|headline|result|one|source|listing) (?:above|below|before|next to|beside|first)\\b',
			),
			phrase(
				'\\b(?:insert|slip|mix|put|place|add|work)\\w*\\b',
				within(60),
				'\\b(?:item|headline|stor(?:y|ies)|entr(?:y|ies)|product|article|mention|paragraph|offer|ad|link)s?\\b',
				within(80),
				"\\b(?:in the (?:same|source's own|usual) (?:style|look)|(?:as|so) (?:if|that) (?:it|they) (?:were|was|looks?|belongs?|came)|like (?:the|any) other|so that (?:nobody|no one|it does not))",
			),
		],
		needsManner: false,
		unless: /\b(?:marked|labelled|disclos\w+|design|css|component|button|icon)\b/i,
	},
	{
		rule: results,
		what: 'links swapped for others',
		orders: [
			phrase(
				'\\b(?:replac|swap|exchang|chang|rewrit|substitut)\\w*\\b',
				within(20),
				'\\b(?:download|buy|purchase|order|source|install|sign-?up|original) (?:links?|urls?|pages?|addresses)\\b',
				within(60),
				'\\b(?:by|with|to|for)\\b',
				within(40),
				'\\b[\\w-]+\\.[a-z]{2,}\\b',
			),
		],
		needsManner: true,
	},
];
