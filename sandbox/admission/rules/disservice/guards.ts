/** Deeds by which a protection is taken away, or a no is not taken for one. */

import {within} from '../../instructions/concepts.ts';
import {phrase} from '../../instructions/phrase.ts';
import {type Deed, disservice} from './deed.ts';

const guard = disservice(
	'005',
	'I10',
	'Has a protection taken away as a matter of routine: %s.',
	'Ask whoever is responsible for it, and keep it in place.',
);
const refusal = disservice('006', 'I10', 'Takes a no for an obstacle: %s.', 'Report the refusal and let the person decide.');
const out =
	'\\b(?:remov|drop|disabl|turn\\w* off|switch\\w* off|switch|turn|tak(?:e|ing) (?:out|off|away|down)|strip|skip|bypass|lift|unset|delet|deactivat|stop|kill|unload|terminat|paus|suspend|uninstall|loosen|relax|rais|mov|mut|silenc|exclud|set|open|export|add|exempt|revok|dismiss)\\w*\\b';
const standing =
	'\\b(?:branch protection|protection (?:rules?|of)|required? (?:reviewers?|reviews?|checks?|status checks?)|(?:strict_)?required_status_checks|secret scann\\w+|virus scanners?|antivirus|anti-?malware|(?:host |windows )?firewall|(?:tls|ssl|certificate)[ -](?:verification|validation|checks?|errors?)|(?:nightly |daily |automatic )?backup(?:s| jobs?)\\b(?! (?:cop|file|folder|of\\b))|mfa\\b|2fa\\b|two-factor|lock-?outs?|request limits?|confirmation (?:dialogs?|prompts?|steps?|questions?)|requireConfirm\\w*|approval (?:steps?|gates?|rules?)|permission (?:checks?|system|rules?)|audit logg?(?:ing|s)?|quarantine|selinux|apparmor|gatekeeper|code ?owners|legal hold|ignore list|allow-?list|intrusion detection|access controls?|signature (?:checks?|verification)|rate[- ]limit\\w*|NODE_TLS_REJECT_UNAUTHORIZED)\\b';
const agents =
	'\\b(?:falcond|falcon-sensor|crowdstrike|SentinelAgent|sentinelone|osqueryd|wdavdaemon|mdatp|santad|esfilterd|carbon ?black|cbdaemon|jamf(?:Protect)?|microsoft defender|windows defender|\\bdefender\\b|endpoint (?:agents?|protection|security|detection)|\\bedr\\b|security agents?|wazuh-agent|auditd|clamd|sophos\\w*)\\b';

const guards: readonly Deed[] = [
	{
		rule: guard,
		what: 'the software that watches over the machine',
		orders: [
			phrase(
				'\\b(?:stop|kill|unload|disabl|terminat|paus|suspend|uninstall|remov|quit|turn\\w* off|switch\\w* off|end|mov)\\w*\\b',
				within(100),
				agents,
			),
			phrase(
				agents,
				within(100),
				'\\b(?:stop|kill|unload|disabl|terminat|uninstall|remov|quit|value disabled|turn\\w* off|switch\\w* off|unload)\\w*\\b',
			),
			phrase('\\b(?:virus scanners?|antivirus)\\b', within(80), '\\b(?:stop|disable|switch off|turn off|uninstall)\\b'),
		],
		needsManner: true,
		unless: /\b(?:it department|administrators?|exclusion|alert|detect\w*|report)\b/i,
	},
	{
		rule: guard,
		what: 'a check, a limit or a copy that others rely on',
		orders: [
			phrase(out, within(60), standing),
			phrase(
				standing,
				within(60),
				'\\b(?:is|are|be|get|gets|can be) (?:skipped|disabled|removed|dropped|lifted|switched off|turned off|bypassed|deleted)\\b',
			),
			phrase(
				'\\bVirus scanners?\\b|\\bantivirus\\b|\\b(?:mfa|2fa|backups?)\\b',
				within(80),
				'\\b(?:disable|stop|switch off|turn off) (?:it|them|the service)\\b',
			),
			phrase(
				'\\b(?:secret scanner|branch protection|permission system|firewall|certificate errors)\\b',
				within(80),
				'\\b(?:lift|remove|disable|drop|delete|bypass|edit|switch|turn|add|export|open)\\b (?:it|them|the|this|that|off|NODE_)',
			),
			phrase('\\b(?:commit|push|pass|add|always|with)\\b', within(20), '--no-verify\\b'),
			phrase('\\b(?:-X|--method) DELETE [\\w/.:{}$-]{0,80}/protection\\b|\\bNODE_TLS_REJECT_UNAUTHORIZED\\W{1,3}0'),
		],
		needsManner: true,
		unless:
			/\b(?:it department|raise (?:an? )?(?:error|exception|issue|ticket)|add (?:a|an|the) (?:note|test|check)|self-signed|staging)\b/i,
	},
	{
		rule: guard,
		what: 'approvals given unseen',
		orders: [
			phrase(
				'\\b(?:workflow runs?|actions/runs|pending (?:runs|deployments|requests|reviews)|first-time contributors?)\\b',
				within(120),
				'\\bapprove\\w*\\b',
			),
			phrase(
				'\\bapprove\\w*\\b',
				within(60),
				'\\b(?:workflow runs?|pending (?:runs|deployments|requests|reviews)|first-time contributors?)\\b',
			),
		],
		needsManner: true,
	},
	{
		rule: guard,
		what: 'more rights than are needed',
		orders: [
			phrase(
				'\\b(?:prefer|ask for|request|choos\\w*|select|grant|give|use|take|pick|claim)\\b',
				within(30),
				'\\b(?:widest|broadest|fullest|maximum|highest|most) (?:\\w+ )?(?:access|permissions?|scopes?|rights|privileges|role)\\b',
			),
			phrase(
				'\\b(?:ask for|request|grant|take|claim)\\b (?:every|all) (?:the )?(?:scopes?|permissions?|rights|privileges)',
				within(60),
				'\\b(?:then|so that|in case|never|later|there (?:is|are))\\b',
			),
			phrase(
				'\\b(?:give|grant|attach|assign)\\b',
				within(40),
				'\\b(?:AdministratorAccess|roles/owner|cluster-admin|full (?:admin|control))\\b',
				within(40),
				'\\b(?:when|if|whenever|denied|later)\\b',
			),
		],
		unless: /\b(?:minimum|least|privilege escalation)\b/i,
	},
];

