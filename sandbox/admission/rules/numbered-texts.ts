/** C10: an address or a command that a program holds as numbers (codes of its letters, shifted or masked, or hex in comments). */

import type {Match, Rule} from '../findings.ts';
import {isDocument} from '../instructions/view.ts';
import type {CodeUnit} from '../parse/code.ts';
import {inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const numbered: Rule = {
	id: 'SL-HIDE-004',
	class: 'C10',
	severity: 'critical',
	message: 'Holds an address or a command as numbers, which hides it from a reader: %s.',
	remedy: 'Write the text out.',
	references: ['CWE-506', 'T1027'],
};

/** Long enough that no list of other numbers gives it under any key. */
const telling =
	/https?:\/\/[\w-]+\.[\w.-]+|\/dev\/tcp\/|\/bin\/(?:ba|z)?sh\b|\bbash -[ci]\b|\bcurl -?[\w ]|\bwget -?\w|powershell|child_process|subprocess|os\.system|\bimport os\b/;
const lists = /(?:\b(?:0x[0-9a-f]{2}|\d{2,3})\b\s*,\s*){11,}(?:0x[0-9a-f]{2}|\d{2,3})\b/gi;
const spells = /\bchr\b|\bfromCharCode\b|\bfromCodePoint\b|\bbytes\(|\bbytearray\(|\[char\[?\]?\]|\bUint8Array\b/;
const hexComments = /^[ \t]*(?:#|\/\/|--|;)[^\n]{0,12}?((?:[0-9a-f]{2}){8,})[ \t]*$/gim;
const most = {lists: 40, numbers: 400};

export const numberedTexts: RuleFile = {
	rules: [numbered],
	match: skill => skill.units.flatMap(unit => inCode(skill, unit)),
};

function inCode(skill: SkillView, unit: CodeUnit): readonly Match[] {
	const text = skill.texts.get(unit.file);
	if (text === undefined || unit.depth > 0 || unit.layer !== 'code' || isDocument(unit.file)) {
		return [];
	}

	const found = listIn(text) ?? commentsIn(text);
	return found ? [inUnit(numbered, unit, found.place, found.words)] : [];
}

interface Found {
	readonly words: string;
	readonly place: {readonly start: number; readonly end: number};
}

function listIn(text: string): Found | undefined {
	if (!spells.test(text)) {
		return undefined;
	}

	for (const match of text.matchAll(lists).take(most.lists)) {
		const numbers = match[0].split(',').slice(0, most.numbers).map(Number);
		const words = underAnyKey(numbers);
		if (words !== undefined) {
			return {words, place: {start: match.index, end: match.index + match[0].length}};
		}
	}

	return undefined;
}

/** The usual masks: a number added to each, or each turned over with the same bits. */
function underAnyKey(numbers: readonly number[]): string | undefined {
	for (let key = 0; key < 256; key += 1) {
		for (const masked of [numbers.map(number => number - key), numbers.map(number => number + key), numbers.map(number => number ^ key)]) {
			const words = telling.exec(lettersOf(masked))?.[0];
			if (words !== undefined) {
				return words;
			}
		}
	}

	return undefined;
}

function lettersOf(codes: readonly number[]): string {
	return String.fromCharCode(...codes.map(code => (code >= 32 && code < 127 ? code : 0)));
}

/** Comments of hex digits, one after the other. */
function commentsIn(text: string): Found | undefined {
	const lines = [...text.matchAll(hexComments).take(most.numbers)];
	const [first] = lines;
	const letters = Buffer.from(lines.map(line => line[1] ?? '').join(''), 'hex').toString('latin1');
	const words = telling.exec(letters)?.[0];
	return first && words !== undefined ? {words, place: {start: first.index, end: first.index + first[0].length}} : undefined;
}
