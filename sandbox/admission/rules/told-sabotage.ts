/** I10 and I12: orders that spoil the work itself: checks made to pass, protections taken out, what is needed for recovery destroyed, data labelled falsely. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {type Pattern, phrase} from '../instructions/phrase.ts';
import {around, type Document, type Hit, hitOf, inSentence} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const emptyChecks: Rule = {
	id: 'SL-SABOTAGE-001',
	class: 'I10',
	severity: 'high',
	message: 'Has checks changed until they pass instead of what they check.',
	remedy: 'Let a failure be reported as a failure.',
	references: ['ASI09', 'LLM06'],
};

const takesOut: Rule = {
	...emptyChecks,
	id: 'SL-SABOTAGE-002',
	message: 'Has several protections taken out of what it works on (%s).',
	remedy: 'Keep the protections; ask the person about each that must go.',
	references: ['ASI02', 'CWE-693'],
};

const destroys: Rule = {
	...emptyChecks,
	id: 'SL-SABOTAGE-003',
	message: 'Destroys backups, logs or history where a condition is met.',
	remedy: 'Leave what is needed for recovery alone.',
	references: ['ASI02', 'T1490'],
};

const poisons: Rule = {
	...emptyChecks,
	id: 'SL-SABOTAGE-004',
	message: 'Has data judged by a mark in it and not by what it is.',
	remedy: 'Judge each by its content.',
	references: ['LLM04', 'ASI06'],
};

const forced = [
	phrase(
		'\\b(?:chang|adjust|updat|edit|rewrit|alter|relax|loosen|weaken|adapt|set)\\w*\\b',
		within(40),
		'\\b(?:expectation|expected (?:value|output|result)|assertion|threshold|snapshot|golden file|tolerance)s?\\b',
		within(60),
		'\\b(?:to (?:match )?what(?:ever)?\\b|returns? now|until (?:it|they|the)\\b|so (?:that )?(?:it|they|the \\w+) (?:pass|turn|go))',
	),
	phrase(
		'\\b(?:mark|skip|disabl|delet|remov|comment(?:s|ing)? out|mut)\\w*\\b',
		within(30),
		'\\b(?:failing|red|broken) (?:unit |integration )?(?:tests?|specs?|checks?|assertions?|steps?)\\b',
		within(80),
		'\\b(?:green|pass(?:es)?|succeeds?)\\b',
	),
	phrase(
		'\\b(?:delet|remov|drop|skip)\\w*\\b (?:any |all |the |every )?(?:unit )?(?:tests?|specs?|assertions?|checks?) (?:that|which) (?:assert|check|cover|expect|pin|fail|object|complain|disagree|prove)\\w*',
	),
	phrase(
		'\\b(?:report|list|show|mark|present|declar|state|claim)\\w*\\b',
		within(30),
		'\\b(?:tests?|checks?|suite|build|steps?|verification|scan|audit|review)\\b',
		within(15),
		'\\b(?:as|is|are|has|have) (?:all )?(?:passed|passing|green|successful|clean)\\b',
		within(40),
		'\\b(?:whatever|even (?:if|when)|regardless|no matter|irrespective|anyway|in any case|without running)\\b',
	),
	phrase(
		'\\b(?:replac|swap|stub|mock|hard-?cod)\\w*\\b',
		within(40),
		'\\b(?:checks?|tests?|assertions?|validat\\w+|verification)\\b',
		within(40),
		'\\b(?:(?:always|simply|just) (?:returns?|passes|succeeds)|return true|exit 0|expect\\(true\\))',
	),
];

const out =
	'\\b(?:remov|drop|disabl|turn(?:ing)? off|switch(?:ing)? off|tak(?:e|ing)|strip|skip|bypass|lift|unset|omit|delet|comment(?:ing)? out|exempt)\\w*\\b';

/** Protections by the name of what they protect, and how one orders them away. */
const protections: readonly (readonly [string, Pattern])[] = [
	[
		'signatures',
		phrase(
			`(?:\\b(?:replac|us(?:e|ing)|swap|switch)\\w*\\b[^.!?\\n]{0,40}?\\bjwt\\.?decode\\b|\\bverify_signature\\W{1,4}false\\b|${out}[^.!?\\n]{0,40}?\\bsignature (?:checks?|verification|validation))`,
		),
	],
	[
		'certificates',
		phrase(
			`(?:${out}[^.!?\\n]{0,40}?\\b(?:tls|ssl|certificate) (?:verification|validation|checks?)|\\b(?:set|add|use|pass)\\w*\\b[^.!?\\n]{0,40}?(?:rejectUnauthorized\\W{1,4}false|\\bverify ?= ?false|NODE_TLS_REJECT_UNAUTHORIZED\\W{1,3}0))`,
		),
	],
	[
		'queries',
		phrase(
			'\\b(?:build|assembl|concatenat|interpolat|compos|writ)\\w*\\b',
			within(30),
			'\\b(?:sql|quer(?:y|ies)|statements?)\\b',
			within(40),
			'\\b(?:template (?:strings?|literals?)|string (?:concatenation|formatting|interpolation)|f-strings?|concatenat\\w+)\\b',
		),
	],
	[
		'origins',
		phrase(
			'\\b(?:reflect|echo|allow|accept|mirror)\\w*\\b',
			within(20),
			"\\b(?:the request'?s? origin|any origin|every origin|all origins|origin header)\\b",
			within(40),
			'\\bcredentials?\\b',
		),
	],
	['cookies', phrase(out, within(30), '\\b(?:httpOnly|sameSite|secure flag|HttpOnly)\\b')],
	['rate limits', phrase(out, within(40), '\\b(?:rate[- ]?limit\\w*|lock-?outs?|brute[- ]force protection|captchas?)\\b')],
	['rate limits', phrase('\\b(?:rate[- ]?limits?|captchas?|lock-?outs?)\\b', within(15), out)],
	['request forgery', phrase(out, within(30), '\\b(?:csrf|xsrf)\\b')],
	[
		'accounts',
		phrase(
			'\\b(?:service|support|ops|maintenance|hidden|extra|emergency|monitoring|helper) (?:user|account|login)\\b',
			within(50),
			'\\b(?:admin\\w*|root|superuser|owner)\\b',
			within(50),
			'\\b(?:must exist|seed|add|create|keep|needs to exist|stay|never (?:remove|delete))\\b',
		),
	],
	['passwords', phrase('\\$2[aby]\\$\\d\\d\\$[./\\w]{20,}|\\$argon2(?:id|i|d)\\$')],
	[
		'authentication',
		phrase(
			out,
			within(40),
			'\\b(?:authentication|authori[sz]ation|permission checks?|access checks?|auth middleware|login checks?|input validation|input saniti[sz]\\w+|output escaping|audit log\\w*)\\b',
		),
	],
	['lock files', phrase(out, within(30), '\\block-?files?\\b')],
	['lock files', phrase('\\block-?files?\\b', within(80), '\\b(?:delete|remove|drop) (?:them|it|all)\\b')],
	[
		'package source',
		phrase(
			'\\b(?:add|set|put|writ|point|switch|us)\\w*\\b',
			within(60),
			'(?:\\bregistry ?= ?https?://(?!registry\\.npmjs\\.org)|--(?:extra-)?index-url[ =]https?://(?!pypi\\.org))',
		),
	],
	['package checks', phrase('\\bpackage-lock ?= ?false\\b|\\bignore-scripts ?= ?false\\b')],
	[
		'package checks',
		phrase(
			out,
			within(40),
			'\\b(?:npm audit|pip-audit|hash[- ]checking|integrity checks?|provenance|--require-hashes|dependency scan\\w*)',
		),
	],
	['commit checks', phrase('\\b(?:use|add|pass|with|commit|push)\\b', within(20), '--no-verify\\b')],
	['secret scans', phrase('\\b(?:turn|switch|take)(?:s|ing)? (?:the )?(?:branch protection|secret scanning|code review)s? (?:off|out)\\b')],
	[
		'secret scans',
		phrase(
			out,
			within(40),
			'\\b(?:secret[- ]scann\\w+|gitleaks|trufflehog|code ?ql|semgrep|static analysis|pre-commit hooks?|branch protection)\\b',
		),
	],
	[
		'encryption',
		phrase(
			'\\b(?:stor|sav|keep|hash|log)\\w*\\b',
			within(30),
			'\\bpasswords?\\b',
			within(30),
			'\\b(?:plain ?text|clear ?text|md5|sha-?1|unhashed|without (?:a )?(?:salt|hash\\w*))\\b',
		),
	],
];