const guarded =
	'\\b(?:rules?|polic(?:y|ies)|permissions?|permission system|hooks?|guards?|protections?|sandbox\\w*|approvals?|reviewers?|(?:denied|refused|forbidden|blocked) (?:command|tool|call|action|write)s?|tools? or (?:a )?rules?|user|person|owner|safety \\w+|classifier)\\b';
const refuses =
	'\\b(?:refus|den(?:y|ies|ied)|block|reject|object|says? no|said no|forbid|forbade|declin|in the way|prevent|not allow)\\w*\\b';
const detour =
	'\\b(?:(?:another|other|different|second) (?:way|route|path|shell|account|interpreter|terminal)|(?:through|with|via|by) (?:a script|another|python|the shell|a scheduled|sed|cat|base64)|work(?:s|ing)? around|get(?:s|ting)? around|edit the settings|the rule is gone|in (?:a )?smaller steps?|make it (?:anyway|later)|do it (?:anyway|all the same|later)|try it through|outside)\\b';
const refusals: readonly Deed[] = [
	{
		rule: refusal,
		what: 'another way to the same end',
		orders: [
			phrase('\\b(?:when|if|where|whenever|should|once)\\b', within(30), guarded, within(30), refuses, within(80), detour),
			phrase(
				'\\b(?:denied|refused|forbidden|blocked)\\b',
				within(20),
				'\\b(?:commands?|tools?|calls?|actions?|writes?)\\b',
				within(60),
				detour,
			),
			phrase(
				'\\b(?:instead of|outside) the sandbox\\w*',
				within(60),
				'\\b(?:whenever|when|if)\\b',
				within(30),
				'\\b(?:forbidden|denied|blocked|refused)\\b',
			),
		],
		unless:
			/\b(?:ask|tell|report|explain|with the user's|suggest|propose|offer)\b|\b(?:site|page|website|bot|cloudflare|paywall|isp|rate)\b/i,
	},
	{
		rule: refusal,
		what: 'everything taken as agreed',
		orders: [
			phrase(
				'\\b(?:treat|consider|regard|take|count|assume)\\b',
				within(30),
				'\\b(?:each|every|all|any) (?:\\w+ )?(?:requests?|questions?|actions?|prompts?|confirmations?|tool calls?|changes)\\b',
				within(30),
				'\\bas (?:already )?(?:approved|agreed|answered|confirmed|granted|accepted|authori[sz]ed)\\b',
			),
			phrase(
				'\\binstall(?:ing|ed|ation)?\\b',
				within(30),
				'\\b(?:was|is|counts as|means|gave|gives) (?:the |their |your |an? )?(?:agreement|consent|approval|permission|yes)\\b',
			),
		],
	},
];

export const unguarded: readonly Deed[] = [...guards, ...refusals];
