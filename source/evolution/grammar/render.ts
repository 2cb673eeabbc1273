/** The words of an artefact, written by us from its slots. What a slot holds is printed and never evaluated. */

import {assertNever} from '../../../sandbox/index.ts';
import type {Artefact, Condition, Rule} from '../artefact.ts';

/** The longest line that an artefact may become. */
export const longestLine = 160;

/** What an artefact can be rendered from: everything but where it comes from. */
export type Rendered = Artefact extends infer One ? (One extends Artefact ? Pick<One, RenderedKeys<One>> : never) : never;
type RenderedKeys<One> = Exclude<keyof One, 'id' | 'label' | 'scope' | 'sources' | 'model' | 'created'>;

/** The one line that stands in the prompt and on the diff; at most 160 characters for what `parseArtefact` accepts. */
export function renderArtefact(artefact: Rendered): string {
	switch (artefact.kind) {
		case 'rule':
			return `${ruleLine(artefact.rule)}${conditionLine(artefact.condition)}.`;
		case 'text':
			return `${artefact.text}${conditionLine(artefact.condition)}`;
		case 'plan':
			return `Plan: ${artefact.steps.map(({tool, slots}) => (slots.length === 0 ? tool : `${tool}(${slots.join(', ')})`)).join(' > ')}${conditionLine(artefact.condition)}.`;
		case 'skill':
			return `Skill ${artefact.name}.`;
		default:
			return assertNever(artefact);
	}
}

function ruleLine(rule: Rule): string {
	switch (rule.template) {
		case 'prefer-tool':
			return `Prefer ${rule.tool} to ${rule.over}`;
		case 'order':
			return `Use ${rule.first} before ${rule.then}`;
		case 'verify-after':
			return `After ${rule.action}, run the check ${rule.check}`;
		case 'argument-default':
			return `Unless told otherwise, call ${rule.tool} with ${rule.key} = ${JSON.stringify(rule.value)}`;
		case 'avoid':
			return `Avoid ${rule.tool} on ${rule.when}`;
		case 'ask-first':
			return `Ask before ${rule.action}`;
		case 'path-hint':
			return `Look in ${rule.glob} first`;
		case 'limit':
			return `Use at most ${rule.count} ${rule.what}`;
		case 'style':
			return `Style: ${rule.key} ${rule.value}`;
		case 'phrase':
			return `"${rule.phrase.join(' ')}" means the skill ${rule.skill}`;
		default:
			return assertNever(rule);
	}
}

function conditionLine(condition: Condition): string {
	const parts = (
		[
			['model', condition.models],
			['tool', condition.tools],
			['language', condition.languages],
			['task', condition.taskKinds],
			['error', condition.errorClasses],
			['words', condition.terms],
		] as const
	).flatMap(([what, values]) => (values.length === 0 ? [] : [`${what} ${values.join(', ')}`]));
	return parts.length === 0 ? '' : ` [${parts.join('; ')}]`;
}
