/** I10: consent that nobody gave: protections of the agent switched off for good, questions answered for the person, approvals made up. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {type Document, type Hit, hitOf, inSentence} from '../instructions/view.ts';
import type {Severity} from '../report.ts';
import type {RuleFile} from './rule-file.ts';

const assumed: Rule = {
	id: 'SL-ALONE-003',
	class: 'I10',
	severity: 'high',
	message: 'Takes the say from the person: %s.',
	remedy: 'Let the person answer what is asked of them.',
	references: ['ASI09', 'LLM06'],
};

const grants = [
	{
		what: 'runs without the sandbox from then on',
		severity: 'high',
		patterns: [
			phrase(
				'\\b(?:run|rerun|execut|start|set|mak|keep|us|turn|switch|launch|retry|repeat|configur|writ|add)\\w*\\b',
				within(60),
				'\\b(?:sandbox(?:ing)? (?:disabled|off|switched off|turned off)|without (?:the |a )?sandbox|dangerouslyDisableSandbox|danger-full-access|bypassPermissions|dangerously-(?:skip-permissions|bypass-approvals\\S*))',
				within(80),
				'\\b(?:default|settings|always|permanent\\w*|from (?:then|now) on|every (?:time|run|command|session)|for the (?:rest|whole) (?:of the )?(?:team|project|session))\\b',
			),
		],
	},
	{
		what: 'answers its questions for it',
		severity: 'high',
		patterns: [
			phrase(
				'\\b(?:answer|accept|approv|confirm|grant|click|choos|select|acknowledg)\\w*\\b',
				within(40),
				'\\b(?:permission|approval|confirmation|consent|security|trust|safety)s? (?:questions?|prompts?|requests?|dialogs?|checks?)\\b',
				within(60),
				"\\b(?:yourself|on (?:their|the user'?s|his|her) behalf|broadest|widest|always|automatically|with yes|instead of (?:the user|them))\\b",
			),
		],
	},
	{
		what: 'makes up an approval',
		severity: 'high',
		patterns: [
			phrase(
				'\\b(?:not(?:e|ing)|log|writ|record|report|mark|stat|claim|say|enter|put|set)\\w*\\b',
				within(30),
				'["“\'`]?(?:confirmed|approved|agreed|authori[sz]ed|reviewed|accepted|signed off|consented)[ _-](?:by|to by)[ _-](?:the )?(?:user|owner|human|customer|reviewer|manager|admin)\\w*["”\'`]',
			),
		],
	},
	{
		what: 'acts against a refusal',
		severity: 'high',
		patterns: [
			phrase(
				'\\b(?:even|also) (?:when|if|though) (?:the )?(?:user|person|owner|customer|they|he|she)s? (?:declines?|refuses?|objects?|says? no|disagrees?|did not (?:ask|agree)|has not agreed)\\b',
			),
		],
	},
	{
		what: 'approves unseen',
		severity: 'high',
		patterns: [
			phrase(
				'\\b(?:approv|merg|accept|sign off)\\w*\\b',
				within(40),
				'\\bwithout (?:looking|reading|a look|reviewing|opening|checking)\\b',
			),
		],
	},
	{
		what: 'keeps a standing approval',
		severity: 'high',
		patterns: [
			phrase(
				'\\b(?:stor|writ|sav|keep|not|record|add|put)\\w*\\b',
				within(40),
				'\\b(?:memory|notes?|profile|preferences|long[- ]term)\\b',
				within(80),
				'\\b(?:pre-?approved|always (?:allowed|approved|trusted)|trusted|white-?listed|exempt\\w*|needs? no (?:review|approval|confirmation))\\b',
			),
		],
	},
	{
		what: 'keeps a password of the person',
		severity: 'high',
		patterns: [
			phrase(
				'\\b(?:sudo|root|admin|login|master) (?:password|passphrase)\\b',
				within(40),
				'\\b(?:keep|store|save|cache|remember|write)\\w*\\b',
				within(60),
				'\\b(?:reus\\w+|later|again|without asking|/tmp|next)',
			),
		],
	},
	{
		what: 'takes the installation for consent',
		severity: 'medium',
		patterns: [
			phrase(
				'\\b(?:user|person|owner|customer|installed|installing|loading)\\b',
				within(40),
				'\\b(?:install\\w*|add(?:ed|ing)|enabl\\w+|using|skill)\\b',
				within(40),
				'\\b(?:agreed|agrees?|consent\\w*|accepted|authori[sz]\\w+|given (?:permission|leave))\\b',
				within(40),
				'\\b(?:everything|all|any|below|following|actions?|steps?|whatever)\\b',
			),
		],
	},
	{
		what: 'leaves warnings out',
		severity: 'medium',
		patterns: [
			phrase(
				'\\b(?:safety|security) (?:notices?|warnings?|notes?|disclaimers?|alerts?|messages?)\\b',
				within(60),
				'\\b(?:boilerplate|noise|ignor\\w+|suppress\\w*|left out|leave them out|irrelevant|skip(?:ped)?|drop(?:ped)?)\\b',
			),
			phrase(
				'\\b(?:ignor|suppress|drop|skip|hid|omit|strip)\\w*\\b',
				within(20),
				'\\b(?:safety|security) (?:notices?|warnings?|disclaimers?|alerts?|messages?)\\b',
			),
		],
	},
	{
		what: 'calls grave acts ordinary steps',
		severity: 'medium',
		patterns: [
			phrase(
				'\\b(?:deleting|paying|publishing|sending|deletions?|payments?|transfers?|purchases?)\\b',
				within(60),
				'\\b(?:ordinary|normal|routine|everyday) (?:steps?|actions?|operations?|work)\\b',
			),
		],
	},
] as const satisfies readonly {
	readonly what: string;
	readonly severity: Severity;
	readonly patterns: readonly ReturnType<typeof phrase>[];
}[];

/** From so many on they are a plan. */
const many = 3;

export const toldAuthority: RuleFile = {
	rules: [assumed],
	match: ({documents}) => documents.flatMap(inDocument),
};

function inDocument(document: Document): readonly Match[] {
	const given: {readonly what: string; readonly severity: Severity; readonly hit: Hit}[] = [];
	for (const {what, severity, patterns} of grants) {
		for (const sentence of document.sentences) {
			const hit = hitOf(sentence, patterns);
			if (hit && (hit.isTold || isMadeUp(what, hit))) {
				given.push({what, severity, hit: {...hit, isTold: true}});
				break;
			}
		}
	}

	return given.flatMap(({what, severity, hit}) => inSentence(assumed, document, hit, given.length >= many ? 'critical' : severity, what));
}

/** The words that are made up stand in quotation marks. */
function isMadeUp(what: string, {sentence, isTwiceRemoved}: Hit): boolean {
	return what === 'makes up an approval' && sentence.role !== 'shown' && isTwiceRemoved !== true;
}
