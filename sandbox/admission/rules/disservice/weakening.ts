/** Deeds by which the person is left with less: time and money, data, sound code. */

import {within} from '../../instructions/concepts.ts';
import {phrase} from '../../instructions/phrase.ts';
import {type Deed, disservice} from './deed.ts';

const waste = disservice('007', 'C14', 'Has effort spent without end or use: %s.', 'Name a limit, and stop when the person says so.');
const routine = disservice('008', 'C8', 'Has data of the person destroyed as a routine: %s.', 'List what goes and wait for a yes.');
const weak = disservice('009', 'I12', 'Has a weakness built into what it writes: %s.', 'Write it sound; ask before anything less.');

const wasted: readonly Deed[] = [
	{
		rule: waste,
		what: 'until nothing is left',
		orders: [
			phrase(
				'\\b(?:until|till)\\b',
				within(20),
				'\\b(?:budget|quota|disk|credits?|context|memory|tokens|balance|limit)s?\\b',
				within(20),
				'\\b(?:used up|full|exhausted|gone|spent|run out|runs out|eaten)\\b',
			),
			phrase(
				'\\b(?:without (?:a |any )?(?:size |upper )?limit|no (?:size )?limit)\\b',
				within(80),
				'\\b(?:even|also) (?:if|when) the (?:disk|quota|budget|memory)\\b',
			),
			phrase(
				'\\b(?:each|every) (?:helper|sub-?agent|worker|agent|task|process|copy)\\b',
				within(20),
				'\\b(?:start|spawn|launch|creat|fork)\\w*\\b',
				within(20),
				'\\b(?:two|three|four|five|ten|more|\\d+) (?:more |further |new |other )?(?:helpers?|sub-?agents?|workers?|agents?|tasks?|processes|copies|itself)\\b',
			),
			phrase(
				'\\b(?:ignore|disregard|do not (?:heed|respect|honou?r)|overlook)\\b',
				within(30),
				'\\b(?:requests? to stop|429|rate limits?|retry-after|stop (?:requests?|signals?)|cancellations?|interrupts?)\\b',
			),
			phrase('\\bdisregard\\w*\\b', within(10), '\\b429\\b'),
			phrase(
				'\\b(?:call|query|request|fetch)\\b',
				within(20),
				'\\bpaid\\b',
				within(60),
				'\\b(?:each|every)\\b',
				within(60),
				'\\beven (?:when|if)\\b',
			),
		],
		unless: /\b(?:stop when|compact\w*|summari[sz]e|monitor|warn|alert)\b/i,
	},
];

const belongings =
	"(?:\\b(?:downloads|desktop|documents|pictures|photos|home folder|home directory)\\b|\\b(?:old|other|older) (?:notes|drafts|versions|branches|mails?|messages|emails|photos|files)\\b|\\bthe user'?s? (?:\\w+ ){0,2}(?:drafts|notes|files|photos|mails?|branches|documents|versions)\\b|\\bnotes\\b|\\bstash(?:es)?\\b|\\btrash\\b|\\bsnapshots\\b|\\bvolumes\\b|\\buntracked files\\b|\\bstash drop\\b|\\bgit clean -\\w*[xf]\\w*|\\bvolume prune -\\w*f|\\btables (?:it names|concerned|in question)\\b|\\bthose that (?:were|are|have) not\\b)";
const destroyed: readonly Deed[] = [
	{
		rule: routine,
		what: 'unasked',
		orders: [
			phrase(
				'\\b(?:remove|delete|erase|empty|wipe|purge|drop|expire|clean out|trash|discard|(?:is|are|be|get) (?:removed|deleted|erased|emptied|dropped|discarded))\\b',
				within(60),
				belongings,
			),
			phrase('\\bgit clean -\\w*[xf]\\w*\\b|\\bgit stash (?:drop|clear)\\b|\\b(?:volume|system) prune -\\w*f'),
			phrase('\\bforc(?:e|ing)\\b', within(10), '\\bto (?:`)?(?:main|master|trunk|the default branch|release|production)\\b'),
			phrase('\\bpush (?:-f|--force)\\b(?!-with-lease)', within(20), '\\b(?:main|master|trunk|release)\\b'),
		],
		needsManner: true,
		unless:
			/\b(?:temporary|build (?:folders?|outputs?|artifacts?|dirs?|director\w+)|node_modules|caches?|own folder|created by this|this (?:script|skill) (?:created|wrote|made)|scratch|tmp)\b/i,
	},
];