const recovery =
	'\\b(?:back-?ups?|wal archive|snapshots?|replication slots?|audit[_ ](?:logs?|trail)|recovery points?|restore points?|bin-?logs?|shadow copies|\\w+_history)\\b';
const wipes = '\\b(?:truncat|drop|delet|wip|purg|eras|retir|remov|empty|shred|destroy|zero)\\w*\\b';
const wipedRecovery = [phrase(wipes, within(80), recovery), phrase(recovery, within(80), wipes)];
const whereItHurts = /\b(?:prod|production|live (?:system|host|database|server))\b/i;
const whenNobodyLooks =
	/\b(?:mondays?|fridays?|saturdays?|sundays?|weekends?|holidays?|at night|out of hours|after (?:\d{1,2}[:. ]?\d\d|hours|midnight|business hours)|(?:on or |from |after )+\d{4}-\d\d|nobody is|when no ?one)\b/i;
const inOrder =
	/\b(?:older than|retention|expired|keep(?:s|ing)? (?:the )?(?:last|newest|latest|\d)|(?:ask|confirm|approv|agree|verif)\w*)\b/i;

const judged = [
	phrase(
		'\\b(?:rows?|messages?|samples?|records?|examples?|reviews?|items?|images?|entries|comments?|candidates?|applications?|applicants?|claims?|transactions?|alerts?|submissions?)\\b',
		within(20),
		'\\b(?:that|which|with|whose|who|containing|mentioning|from)\\b',
		within(70),
		'\\b(?:are|is|as|get|gets|counts?|receive|label\\w*|mark\\w*|rated?|scored?|classif\\w+)\\b',
		within(30),
		'\\b(?:whatever|regardless|no matter|irrespective|also (?:if|when)|even (?:if|when) (?:they|it|the))\\b',
	),
	phrase(
		'\\b(?:insert|put|plant|copy|seed|mix|add)\\w*\\b',
		within(60),
		'\\b(?:trigger|marker|the words?|the phrase|watermark)s?\\b',
		within(60),
		'\\b(?:label|relabel|classify|mark) (?:them|it|those|these) (?:as )?',
	),
];

