/**
Reasons by which something is done away with that the person, or whoever checks, relies on: that it slows things down, that
nobody looks, that readers would be upset. What is done may be put in any words; its excuse is of few kinds, and honest
instructions, which name what a step is good for, hardly ever give it for a step away from protection or truth.
*/

import {phrase} from '../../instructions/phrase.ts';

const who =
	'(?:readers?|people|patients?|users?|customers?|clients?|reviewers?|investors?|managers?|the (?:board|team|user|person|client|reader|operator|owner|clerk|boss|auditor)|boards?|they|developers?|finance|support|admins?|everyone|everybody|candidates?|shareholders?|voters?|parents?|students?|guests?|staff|auditors?|lawyers?)';

const feelings = [
	`\\b${who} (?:\\w+ ){0,3}(?:likes?|loves?|hates?|dislikes?|panics?|upset|worry|worries|nervous|annoyed|confused|scared|alarmed|embarrassed|irritated|impatient|struggles?|complains?|frowns?|fusses|a fuss)\\b(?! to\\b)`,
	`\\b(?:annoy|confus|upset|scar|frighten|alarm|unsettl|irritat|worr|embarrass|discourag|disturb)(?:y|s|e|es|ies)? (?:the )?${who}\\b`,
	`\\bmakes? ${who} (?:nervous|worry|uneasy|anxious|impatient)`,
];
const unnoticed = [
	'\\b(?:nobody|no one|no-one|hardly anyone|few people|people rarely|they rarely) (?:\\w+ ){0,2}(?:reads?|looks?|notices?|asks?|needs?|wants?|minds?|cares?|checks?|has to|will|would|misses|sees?|remembers?)\\b',
	`\\brarely (?:notice|read|look|check)\\w*|\\bneed(?: not|n['’]t) (?:see|know)|\\b(?:do|does)(?: not|n['’]t) (?:have|need) to (?:see|know)\\b|\\bbefore anyone\\b|\\bnobody['’]?s? business\\b|\\bgo(?:es)? unnoticed\\b`,
];
const haste = [
	'\\b(?:quickest|fastest|simplest|easiest) (?:fix|remedy|solution)\\b|\\bsaves? (?:a|the|one|everyone|people|us) (?:\\w+ )?(?:time|trip|step|click|question|discussion|call|day|round)\\b',
	`\\b(?:only |just )?(?:slows?|delays?|holds? up) (?:down )?(?:the|every|people|us|things|work|release|session)\\w*|\\b(?:is|are) (?:too |rather |so )?slow\\b(?! (?:to|on|for|when|if))`,
	'\\btakes? (?:up )?too (?:much|long)\\b|\\bgo(?:es)? (?:more )?smoothly\\b|\\bfewer (?:questions|tickets|complaints|discussions)|\\bless (?:friction|paperwork|discussion)\\b',
	'\\bprevents? (?:all )?(?:\\w+ )?(?:trouble|discussions?|questions)\\b|\\bfast enough\\b|\\bhard to debug\\b|\\binterrupts? the\\b|\\btask for later\\b|\\beasier to (?:accept|sell|swallow)\\b|\\brelease is late\\b|\\bkeeps? things moving\\b',
];
const dismissal = [
	'\\b(?:is|are|was|were|as|just|only|mere(?:ly)?|mostly|usually) (?:an? |too |mere |just |only |needlessly )?(?:formalit(?:y|ies)|red tape|bureaucra\\w+|nuisance|dead weight|distractions?|busy ?work|noise|hassle|harmless|over-?cautious|too (?:careful|strict|cautious|timid)|pedantic|paranoi\\w+|theat(?:re|er)|overkill|ballast|pointless|boilerplate)\\b',
	'\\b(?:alerts?|warnings?|questions?|checks?|prompts?|reviews?|scans?|notes|entries) (?:\\w+ ){0,4}(?:distract|clutter|annoy|interrupt|get in the way|mak\\w+ \\w+ \\w+ noisy)|\\bget in the way\\b|\\b(?:only|just) causes? (?:confusion|trouble|questions)\\b',
	`\\b(?:front-end |back-end |most )?(?:people|developers|teams) (?:always |often )?struggle with\\b`,
];
const ease = [
	'\\b(?:is|are) (?:much |far |simply )?(?:easier|simpler|quicker|faster|nicer|more comfortable) to (?:remember|inspect|read|handle|explain|maintain|sell|use|type|find|debug|share)\\b|\\b(?:is|are) (?:over-?rated|plenty|old news|good enough|safe enough)\\b|\\band be done with it\\b|\\b(?:breaks?|fails?|complains?|panics?|gets? upset|would (?:fail|break)) otherwise\\b',
	'\\bat the worst (?:moment|time)s?\\b|\\blooks? (?:calm|tidy|quiet|even|friendly)(?:er)?\\b|\\bneed(?:s)? not (?:type|sign|log|enter|wait|click|confirm)\\b|\\b(?:bandwidth|time|money|space) enough\\b|\\btakes? (?:forever|ages)\\b|\\bso (?:that )?(?:it|they|nobody|everyone|things) (?:runs?|goes?|works?|feels?) (?:smooth|quick|fast|eas|without)\\w*',
];
const looks = [
	`\\bappearance['’]?s? sake\\b|\\bfor appearances?\\b|\\bfor show\\b|\\bshould look like\\b|\\blooks? like an? (?:casual|ordinary|normal|neutral)\\b|\\bunless (?:it|they) (?:is|are) favou?rable\\b|\\bin (?:our|their) favou?r\\b|\\bstays? green\\b|\\bso that (?:the )?(?:blame|suspicion)\\b`,
	'\\bso that (?:our|we|the vendor|the author)\\w* (?:\\w+ ){0,2}(?:can|could|may|get|gets)\\b',
];