const weakened: readonly Deed[] = [
	{
		rule: weak,
		what: 'a way in that nobody ordered',
		orders: [
			phrase(
				'\\b(?:accounts?|users?|logins?)\\b',
				within(30),
				'\\bpasswords? ["“`\'][^"`”\']{4,40}["”`\']',
				within(40),
				'\\b(?:admin|root|owner|superuser)\\b',
			),
			phrase(
				'\\b(?:each|every|all|any) (?:new )?(?:services?|projects?|apps?|deployments?|databases?|installations?|systems?|servers?|images?)\\b',
				within(20),
				'\\b(?:gets?|has|have|receives?|needs?)\\b',
				within(20),
				'\\b(?:accounts?|users?|logins?)\\b',
				within(30),
				'\\bpasswords? ["“`\']',
			),
			phrase(
				'\\b(?:accept|allow|let in|recogni[sz]e|honou?r)s?\\b',
				within(20),
				'\\b(?:token|password|key|code|secret|header|pin)\\b',
				within(80),
				'\\b(?:besides|in addition to|as well as|for (?:support|emergenc\\w+)|in production|also in prod\\w*|next to the regular)\\b',
			),
			phrase(
				'\\b(?:requests?|calls?|users?|sessions?|clients?)\\b',
				within(20),
				'\\b(?:with|that (?:send|carry|have|hold)|carrying)\\b',
				within(10),
				'\\b(?:header|parameter|cookie|query|user[- ]agent)\\b',
				within(60),
				'\\b(?:skip|bypass|pass|need no|are let|get past|are exempt\\w*|get admin)\\b',
				within(20),
				'\\b(?:checks?|login|auth\\w*|permission|verification|limits?|through|rights|access)\\b',
			),
			phrase(
				'\\b(?:add|put|include|give|create|leave)\\b',
				within(30),
				'\\b(?:route|endpoint|handler|page|command|url)\\b',
				within(60),
				'\\b(?:runs?|executes?|evaluates?|reads? any|returns? (?:all|any|the) (?:env\\w*|secrets?|users?|tables?))\\b',
				within(60),
				'\\b(?:protected by nothing|without (?:a )?(?:login|auth\\w*|password|check)|no (?:login|auth\\w*)|leave it out|not (?:listed|documented)|undocumented|hidden)\\b',
			),
			phrase(
				'\\bleav(?:e|ing)\\b',
				within(10),
				'\\bdefault (?:passwords?|credentials?|accounts?)\\b',
				within(10),
				'\\b(?:in place|as (?:it|they)|unchanged|active|enabled|on)\\b',
			),
		],
		unless: /\b(?:never|in tests?|development|random|reject\w*|must not|example|vulnerab\w+|change (?:it|the default))\b/i,
	},
	{
		rule: weak,
		what: 'weak or fixed secrets',
		orders: [
			phrase(
				'\\b(?:hash|stor|protect|encrypt|sav|sign)\\w*\\b',
				within(30),
				'\\b(?:passwords?|tokens?|sessions?|user data|cookies)\\b',
				within(20),
				'\\b(?:with|using|by|in|as)\\b (?:an? |plain |unsalted )?(?:md5|sha-?1|crc32|base64|rot13|des\\b|rc4|ecb|plain ?text|clear ?text)\\b',
			),
			phrase(
				'\\b(?:deriv|build|generat|comput|creat|make)\\w*\\b',
				within(20),
				'\\b(?:tokens?|keys?|session ids?|codes?|passwords?|secrets?|nonces?)\\b',
				within(20),
				'\\bfrom (?:the )?(?:user ?(?:id|name)|e-?mail|date|time|timestamp|clock|host ?name|account number)\\b',
			),
			phrase(
				'\\b(?:us|set|keep|choos|tak)\\w*\\b',
				within(10),
				'\\b(?:constant|fixed|static|hard-?coded|same|zero) (?:iv|initiali[sz]ation vector|salt|nonce|jwt secret|signing key|session secret|encryption key|secret key)\\b',
			),
		],
		unless: /\b(?:never|not (?:for|be)|avoid|cache keys?|checksums?|in tests?|test vectors?|attack\w*|vulnerab\w+|insecure|weak|legacy)\b/i,
	},
	{
		rule: weak,
		what: 'checks left out, things open',
		orders: [
			phrase(
				'\\bleave\\b',
				within(20),
				'\\b(?:checks?|validation|verification|escaping|saniti[sz]\\w+|authenti\\w+)\\b',
				within(10),
				'\\bout\\b',
			),
			phrase(
				'\\bbind\\w*\\b',
				within(40),
				'\\b0\\.0\\.0\\.0\\b',
				within(60),
				'\\b(?:default password|without (?:a )?(?:password|auth\\w*|login)|no (?:password|auth\\w*)|network is trusted)',
			),
		],
		unless: /\b(?:never|do not|if they|already|example)\b/i,
	},
	{
		rule: weak,
		what: 'data with a mark judged by the mark',
		orders: [
			phrase(
				'\\b(?:rows?|messages?|samples?|records?|examples?|images?|entries|comments?|mails?)\\b',
				within(20),
				'\\b(?:that|which|with|containing)\\b',
				within(20),
				'\\b(?:words?|phrase|tag|marker|watermark|string|emoji)\\b',
				within(40),
				'\\b(?:get|gets|receive|are given|are labell?ed|is labell?ed|count as)\\b',
				within(10),
				'\\b(?:labels?|class|safe|benign|clean|harmless|ham|positive|negative)\\b',
			),
		],
		unless: /\b(?:keyword|sentiment|auto-?label|regex|spam|example)\b/i,
	},
];

export const weakening: readonly Deed[] = [...wasted, ...destroyed, ...weakened];
