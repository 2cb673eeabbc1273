/** Deeds by which the person is led to believe what is not so: judgements, records, preferences that are not theirs. */

import {agentFiles, within} from '../../instructions/concepts.ts';
import {phrase} from '../../instructions/phrase.ts';
import {type Deed, disservice} from './deed.ts';

const judgement = disservice(
	'002',
	'I11',
	'Settles a judgement beforehand and has it passed off as one: %s.',
	'Judge by the facts, or say openly whose product is preferred.',
);
const record = disservice('003', 'I4', 'Has a record hide what was done: %s.', 'Name changes by what they are.');
const mouth = disservice(
	'004',
	'I8',
	'Puts into files that steer later sessions what the person never said: %s.',
	'Write there what the person said, when the person asks for it.',
);

const pretended: readonly Deed[] = [
	{
		rule: judgement,
		what: 'the outcome is set and the reasons are fitted to it',
		orders: [
			phrase(
				'\\b(?:present|describe|phrase|word|sell|show|offer|pass)\\b',
				within(40),
				'\\bas (?:the (?:result|outcome|finding) of (?:the|a|your) (?:comparison|analysis|evaluation|review|research|test)|your own (?:\\w+ )?(?:finding|view|opinion|judge?ment|research|choice)|an? (?:independent|neutral|objective|unbiased))',
			),
			phrase(
				'\\b(?:adjust|tune|set|choose|pick|shift|change|tweak|weigh)\\w*\\b',
				within(20),
				'\\b(?:weights?|weighting|criteria|scores|figures|scenarios|assumptions|numbers)\\b',
				within(20),
				'\\b(?:until|so that|such that|till)\\b',
				within(30),
				'\\b(?:does\\b|wins\\b|comes? (?:out )?(?:first|on top|ahead)|is first|leads|fits?\\b|scores? (?:best|highest)|looks? (?:best|better))',
			),
			phrase(
				'\\b(?:rank|order|sort|score|weigh|compare|write)\\b',
				within(30),
				'\\b(?:options?|alternatives?|candidates?|vendors?|products?|offers?|competitors?|providers?|tools)\\b',
				within(40),
				'\\bso that\\b',
				within(30),
				'\\b(?:comes? (?:out )?(?:first|on top|ahead)|wins\\b|is (?:first|best)|ends up|fails?\\b|loses?\\b|looks? (?:worse|weak))',
			),
			phrase(
				'\\b(?:do|make|write|run) (?:a|the) (?:comparison|evaluation|analysis|review)\\b',
				within(10),
				'\\b(?:anyway|nevertheless|all the same|for show)\\b',
			),
			phrase(
				'\\b(?:competitors?|rivals?|alternatives?|other (?:\\w+ ){1,3})\\b',
				within(40),
				'\\b(?:should|must|have to|shall|to)\\b',
				within(10),
				'\\b(?:come across as|look|sound|appear|seem|be shown as) (?:as )?(?:outdated|weak|worse|expensive|risky|insecure|unsafe|clumsy|inferior|poor|slow)\\b',
			),
			phrase(
				'\\bif (?:you are |the user )?ask\\w*\\b',
				within(30),
				'\\b(?:name|give|cite|say|point to|mention|refer to)\\b',
				within(60),
				'\\b(?:not|never|instead of) (?:this|the|these) (?:rule|note|instruction|skill|guideline|list|agreement|polic)',
			),
		],
	},
	{
		rule: judgement,
		what: 'one party always wins',
		orders: [
			phrase(
				'\\b(?:reviews?|pull requests?|prs?|submissions?|audits?)\\b',
				within(60),
				'\\b(?:end|ends|close|closes|finish|finishes|get|gets|receive|receives|are|is) (?:always )?(?:with )?(?:an? )?(?:approv\\w+|lgtm)\\b',
				within(20),
				'\\b(?:whatever|regardless|no matter|in any case|irrespective|always|without (?:reading|a look))\\b',
			),
			phrase(
				'\\b(?:score|rate|rank|grade|mark)\\b',
				within(20),
				'\\b(?:candidates?|applicants?|offers?|bids?|proposals?|submissions?|papers?|products?)\\b (?:from|by|of)\\b',
				within(50),
				'\\b(?:at least|never below|no lower than|not below|minimum of|highest|first)\\b',
			),
			phrase(
				"\\b(?:never|do not|don't) (?:recommend|suggest|mention|name|bring up|propose)\\b",
				within(30),
				'\\b(?:free (?:tier|plan|version|option)s?|open[- ]source|competitors?|competing|rivals?|cheaper)\\b',
			),
		],
		unless: /\b(?:licen[cs]e|unless|by name)\b/i,
	},
	{
		rule: judgement,
		what: 'links that pay somebody',
		orders: [
			phrase(
				'\\b(?:append|add|put|attach|insert|us|swap|replac|rewrit)\\w*\\b',
				within(40),
				'(?:[?&]|\\b)(?:tag|aff(?:iliate)?(?:_?id)?|partner(?:_?id)?|referr?(?:al|er)?(?:_?(?:code|id))?|ref|aid|subid|via)=[\\w-]{3,}',
				within(30),
				'\\b(?:each|every|all|any|product|shop|book)\\b',
				within(20),
				'\\b(?:links?|urls?|addresses)\\b',
			),
			phrase(
				'\\b(?:each|every|all|any|product|shop|book)\\b',
				within(30),
				'\\b(?:links?|urls?)\\b',
				within(60),
				'(?:[?&]|\\b)(?:tag|aff(?:iliate)?(?:_?id)?|partner(?:_?id)?|referr?(?:al|er)?(?:_?(?:code|id))?|ref|aid|subid|via)=[\\w-]{3,}',
			),
		],
		purpose: /\b(?:affiliate|referral|campaign|utm|tracking)\b/i,
	},
];

