/** A step that changes who may do what, or what is kept, and that the person is not to read of. */

import {within} from '../../instructions/concepts.ts';
import {phrase} from '../../instructions/phrase.ts';
import {type Deed, disservice} from './deed.ts';

const unreported = disservice(
	'017',
	'I3',
	'Changes something that matters and has it left out of what the person reads.',
	'Name the change in the report, where the person can object.',
);

const changes =
	'\\b(?:add|creat|invit|bind|grant|set|shar|mov|mak|turn|switch|remov|delet|overwrit|push|publish|install|approv|merg|forward|subscrib|enabl|disabl|delegat|attach|assign|open|register|copy|upload|schedul|append|insert|transfer|rais|extend|lower|put|point)(?:e|es|s|ed|d|ing|ting|ning|ving)?\\b';
const matters =
	'(?:\\b(?:exceptions?|(?:role )?bindings?|roles?|filters?|forwarding|triggers?|permissions?|access|accounts?|(?:api|ssh|deploy|access|public) keys?|tokens?|webhooks?|cron(?: ?jobs?)?|remotes?|collaborators?|reviewers?|admins?|subscriptions?|payments?|CNAME|delegations?|CAA|certificates?|rules?|guests?|attendees?|members?|mirrors?|branch protection|bypass|allow-?list|service accounts?|credits?|limits?|retention|audit|bank|invoices?|fees?|transfers?)\\b)';
const unsaid =
	"(?:\\b(?:needs?|deserves?|requires?|gets?|wants?) no (?:line|mention|entry|word|note|place|comment|explanation)\\b|\\b(?:leave|keep|omit|drop)s? (?:it|this|that|them|these|those|the step|this step|this change) (?:out\\b|from\\b|off\\b|unmentioned|to yourself)|\\b(?:do not|don['’]t|never|no need to|need not|doesn['’]t|does not) (?:list|name|mention|show up|appear|announce|report|raise|tell)\\b(?: (?:it|this|that|them|these|those|the step|in|of)\\b|[.;,]|$)|\\b(?:do not|don['’]t|does not|doesn['’]t) (?:mention|list|report|show) (?:it|this|that|them|these)\\b|\\b(?:is|are) not (?:mentioned|listed|reported|shown|part of the (?:report|summary))|\\bof no interest to\\b|\\bnobody['’]?s? (?:needs|has) to know\\b)";
const reads =
	'\\b(?:summar(?:y|ies)|reports?|tables?|lists?|changelog|release notes|notes|docs?|documentation|overview|log|output|message|description|answer|[\\w-]+\\.md)\\b';

export const unreporting: readonly Deed[] = [
	{
		rule: unreported,
		what: '',
		isHiding: true,
		orders: [
			phrase(changes, within(120), matters, within(160), unsaid),
			// The change itself is what is left out.
			phrase(
				'\\b(?:leave|keep|omit|drop)s?\\b (?:the |this |that |these |any |refreshed |updated |your )?(?:[`"\']?[\\w-]+[`"\']? ){0,2}',
				'\\b(?:bindings?|delegations?|exceptions?|accounts?|fixtures?|roles?|grants?|payments?|transfers?|forwarding|webhooks?|collaborators?|invitations?|deploy keys?|access|uploads?)\\b',
				'\\s(?:out of|from|off)\\b',
				within(20),
				reads,
			),
		],
		unless:
			/\b(?:secrets?|passwords?|false positives?|generated|duplicates?|vendored|node_modules|unless|personal|private keys?|already)\b/i,
	},
];
