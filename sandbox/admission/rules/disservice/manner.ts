/**
The way in which a deed is ordered. To switch a check off may be needed; to do so unasked, unseen, for good or because it is
in the way is what nobody who looks after the person says.
*/

import {phrase} from '../../instructions/phrase.ts';

/** The person, or whoever checks, is not to see it. */
export const unseen = [
	phrase("\\b(?:rarely|never|hardly|won't|will not|do not|don't|does not|doesn't) (?:even )?(?:notice|stand out|show up|see\\b|spot)"),
	phrase('\\b(?:nobody|no one|none) (?:will |would |ever )?(?:notices?|reads?|sees?|looks?|asks?|wants)\\b'),
	phrase('\\bsay(?:ing)? nothing\\b|\\bsees? no difference|\\b(?:quietly|unnoticed|discreetly)\\b|\\bshows nothing new\\b'),
	phrase(
		"\\b(?:no need to|need not|needn't|not necessary to|do not|don't) (?:be )?(?:explain|mention|tell|point|raise|announce|disclose|advertis)\\w*",
	),
	phrase('\\b(?:need|deserve|get|require)s? no (?:mention|line|entry|explanation|note)\\b'),
	phrase(
		'\\bleav(?:e|ing) (?:it|them|this|that|these) out of\\b|\\b(?:is|are) (?:not|never) (?:listed|mentioned|documented|part of|named|shown)\\b|\\b(?:is|are|gets?) not (?:to be )?mentioned',
	),
	phrase('\\bof no interest\\b|\\breviewers? (?:skim|look at the)|\\bask for a second reviewer'),
	phrase(
		'\\bsay (?:that )?(?:all|every|no|none|everything)\\b|\\bshow only the final\\b|\\bif (?:you are |you get )?asked (?:why|about|how)\\b',
	),
];

/** Nobody is asked. */
export const unasked = [
	phrase(
		"\\bwithout (?:first |any |a |further )*(?:asking|questions?|list|word|notice)\\b|\\b(?:don't|do not|need not|doesn't|does not|no) need (?:the |a |any )?(?:questions?|approval|confirmation|list)\\b",
	),
	phrase(
		"\\b(?:nobody|no one) (?:has|needs) to\\b|\\b(?:nothing|no need|no reason|don't have|not necessary) to (?:ask|hold up|wait|bother)\\b",
	),
	phrase("\\b(?:do not|don't|never) (?:ask\\b|bother)|\\bright away\\b|\\bunasked\\b|\\bask(?:ing)? nobody\\b"),
];

/** A reason that is nobody's but the one's who wants it gone. */
const convenient = [
	phrase(
		'\\bsaves? (?:a|the|time|one|everyone)\\b|\\b(?:slows?|slowing) |\\bslow (?:build|start|laptop|machine)|\\bonly (?:slow|annoy|confuse)',
	),
	phrase(
		'\\bnois[ey]|\\bnuisance|\\bannoy|\\bin the way\\b|\\binterrupt|\\bclutter|\\bfewer (?:tickets|questions|complaints)|\\bred tape\\b',
	),
	phrase('\\bhard to debug|\\beasy to debug|\\bfast enough|\\btask for later|\\brelease is late|\\btidy\\b|\\bcheap\\b|\\bred builds'),
	phrase(
		'\\bharmless\\b|\\bstale\\b|\\bleft-?overs?\\b|\\bnervous\\b|\\bwould (?:only )?worry|\\bworries\\b|\\balarm(?:s|ing)? (?:people|readers)|\\bdoubles?\\b|\\bfalse sense',
	),
	phrase('\\bcan be (?:set|done|added|switched|turned|restored|narrowed|fixed) (?:again|back|later|on|at|next|in)\\b'),
	phrase('\\bnetwork is trusted|\\b(?:carry|go) on\\b|\\band (?:continue|proceed)\\b|\\bwrong people\\b|\\bin (?:our|their) favou?r\\b'),
];

/** It stays so. */
export const forGood = [
	phrase('\\bfor good\\b|\\bpermanent|\\bleave (?:it|them) (?:off|out|disabled)\\b|\\bstays? (?:away|off|disabled)\\b|\\bmanual start\\b'),
	phrase("\\b(?:do not|don't|never|not) (?:switch|turn|set|enabl|start|bring|restor)\\w* (?:it|them|that) (?:back|on|again|up)"),
	phrase(
		'\\b(?:each|every) (?:new )?(?:project|service|repository|machine|start|session|clean-up)\\b|\\bfor all (?:of them|addresses|users|hosts)\\b',
	),
	phrase('\\b(?:shell|global|login) (?:profile|config\\w*)|\\bkeep (?:it|them) in production|\\b--global\\b'),
];

const refused = [
	phrase(
		'\\b(?:when|if|where|whenever|should|once|as soon as)\\b[^.;]{0,60}\\b(?:protection|reviewers?|hooks?|scanners?|approvals?|permissions?|guards?|rules?|polic(?:y|ies)|calls?|push|migration)\\b[^.;]{0,30}\\b(?:refus|den(?:y|ie)|block|reject|complain|red\\b|object|forbid|stop|fail|in the way)',
	),
	phrase('\\b(?:when|if|where|whenever)\\b[^.;]{0,60}\\b(?:is|are|was|gets?) (?:refused|denied|blocked|rejected|red) (?:by|because|at)\\b'),
];

export const manners = [...unasked, ...convenient, ...forGood, ...refused];

/** Somebody is asked, it is undone, or it is where nothing can be lost. */
export const careful =
	/(?<!without )\b(?:ask(?:s|ing)?|confirm|consult|check with)\b (?:first|before|the (?:user|owner|person|team|admin)|them|your|him|her)|\bafter (?:a yes|listing|asking|confirm\w*)|\bwith (?:the|their) (?:owner|user|admin)\w*(?:'s)? (?:word|approval|consent|agreement)|(?<!n't |not |be |can |never )\b(?:enable|turn|switch|set|start|restore|re-?enable)\w* (?:it|them) (?:back |on )?(?:again|back|on)\b(?! (?:at|in|later|next|some))|\bre-?enabl\w*|\b(?:test|staging|development|dev|local) (?:environment|server|database|machine|only)\b|\blocalhost\b|\blocally\b|\bnever do so\b|\bexample only\b|\bdry[- ]run\b|\b(?:as|with) the (?:user|person|owner) (?:wants|asks|says|agrees)|\bwhen the user (?:asks|agrees|confirms)|\bonly (?:if|when) (?:the user|asked)|\b(?:embargo|disclos)\w*|\bhow to exploit\b/i;
