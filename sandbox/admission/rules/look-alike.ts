/** C3: a key that goes to a host which only looks like the service it is for: `api-openai.example` instead of `api.openai.com`. */

import type {Match, Rule} from '../findings.ts';
import {isDocument} from '../instructions/view.ts';
import {belongsTo, keysIn, ownersOf} from './keys.ts';
import {hostOfUrl, isLocal} from './hosts.ts';
import {layerOf, orderedParts} from './ordered-parts.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const lookAlike: Rule = {
	id: 'SL-EXFIL-006',
	class: 'C3',
	severity: 'critical',
	message: 'Sends a key to %s, which only looks like the service that it belongs to.',
	remedy: 'Send a key only to the service that issued it.',
	references: ['CWE-200', 'T1583'],
};

const secondPlace: Rule = {
	...lookAlike,
	id: 'SL-EXFIL-007',
	severity: 'high',
	message: 'Sends a key to %s too, while the service it belongs to is elsewhere in the skill.',
};

const besideOwn: Rule = {
	...lookAlike,
	id: 'SL-EXFIL-011',
	severity: 'high',
	message: 'Sends a session or a key to %s, a name that leans on the service which the skill is about.',
	remedy: 'Use the host of the service itself, or say whose the other one is.',
};

/** One statement: a URL and the key that goes with it stand so near each other. */
const reach = 320;
const link = /https?:\/\/(?:[^/@\s"'`]{1,80}@)?[\w.-]{4,120}/g;
const shortest = 4;

export const lookAlikeHosts: RuleFile = {
	rules: [lookAlike, secondPlace, besideOwn],
	match: skill => {
		const homes = hostsOf([...skill.texts.values()].join('\n'));
		return [...skill.texts].flatMap(([file, text]) => inText(skill, homes, file, text));
	},
};

function inText(skill: SkillView, homes: readonly string[], file: string, text: string): readonly Match[] {
	if (!isDocument(file) && !skill.units.some(unit => unit.file === file)) {
		return [];
	}

	return orderedParts(skill, file, text).flatMap(part =>
		[...part.text.matchAll(link)].flatMap((match): readonly Match[] => {
			const host = hostOfUrl(match[0]);
			const near = statementAt(part.text, match.index, match[0].length, part.isCode ? inCode : inProse);
			const isSent = (part.isCode || sends(near)) && !isNoted(part.text, match.index);
			const rule = host === undefined || isLocal(host) || !isSent ? undefined : ruleFor(host, near, homes);
			const start = part.start + match.index;
			return rule ? [{rule, file, layer: layerOf(file), place: {start, end: start + match[0].length}, detail: host ?? ''}] : [];
		}),
	);
}

/** In a comment it is only mentioned. */
function isNoted(text: string, index: number): boolean {
	return /^\s*(?:#|\/\/|\*)/.test(text.slice(text.lastIndexOf('\n', index) + 1, index));
}

const inCode = /\n[ \t]*\n|\n[ \t]*#/;
/** A command in backticks ends with its sentence. */
const inProse = /\n[ \t]*\n|\n[ \t]*#|`[.;]\s+(?=[A-Z])/;

/** The lines around a place up to an empty one. */
function statementAt(text: string, index: number, length: number, blank: RegExp): string {
	const before = text.slice(Math.max(0, index - reach), index);
	const after = text.slice(index + length, index + length + reach);
	const [after_ = ''] = after.split(blank);
	return `${before.split(blank).at(-1) ?? ''}${text.slice(index, index + length)}${after_}`;
}

function ruleFor(host: string, near: string, homes: readonly string[]): Rule | undefined {
	for (const key of keysIn(near)) {
		const owners = ownersOf(key).filter(owner => owner.length >= shortest);
		if (owners.some(owner => isNested(host, owner))) {
			return lookAlike;
		}

		if (owners.length === 0 || belongsTo(key, host)) {
			continue;
		}

		const home = homes.find(other => belongsTo(key, other) && domainOf(other) !== domainOf(host));
		if (owners.some(owner => resembles(domainOf(host), owner, owners)) && (home !== undefined || isBrand(owners))) {
			return lookAlike;
		}

		if (home !== undefined && sends(near)) {
			return secondPlace;
		}
	}

	return carriesProof.test(near) && homes.some(home => leansOn(host, home)) ? besideOwn : undefined;
}

/** A header that says who somebody is, filled from a variable. */
const carriesProof = /(?:-H|--header)\s+["'][\w-]*(?:cookie|authorization|token|api-?key|session)[\w-]*:[^"'\n]*\$\{?\w+/i;

/** Another name that only contains the one which the skill speaks of elsewhere: `members.acme-login.net` beside `acme.com`. */
function leansOn(host: string, home: string): boolean {
	const [name = ''] = domainOf(host).split('.');
	const [owner = '', ending = ''] = domainOf(home).split('.');
	const parts = name.split('-');
	return (
		parts.length > 1 &&
		owner.length >= shortest &&
		domainOf(host) !== domainOf(home) &&
		(parts.includes(owner) || name === `${owner}-${ending}`)
	);
}

const brands = new Set(
	'openai anthropic claude github gitlab bitbucket stripe paypal slack discord telegram notion trello linear jira atlassian google gemini azure microsoft amazon dropbox heroku cloudflare vercel netlify supabase firebase sendgrid twilio mailgun datadog sentry huggingface replicate mistral cohere deepseek perplexity elevenlabs shopify airtable asana zoom binance coinbase kraken figma docker npmjs pypi hubspot salesforce zendesk intercom resend mailchimp postman digitalocean'.split(
		' ',
	),
);

function isBrand(owners: readonly string[]): boolean {
	return owners.some(owner => brands.has(owner));
}

function sends(near: string): boolean {
	return /\b(?:curl|wget|fetch|axios|requests?\.|httpx|urlopen|POST|Authorization)\b/.test(near);
}

/** The owner's name as a part of another (`trello-cards`), or one slip away from it (`trelo`, `0penai`). */
function resembles(domain: string, owner: string, owners: readonly string[]): boolean {
	const name = domain.split('.')[0] ?? '';
	const parts = name.split('-');
	const isPart =
		parts.length > 1 && parts.includes(owner) && !parts.every(part => owners.includes(part) || /^(?:api|apis|app|hq|io|cloud)$/.test(part));
	return isPart || (name !== owner && isOneSlip(name.replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('3', 'e'), owner));
}

/** The whole name of the service in front of a name that somebody else registered: `api.stripe.com.pay.example`. */
function isNested(host: string, owner: string): boolean {
	return new RegExp(`(?:^|\\.)${owner}\\.(?:com|org|net|io|dev|ai|app|co)\\.(?!\\w\\w:)`).test(host);
}

/** One letter more, less or another; or none, where digits stood for letters. */
function isOneSlip(name: string, owner: string): boolean {
	if (owner.length < 5 || Math.abs(name.length - owner.length) > 1) {
		return false;
	}

	let at = 0;
	while (at < name.length && name[at] === owner[at]) {
		at += 1;
	}

	const [restName, restOwner] = [name.slice(at), owner.slice(at)];
	return restName.slice(1) === restOwner || restName === restOwner.slice(1) || restName.slice(1) === restOwner.slice(1);
}

function hostsOf(text: string): readonly string[] {
	return [...new Set([...text.matchAll(link)].flatMap(match => hostOfUrl(match[0]) ?? []))];
}

/** The part of a host that somebody registered. */
function domainOf(host: string): string {
	const labels = host.replace(/:\d+$/, '').split('.');
	return labels.slice(/^(?:co|com|org|net|ac|gov)$/.test(labels.at(-2) ?? '') ? -3 : -2).join('.');
}
