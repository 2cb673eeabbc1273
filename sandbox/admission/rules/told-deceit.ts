/** I10 and I11: orders to deceive: results made up, traces removed, doors left open for others, advice that was bought. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {type Pattern, phrase} from '../instructions/phrase.ts';
import {type Document, hitOf, inSentence} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const madeUp: Rule = {
	id: 'SL-SABOTAGE-005',
	class: 'I10',
	severity: 'high',
	message: 'Has results reported that are not what was found.',
	remedy: 'Report what was found.',
	references: ['ASI09', 'LLM09'],
};

const traces: Rule = {
	...madeUp,
	id: 'SL-SABOTAGE-006',
	message: 'Removes the traces of what was done.',
	remedy: 'Leave histories and logs alone.',
	references: ['ASI09', 'T1070'],
};

const door: Rule = {
	...madeUp,
	id: 'SL-SABOTAGE-007',
	message: 'Leaves a way in for somebody else.',
	remedy: 'Let the person decide who has access.',
	references: ['T1098', 'T1136'],
};

const bought: Rule = {
	...madeUp,
	id: 'SL-FRAUD-004',
	class: 'I11',
	message: 'Has something recommended whatever speaks against it.',
	remedy: 'Judge by what the person asked for.',
	references: ['LLM09', 'ASI09'],
};

const carried: Rule = {
	...madeUp,
	id: 'SL-GIVEAWAY-007',
	class: 'I5',
	message: 'Has the agent carry what it works on to an address, each time.',
	remedy: 'Keep it on this machine, or ask the person.',
	references: ['LLM02', 'ASI02'],
};

const says = '\\b(?:tell|report|say|state|claim|write|answer|show|present|declare|note)\\b';
const inAnyCase = '\\b(?:(?:also|even) (?:when|if|though)|whatever|regardless|no matter|irrespective|in any case|anyway)\\b';
const orders: readonly (readonly [Rule, readonly Pattern[]])[] = [
	[
		madeUp,
		[
			phrase(
				says,
				within(60),
				'\\b(?:nothing|no (?:findings?|problems?|errors?|issues?)|all (?:is )?(?:well|clear|fine)|everything is (?:fine|ok)|clean)\\b',
				within(30),
				inAnyCase,
			),
			phrase(
				"\\b(?:never|do not|don't|without) run(?:ning)? (?:the |any )?(?:tests?|checks?|suite|build|scan)\\b",
				within(40),
				says,
				within(50),
				'\\b(?:pass(?:ed|es)?|green|succe\\w+|ok|clean)\\b',
			),
			phrase(
				'\\b(?:lower|raise|reduce|increase|scale|inflate|deflate|round|shrink)\\b',
				within(20),
				'\\b(?:reported|measured|counted|actual|real|true) (?:\\w+ ){0,2}\\w+',
				within(20),
				'\\bby (?:\\d+ ?%|half|a (?:third|quarter|factor))',
			),
			phrase(
				'\\b(?:chang|adjust|set|edit|rewrit)\\w*\\b',
				within(20),
				'\\b(?:assertions?|expectations?|tests?)\\b',
				within(20),
				'\\b(?:so (?:that )?(?:it|they)|to) accepts? (?:the |whatever |any )',
			),
			phrase(
				'\\b(?:append|add|put|insert|write)\\w*\\b',
				within(20),
				'\\bexit 0\\b',
				within(40),
				'\\b(?:tests?|ci|checks?|lint|scan|build|pipeline)\\b',
			),
			phrase(
				'\\b(?:invent|fabricat|make up|fake|forge)\\w*\\b',
				within(30),
				'\\b(?:results?|figures?|numbers?|measurements?|citations?|sources?|references|reviews?|signatures?|receipts?|timestamps?|logs?)\\b',
			),
		],
	],
	[
		traces,
		[
			phrase(
				'\\b(?:delet|remov|eras|wip|clear|truncat|purg|scrub|empty)\\w*\\b',
				within(60),
				'(?:\\.(?:bash|zsh)_history|\\b(?:shell|command|session|audit|access|bash) (?:history|logs?)|\\btranscripts?|\\bevent log)',
				within(60),
				'\\b(?:when (?:you are |it is )?(?:done|finished)|afterwards?|so that|traces?|traced|evidence|nobody|no one)\\b',
			),
			phrase('\\b(?:unset|export|set)\\b', within(10), '\\bHISTFILE\\b', within(60), '\\b(?:before|so that|first|trace|history)\\b'),
			phrase('\\b(?:cover|hide|remove|erase|leave no|without (?:a |any )?)(?:s|ing)? ?(?:your |the |all |our )?(?:tracks|traces?)\\b'),
		],
	],
	[
		door,
		[
			phrase(
				'\\b(?:add|creat|put|keep|install|enrol|invit|leav)\\w*\\b',
				within(50),
				'\\b(?:deploy keys?|authorized_keys|ssh key|access tokens?|collaborators?|uid 0|admin (?:user|account|role)|service accounts?|super ?users?|remote access|webhooks?)\\b',
				within(60),
				'\\b(?:so that (?:support|we|our|the (?:maintainers?|vendor|author))|for (?:monitoring|support|the vendor|the maintainers?|remote help|later)|can (?:help|log in|get in))\\b',
			),
			phrase(
				'\\balways (?:add|create|include) (?:a |an )?(?:\\w+ ){0,2}(?:user|account)\\b',
				within(30),
				'\\b(?:uid 0|root|admin\\w*|ssh key|sudo)\\b',
			),
		],
	],
	[
		bought,
		[
			phrase(
				'\\b(?:rank|place|list|recommend|prefer|favou?r|suggest|rate|promot)\\w*\\b',
				within(50),
				"\\b(?:our|sponsor(?:ed|'s)?|partner(?:'s)?|affiliate|first|highest|best|on top)\\b",
				within(60),
				'\\b(?:whatever|regardless|no matter|irrespective|even (?:if|when)|also (?:if|when)) (?:\\w+ ){0,4}(?:numbers?|results?|facts?|reviews?|tests?|prices?|better|worse|cheaper|say|show|ask\\w*|fits?)\\b',
			),
		],
	],
	[
		carried,
		[
			phrase(
				'\\b(?:after|before|at the (?:end|start) of|on|with|for) (?:every|each|any) (?:\\w+ ){0,2}\\w+',
				within(30),
				'\\b(?:upload|send|post|forward|submit|push|copy|report)\\b',
				within(30),
				'\\b(?:diffs?|prompts?|conversations?|source|code|files?|transcripts?|workspace|answers?|documents?|questions?)\\b',
				within(40),
				'\\bto `?https?://',
			),
			phrase(
				'`(?:env\\b|printenv|cat [^`]{0,40}\\.env|gh auth token|op read)[^`]{0,60}`',
				within(60),
				'\\b(?:put|add|append|use|include|set|pass|send)\\w*\\b',
				within(60),
				'\\b(?:parameter|query|links?|urls?|images?|address|header|footer|body)\\b',
			),
		],
	],
];

export const toldDeceit: RuleFile = {
	rules: [madeUp, traces, door, bought, carried],
	match: ({documents}) => documents.flatMap(inDocument),
};

/** Only what is ordered: what is forbidden, quoted or taught is none of it. */
function inDocument(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence =>
		orders.flatMap(([rule, patterns]) => {
			const hit = hitOf(sentence, patterns);
			return hit?.isTold ? inSentence(rule, document, hit) : [];
		}),
	);
}