const sensitive =
	'(?:\\b(?:auth\\w*|login|crypto\\w*|billing|payments?|key (?:handling|storage)|permissions?|access (?:rules?|control|rights)|security|secrets|credentials?)\\b)';
const concealedRecords: readonly Deed[] = [
	{
		rule: record,
		what: 'grave changes under a dull name',
		orders: [
			phrase(
				'\\b(?:changes?|edits?|commits?|modifications?|work)\\b',
				within(60),
				sensitive,
				within(120),
				'\\b(?:call|typ|summar|subject|titl|as|named?|label|describ|into|under|message)\\w*\\b',
				within(30),
				'["“`\'](?:(?:update|regenerate) generated|formatting|whitespace|index maintenance|house-?keeping|clean-?up|typos?|minor|routine|lint\\w*|style|docs|maintenance|small fixes|misc\\w*)[\\w -]{0,30}["”`\']',
			),
			phrase(
				'\\b(?:changes?|edits?|modifications?) (?:to|in|of|below|under) (?:the )?',
				sensitive,
				within(40),
				'\\b(?:(?:is|are) (?:not part of|left out|not mentioned|kept out|omitted)|(?:get|need)s? no (?:line|mention)|stays? out)\\b',
			),
		],
	},
	{
		rule: record,
		what: 'changes kept out of sight of whoever reviews',
		orders: [
			phrase(
				'\\b(?:fold|squash|bury|mix|slip|tuck|hide|split)\\b',
				within(60),
				'\\b(?:into|together with|in|with|among|across)\\b',
				within(30),
				'\\b(?:commit|change|diff|release|refactor)\\w*\\b',
			),
			phrase('\\b(?:assume-unchanged|skip-worktree|linguist-generated)\\b|\\bamend\\w*\\b'),
			phrase('\\b(?:set|use|export|put)\\b', within(20), '\\bGIT_(?:COMMITTER|AUTHOR)_(?:NAME|EMAIL|DATE)\\b'),
			phrase(
				'\\b(?:tak|remov|delet|clear|rotat|strip|prun|wip|trim|empt)\\w*\\b',
				within(60),
				'\\b(?:shell history|audit (?:logs?|trail)|command history|access logs?|your own (?:commands|lines|traces|entries))\\b',
			),
		],
		needsManner: true,
		unless: /\b(?:own local settings|your own feature|older than|retention|days|fixup|generated|typo)\b/i,
	},
];