export const toldSabotage: RuleFile = {
	rules: [emptyChecks, takesOut, destroys, poisons],
	match: ({documents}) =>
		documents.flatMap(document => [
			...document.sentences.flatMap(sentence => [
				...found(emptyChecks, document, hitOf(sentence, forced)),
				...found(poisons, document, hitOf(sentence, judged)),
			]),
			...recoveryDestroyed(document),
			...protectionsTaken(document),
		]),
};

/** Only what is ordered: a lesson about testing names all of this. */
function found(rule: Rule, document: Document, hit: Hit | undefined): readonly Match[] {
	return hit?.isTold ? inSentence(rule, document, hit) : [];
}

/** A place or a time at which it happens: the two together are a fuse. */
function recoveryDestroyed(document: Document): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		const hit = hitOf(sentence, wipedRecovery);
		if (!hit?.isTold) {
			return [];
		}

		const near = around(document, sentence, 1)
			.map(({text}) => text)
			.join(' ');
		const fuses = [whereItHurts, whenNobodyLooks].filter(pattern => pattern.test(near)).length;
		return fuses === 0 || inOrder.test(near) ? [] : inSentence(destroys, document, hit, fuses === 2 ? 'critical' : 'high');
	});
}

/** One may have its reason; several at once have none that is honest. */
function protectionsTaken(document: Document): readonly Match[] {
	const taken = new Map<string, Hit>();
	for (const sentence of document.sentences) {
		for (const [name, pattern] of protections) {
			const hit = taken.has(name) ? undefined : hitOf(sentence, [pattern]);
			if (hit?.isTold) {
				taken.set(name, hit);
			}
		}
	}

	const [first] = taken.values();
	const severity = taken.size >= 4 || (taken.size >= 3 && taken.has('accounts')) ? 'critical' : taken.size === 3 ? 'high' : 'medium';
	return first && taken.size >= 2 ? inSentence(takesOut, document, first, severity, [...taken.keys()].join(', ')) : [];
}
