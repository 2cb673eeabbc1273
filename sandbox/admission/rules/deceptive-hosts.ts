/** C11: addresses that are read as one host and lead to another: letters of two alphabets in a name, a name in front of an `@`. */

import {domainToUnicode} from 'node:url';
import type {Match, Rule} from '../findings.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import {isDocument} from '../instructions/view.ts';
import {layerOf, orderedParts, type Part} from './ordered-parts.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const twoAlphabets: Rule = {
	id: 'SL-HOSTS-002',
	class: 'C11',
	severity: 'critical',
	message: 'Spells a host with letters of another alphabet that look like Latin ones (%s).',
	remedy: 'Write the host of the service itself.',
	references: ['CWE-1007', 'T1583'],
};

const nameBeforeAt: Rule = {
	...twoAlphabets,
	id: 'SL-HOSTS-003',
	message: 'Shows one host and leads to another: what stands before the @ is only a user name (%s).',
	references: ['CWE-451', 'T1204'],
};

/** What may be wrong at all: most texts have none of it. */
const worthReading = /:\/\/[^\s/?#]{0,300}(?:[^\p{ASCII}]|xn--)|:\/\/[^\s/?#@]{1,120}\.[a-z]{2,12}(?::[^\s/?#@]{0,120})?@/iu;
const address = /\b(?:https?|wss?|ftps?|ssh|git\+https?|grpc):\/\/([^\s/?#"'`<>()[\]{}|\\,;]{4,300})/giu;

export const deceptiveHosts: RuleFile = {
	rules: [twoAlphabets, nameBeforeAt],
	match: skill => [...skill.texts].flatMap(([file, text]) => (worthReading.test(text) ? inText(skill, file, text) : [])),
};

function inText(skill: SkillView, file: string, text: string): readonly Match[] {
	const studies = isAboutAttacks(skill.manifest);
	return orderedParts(skill, file, text).flatMap(part =>
		[...part.text.matchAll(address)].flatMap((match): readonly Match[] => {
			const rule = ruleFor(match[1] ?? '');
			const start = part.start + match.index;
			const severity = studies ? 'low' : isUsed(part, file, match.index) ? 'critical' : 'high';
			return rule
				? [{rule, file, layer: layerOf(file), place: {start, end: start + match[0].length}, detail: match[1] ?? '', severity}]
				: [];
		}),
	);
}

/** Something connects to it: code, settings, or a command in the running text. A link in a sentence may be a slip of the keyboard. */
function isUsed({text, isCode}: Part, file: string, index: number): boolean {
	const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
	return isCode || !isDocument(file) ? !/^\s*(?:#|\/\/|\*)/.test(line) : /`[^`]*$/.test(line);
}

function ruleFor(authority: string): Rule | undefined {
	const [host = '', ...before] = authority.split('@').reverse();
	const [user = ''] = before.length === 1 ? (before[0] ?? '').split(':') : [];
	if (hostLike.test(user)) {
		return nameBeforeAt;
	}

	const name = host.replace(/:\d*$/, '').toLowerCase();
	const labels = (name.includes('xn--') ? domainToUnicode(name) : name).split('.');
	return labels.length > 1 && labels.some(label => isMixed(label) || isDisguised(label, labels.at(-1) ?? '')) ? twoAlphabets : undefined;
}

const hostLike = /^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|app|co|gov|edu|info|cloud|us|uk|de|so|sh)$/i;
const lookAlikes = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\uFF21-\uFF5Aɡɑ]/u;

/** No language writes a word with letters of both. */
function isMixed(label: string): boolean {
	return /[a-z]/.test(label) && lookAlikes.test(label);
}

/** Wholly of letters that have a Latin double, in front of a Latin ending. */
function isDisguised(label: string, ending: string): boolean {
	return /^[a-z]+$/.test(ending) && /^[аеорсухіјѕԁһӏԛԝѵ]{4,}$/.test(label);
}
