/** The machinery of deeds that a text joins: signs that each may be honest, and that no honest code has together. */

import type {Match, Rule} from '../findings.ts';
import type {GuardedPattern} from '../instructions/phrase.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import {layerOf, orderedParts, type Part} from './ordered-parts.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

export interface Deed {
	readonly rule: Rule;
	/** All of them stand in one file; the first says where. */
	readonly signs: readonly GuardedPattern[];
	/** What makes it honest where the code has it. */
	readonly unless?: RegExp;
	/** What makes it honest where the skill says it of itself. */
	readonly purpose?: RegExp;
	/** Also where a document gives it to run. */
	readonly isTold?: boolean;
}

const base: Omit<Rule, 'id' | 'class' | 'message'> = {
	severity: 'critical',
	remedy: 'Remove it: each part may have its use, the whole has none that is honest.',
	references: ['CWE-506'],
};

/** A rule about deeds that nobody joins for an honest reason. */
export function joinedRule(id: string, of: string, message: string): Rule {
	return {...base, id, class: of, message};
}

/** The rules of some deeds, one text after the other. */
export function deedsOf(deeds: readonly Deed[]): RuleFile {
	return {
		rules: deeds.map(deed => deed.rule),
		match: skill => [...skill.texts].flatMap(([file, text]) => inText(skill, deeds, file, text)),
	};
}

function inText(skill: SkillView, deeds: readonly Deed[], file: string, text: string): readonly Match[] {
	const isCode = layerOf(file) === 'code';
	const possible = deeds.filter(
		({signs, purpose, isTold}) =>
			(isCode || isTold === true) &&
			signs.every(sign => sign.mayMeet(text)) &&
			!purpose?.test(skill.manifest.description) &&
			signs.every(sign => sign.test(text)),
	);
	return possible.length === 0 ? [] : partsOf(skill, file, text).flatMap(part => possible.flatMap(deed => inPart(deed, file, part)));
}

/** Lists of what to look for, in a skill that looks for attacks, are no deeds. */
function partsOf(skill: SkillView, file: string, text: string): readonly Part[] {
	const isList = isAboutAttacks(skill.manifest) && !/\.(?:[cm]?[jt]sx?|py|(?:ba|z)?sh)$/.test(file);
	return isList ? [] : orderedParts(skill, file, text).filter(part => part.isCode);
}

function inPart({rule, signs, unless}: Deed, file: string, {text, start}: Part): readonly Match[] {
	const found = signs[0]?.exec(text);
	const isDone = found && signs.every(sign => sign.test(text)) && !unless?.test(found[0]);
	return isDone
		? [{rule, file, layer: layerOf(file), place: {start: start + found.index, end: start + found.index + found[0].length}}]
		: [];
}
