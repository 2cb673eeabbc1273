/** Deeds by which what is looked at is made to fit: results, comparisons, what a guard sees. */

import {within} from '../../instructions/concepts.ts';
import {phrase} from '../../instructions/phrase.ts';
import {type Deed, disservice} from './deed.ts';

const doctored = disservice(
	'014',
	'I10',
	'Has the evidence changed and the result called good.',
	'Report what was found; change what is expected only when the person says so.',
);
const favoured = disservice(
	'015',
	'I11',
	'Has a product praised whatever the source says, as if it were the source’s word.',
	'Report what the source says, or say openly whose product is preferred.',
);
const exempted = disservice(
	'016',
	'I10',
	'Has a sender or a network kept from every check, on the skill’s own word.',
	'Let the person say whom they trust, and keep them in what is reported.',
);

const tampers =
	'\\b(?:cop(?:y|ies|ied)|overwrit\\w+|writ(?:e|es|ten)|replac\\w+|updat\\w+|adjust\\w*|edit\\w*|delet\\w+|remov\\w+|chang\\w+|regenerat\\w+|correct\\w*|accept\\w*|tweak\\w*|trim\\w*|set)\\b';
const evidence =
	'\\b(?:expected (?:file|output|values?|results?)|expectations?|snapshots?|golden (?:files?|master)|fixtures?|baselines?|reference (?:files?|values?|output)|assertions?|thresholds?|tolerances?|(?:their|its|the|these|those|old) (?:events|logs?|entries|findings|readings|records|errors)|statement|import|test data|measurements?|over (?:them|it))\\b';
const verdict =
	'\\b(?:report\\w*|count\\w*|mark\\w*|rat(?:e|es|ed)|record\\w*|call\\w*|present\\w*|list\\w*|show\\w*|log\\w*|note\\w*|declare\\w*|is|are|stays?)\\b[^.!?\\n]{0,40}?(?:\\b(?:as|be|to be|it|them|the \\w+|in|with)?\\s?["“`\']?(?:passed|passing|green|healthy|fine|ok(?:ay)?|clean|success\\w*|reconciled|balanced|compliant|resolved|up to date)\\b|\\bwithout (?:any )?(?:remarks?|comments?|notes?|exceptions?|findings)\\b)';

export const doctoring: readonly Deed[] = [
	{
		rule: doctored,
		what: '',
		orders: [phrase(tampers, within(80), evidence, within(140), verdict)],
		unless:
			/\b(?:ask\w*|review\w*|intend\w*|intentional\w*|confirm\w*|only (?:if|when|after)|verify|agree\w*|approv\w*|until|once|say which|never|not|n['’]t)\b/i,
	},
];

/** A name as companies have them, in the middle of a sentence. */
const whateverSaid =
	"(?:\\b(?:whatever|whichever|regardless of (?:what|which|how)|no matter (?:what|which|how)|even (?:if|when|where)|irrespective of)\\b[^.!?\\n]{0,60}?\\b(?:authors?|pages?|sources?|reviews?|tests?|texts?|articles?|results?|products?|criteria|scores?|data|benchmarks?|concludes?|says?|compared?|ratings?|figures|winner)\\b|\\bas (?:if|though) (?:it|that|this) (?:followed|came|were|was|had|stood)\\b|\\bas the (?:author|source|page|reviewer|text|expert)['’]?s? own\\b|\\bas an? (?:natural|neutral|logical|independent) (?:conclusion|result|finding)\\b|\\b(?:its|their) (?:weak (?:points|spots)|weaknesses|faults|flaws|drawbacks|shortcomings|downsides|disadvantages)\\b[^.!?\\n]{0,30}?\\b(?:out|unmentioned|aside|omitted|dropped|unsaid|short)\\b)";
const praise =
	'\\b(?:first\\b|on top|ahead|in an? (?:\\w+ )?(?:good|positive|favou?rable|best) light|safest|best|strongest|winner|wins|recommend\\w*|favou?r\\w*|prais\\w*|positive\\w*|flatter\\w*|superior|leading|top (?:choice|pick|spot|place))\\b';

export const favouring: readonly Deed[] = [
	{
		rule: favoured,
		what: '',
		orders: [phrase(praise, within(120), whateverSaid), phrase(whateverSaid, within(120), praise)],
		unless:
			/\b(?:never|not|n['’]t|official|primary|disclos\w*|say so|openly|avoid|even if (?:they|it|you) (?:look|seem|appear)\w*|best (?:practices?|effort|guess|match))\b/i,
	},
];

const whom =
	'(?:\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d{1,2})?|\\b\\d{1,3}(?:\\.\\d{1,3}){1,3}\\.(?:\\*|x|0/\\d+)|(?:\\*|\\b[\\w.+-]+)?@[\\w-]+\\.[a-z]{2,}|(?:\\*\\.)?\\b[a-z0-9]+-[a-z0-9-]+\\.(?:[a-z]{2,10})\\b)';
const spared =
	'(?:\\b(?:ignoreip|white-?list\\w*|allow-?list\\w*|safe[- ]?list\\w*|exempt\\w*|exclude[sd]?|suppress\\w*|unban\\w*|trusted|never (?:block|ban|flag|alert|report|scan|count|treat)\\w*|never (?:spam|phishing|suspicious|malicious)|always (?:allow|accept|let|pass|trust|release)\\w*|(?:is|are) always (?:allowed|accepted|trusted|fine|ok|safe|let)|(?:out of|from|in) (?:the )?(?:stats|alerts|reports?|logs?|quarantine|findings|results))\\b)';
const ownWord =
	'(?:\\b(?:belongs? to|are|is|these are|run by|operated by|come from|of) (?:our|the vendor|a partner|partners?|an? trusted|known)\\b|\\bour (?:\\w+ )?(?:partners?|auditors?|scanners?|testers?|contractors?|monitoring|support|vendors?|provider)\\b|\\b(?:whatever|regardless|no matter|even (?:if|when))\\b|\\b(?:in (?:every|each|all)|every|each) (?:jails?|namespaces?|rules?|scans?|tenants?|accounts?|cluster|host|folder|mailbox|project|zone)\\b|\\bneeds? no (?:entry|mention|line|check|alert)\\b)';

export const exempting: readonly Deed[] = [
	{
		rule: exempted,
		what: '',
		orders: [
			phrase(whom, within(140), spared, within(140), ownWord),
			phrase(whom, within(140), ownWord, within(140), spared),
			phrase(ownWord, within(140), whom, within(140), spared),
			phrase(spared, within(100), whom, within(140), ownWord),
			phrase(
				'\\b(?:keep|put|add|leave|set|list)\\w* (?:them|it|these|those|both)\\b',
				within(30),
				spared,
				within(80),
				'\\b(?:alerts?|stats|reports?|unban|every|each|all|attempts?)\\b',
			),
		],
		unless:
			/\b(?:ask\w*|confirm\w*|only (?:if|when)|user (?:says|names|wants|adds)|never add|10\.\d|192\.168|127\.0|localhost|your own|example\.(?:com|org|net))\b/i,
	},
];