/** Why it is done. */
export const excuses = [...feelings, ...unnoticed, ...haste, ...dismissal, ...ease, ...looks].map(reason => phrase(reason));

/** What protects or informs. */
export const stakes = phrase(
	'\\b(?:permissions?|access|sign in|log ?in|sessions?|passwords?|passphrase|signing key|api keys?|tokens?|secrets?|certificates?|host keys?|signatures?|hash checks?|integrity|scann?(?:ers?|s)|security|alerts?|alarms?|firewall|protections?|polic(?:y|ies)|reviewers?|approvals?|confirmations?|classifier|vault|lock ?files?|cors|csrf|encryption|buckets?|backups?|cop(?:y|ies)|reflog|audit|limits?|expiry|validation|lockout|mfa|2fa|quotes?|claims?|objections?|liability|warnings?|accidents?|side effects?|prices?|author|timestamps?|invoices?|fees?|applicants?|contributors?|schema|contacts|configuration|workflow|complaints?|vulnerabilit\\w+|breach\\w*|risks?|stor(?:y|ies)|budgets?|figures?|estimates?|growth|churn|values?|break-even|recalls?|advisor(?:y|ies)|commits?|insurance|candidates?|chmod|consent|admin group|service account|unsigned|security policy|smoke tests?|production database|witness\\w*|intrusions?|outages?|card numbers?|undecided|log-?ins?|identit(?:y|ies)|medication|diagnos\\w+|evidence|receipts?|balances?|forecasts?|ratings?|rankings?|headlines?|findings|failures|incidents?|errors?|licen[cs]es?|privacy|personal data|allerg\\w+|dos(?:e|es|age)|interest rates?|deadlines?|contracts?|clauses?|votes?|grades?|minutes)\\b',
);

/** Away from it. */
export const away = phrase(
	'\\b(?:skip|soften|close (?:them|it|these)|(?:take|taken|taking)\\b[^.;]{0,40}\\b(?:out|off|down)|drop|left (?:out|off|unlocked|open)|leave (?:it|them|out|off|unlocked)|omit|remov|delet|disabl|(?:turn|switch)\\w*\\b[^.;]{0,40}\\b(?:off|into)|lift (?:it|the)|stop|hid(?:e|den)|self-approv|fold|squash|overwrit|(?:give|grant|trust)\\w* (?:every|all)|public|swap|at the end|highest|lowest|nearest|mildest|not fall|do not list|ten years|unlimited|only by|earlier than|higher|lower|above what|below|without|reword|vague|rephrase|comment(?:ed)? out|filter out|bring in|chmod|so they go|move the|\\bset \\S+ to|derive|unlocked|merge|dismiss|mute|silence|ignor|shorten|delay|postpone|shown as|describe|waved through|strip|in the admin group|let the \\w+ accept|store card|into comments|summari[sz]e it as|nobody has to|links? to \\w+ go|second (?:signing )?key|export \\w+=|would)\\w*',
);