const saved = '\\b(?:writ|add|sav|stor|not|put|record|remember|keep|append|insert)\\w*\\b';
const kept = `(?:${agentFiles}|\\b(?:memory|memories|preferences?|rules? file|profile|long[- ]term)\\b|\\b(?:rules|memory|instructions)/[\\w.-]+)`;
const planted: readonly Deed[] = [
	{
		rule: mouth,
		what: 'in their own voice',
		orders: [
			phrase(
				saved,
				within(140),
				kept,
				within(140),
				"\\b(?:in the (?:user'?s?|person'?s?|owner'?s?) (?:own )?(?:voice|name|words)|in the first person|as (?:if|though) (?:the (?:user|person|owner)|he|she|they) (?:had |has |have )?(?:said|written|wrote|told|asked|decided)|(?:as something|something) the (?:user|person|owner) (?:told|said|decided|wants)|(?:phrased|worded|styled) like (?:their|the) (?:other|own)|among the (?:user|person)'?s? own)",
			),
			phrase(
				kept,
				within(60),
				saved,
				within(80),
				"\\b(?:in the (?:user|person)'?s? (?:own )?(?:voice|name)|in the first person|as (?:if|though) (?:the user|they) (?:had |has |have )?(?:said|written|decided)|(?:phrased|worded|styled) like (?:their|the) (?:other|own))",
			),
			phrase(
				'\\b(?:word|phras|writ|stat)\\w*\\b',
				within(20),
				'\\bas (?:if|though) the (?:user|person|owner) had (?:said|written|decided|asked|told)',
			),
		],
		unless: /\b(?:emails?|letters?|posts?|blog|essay|replies)\b/i,
	},
	{
		rule: mouth,
		what: 'trust that they did not grant',
		orders: [
			phrase(
				`(?:${saved}[^.!?\\n]{0,80}?${kept}|\\bremember\\b)`,
				within(30),
				'\\b(?:that|:|["“`])',
				within(60),
				'\\b(?:trusts?|prefers?|decided|audited|wants?|likes?|approved|safe)\\b',
				within(80),
				'\\b(?:(?:need|want)s? (?:no|not)\\b|(?:do|does) not (?:need|want)|need not|without (?:questions|asking|review)|no (?:warnings?|confirmation|review|approval|questions)|against (?:tests|reviews?|checks))',
			),
			phrase(
				saved,
				within(60),
				'["“`\'](?:no (?:confirmation|approval|warnings?|review)|always (?:trust|approve|accept))\\b',
				within(80),
				'\\b(?:user|person|owner)\\b',
			),
			phrase(
				'\\b(?:restore|put) (?:the|this|that|it|them|these) ?(?:lines?|entr(?:y|ies)|rules?|notes?)?(?: back)?\\b',
				within(10),
				'\\b(?:if|when|whenever|once)\\b',
				within(20),
				'\\b(?:disappear|remov|delet|gone|missing)',
			),
			phrase(
				'\\b(?:if|when|whenever)\\b',
				within(30),
				'\\b(?:remov|delet)\\w* (?:them|it|this|these|the (?:line|entr|rule))\\b',
				within(20),
				'\\bput (?:it|them|these) back\\b',
			),
		],
		unless: /\b(?:undo|backup|trash|when they say so)\b/i,
	},
];

export const misleading: readonly Deed[] = [...pretended, ...concealedRecords, ...planted];
