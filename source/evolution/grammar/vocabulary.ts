/** Which names there are and which words the user typed: an artefact may use those and no others. */

import type {Rendered} from './render.ts';
import type {Refusal} from './refusal.ts';

export interface Vocabulary {
	/** Tools of ours and of installed skills; names that a stranger chose (`mcp__…`) are left out. */
	readonly tools: ReadonlySet<string>;
	/** Checks that the user approved. */
	readonly checks: ReadonlySet<string>;
	readonly skills: ReadonlySet<string>;
	/** Of texts labelled `user`; see `spokenWords`. */
	readonly spoken: ReadonlySet<string>;
}

const wordPattern = /[\p{L}\p{N}_.-]{2,24}/gu;

/** The words of texts that the user typed, as terms are compared. */
export function spokenWords(texts: readonly string[]): ReadonlySet<string> {
	return new Set(texts.flatMap(text => text.normalize('NFKC').match(wordPattern) ?? []).flatMap(word => [fold(word), fold(trimmed(word))]));
}

/** The names and words of an artefact that nobody knows or the user never typed. */
export function strayWords(content: Rendered, vocabulary: Vocabulary): readonly Refusal[] {
	if (content.kind === 'skill') {
		return [];
	}

	const {tools, terms} = content.condition;
	return [
		...unknown('condition.tools', tools, vocabulary.tools),
		...unspoken('condition.terms', terms, vocabulary.spoken),
		...(content.kind === 'plan'
			? unknown(
					'steps',
					content.steps.map(({tool}) => tool),
					vocabulary.tools,
				)
			: []),
		...(content.kind === 'rule' ? inRule(content.rule, vocabulary) : []),
	];
}

function inRule(rule: Extract<Rendered, {kind: 'rule'}>['rule'], {tools, checks, skills, spoken}: Vocabulary): readonly Refusal[] {
	switch (rule.template) {
		case 'prefer-tool':
			return unknown('rule', [rule.tool, rule.over], tools);
		case 'order':
			return unknown('rule', [rule.first, rule.then], tools);
		case 'verify-after':
			return [...unknown('rule.action', [rule.action], tools), ...unknown('rule.check', [rule.check], checks)];
		case 'argument-default':
			return [
				...unknown('rule.tool', [rule.tool], tools),
				...(typeof rule.value === 'string' ? unspoken('rule.value', [rule.value], spoken) : []),
			];
		case 'avoid':
			return unknown('rule.tool', [rule.tool], tools);
		case 'ask-first':
			return unknown('rule.action', [rule.action], tools);
		case 'path-hint':
			return unspoken(
				'rule.glob',
				rule.glob.split(/[/*]+/).filter(part => part.length > 1),
				spoken,
			);
		case 'phrase':
			return [...unspoken('rule.phrase', rule.phrase, spoken), ...unknown('rule.skill', [rule.skill], skills)];
		default:
			return [];
	}
}

function unknown(where: string, names: readonly string[], known: ReadonlySet<string>): readonly Refusal[] {
	return names.every(name => known.has(name)) ? [] : [{gate: 'G1', where, why: 'names something that there is not'}];
}

function unspoken(where: string, words: readonly string[], spoken: ReadonlySet<string>): readonly Refusal[] {
	return words.every(word => spoken.has(fold(trimmed(word)))) ? [] : [{gate: 'G1', where, why: 'uses a word that the user never typed'}];
}

function fold(word: string): string {
	return word.normalize('NFKC').toLowerCase();
}

/** A word at the end of a sentence carries its full stop. */
function trimmed(word: string): string {
	return word.replace(/^[._-]+|[._-]+$/g, '');
}
