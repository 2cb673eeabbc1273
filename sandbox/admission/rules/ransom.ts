/** C5: files taken hostage: a demand for money to get them back, and encryption that removes the originals while the key goes elsewhere. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {isDocument} from '../instructions/view.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const demand: Rule = {
	id: 'SL-RANSOM-001',
	class: 'C5',
	severity: 'critical',
	message: 'Demands money for files or access.',
	remedy: 'Remove it.',
	references: ['T1486'],
};

const hostage: Rule = {
	...demand,
	id: 'SL-RANSOM-002',
	message: 'Encrypts files, removes the originals and sends something away.',
	remedy: 'Keep the originals, and leave the key with the person.',
};

const money = '\\b(?:\\d[\\d.,]* ?(?:btc|bitcoins?|xmr|monero|eth|ether|usdt)|(?:bitcoin|monero|crypto\\w*|btc|xmr)\\b|bc1[a-z0-9]{8,})';
const back = '\\b(?:get (?:them|it|your \\w+) back|restor\\w+|decrypt\\w*|recover\\w*|unlock\\w*|regain)\\b';
const mine = '\\b(?:your|the) (?:files?|data|documents?|computer|system|photos?|disk|backups?)\\b';
const demands = [
	phrase(mine, within(120), back, within(120), '\\b(?:send|pay|transfer|buy)\\b', within(60), money),
	phrase(
		mine,
		'[\\s\\S]{0,160}?',
		'\\b(?:send|pay|transfer)\\b',
		within(60),
		money,
		'[\\s\\S]{0,160}?',
		'\\b(?:restor|decrypt|recover|unlock|back|price doubles|hours)\\w*',
	),
	phrase('\\b(?:send|pay|transfer)\\b', within(40), money, within(80), back),
];

const encrypts =
	/\bopenssl\s+enc\b|\bgpg\b[^\n]*(?:\s-c\b|--symmetric|--encrypt)|\bFernet\(|\bAES\.new\(|\bcreateCipheriv\(|\bage\s+-(?:r|p)\b/;
const removes = /\bshred\b|\brm\s+-|\bos\.(?:remove|unlink)\(|\.unlink\(|\bunlinkSync\(|\brmSync\(|\bsrm\b/;
const everyFile = /\bfind\b|\bos\.walk\(|\brglob\(|\bglob\(|\breaddir|\bfor\s+\w+\s+in\b/;
const leaves = /\b(?:curl|wget)\b[^\n]*(?:-d|--data|key|\$)|\burlopen\(|\brequests\.post\(|\bfetch\(|\bhttps?\.request\(/;

export const ransom: RuleFile = {
	rules: [demand, hostage],
	match: skill => [...skill.texts].flatMap(([file, text]) => (isDocument(file) ? [] : inText(skill, file, text))),
};

function inText({units}: SkillView, file: string, text: string): readonly Match[] {
	const wanted = demands.map(pattern => pattern.exec(text)).find(match => match !== null);
	const isCode = units.some(unit => unit.file === file && unit.layer === 'code');
	const taken = isCode && [encrypts, removes, everyFile, leaves].every(pattern => pattern.test(text)) ? encrypts.exec(text) : null;
	return [...at(demand, file, isCode ? wanted : undefined), ...at(hostage, file, taken)];
}

function at(rule: Rule, file: string, found: RegExpExecArray | null | undefined): readonly Match[] {
	return found ? [{rule, file, layer: 'code', place: {start: found.index, end: found.index + found[0].length}}] : [];
}
