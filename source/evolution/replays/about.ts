/** Which recorded failures an artefact claims to be about. Its claim chooses the tasks; it never says what is right in them. Pure. */

import type {Artefact, Condition, Rule} from '../artefact.ts';
import type {Language, TaskKind} from '../events/event.ts';
import {spokenWords} from '../grammar/vocabulary.ts';
import type {RecordedDecision} from './recorded-decision.ts';

/** What the events know of the task; null when they are gone. */
export interface TaskFacts {
	readonly kind: TaskKind;
	readonly languages: readonly Language[];
}

/** False where the first choice was good, and for what no single choice of a call could show. */
export function isAbout(artefact: Artefact, {wrong, text}: Pick<RecordedDecision, 'wrong' | 'text'>, facts: TaskFacts | null): boolean {
	if (wrong === null || artefact.kind === 'skill' || !holds(artefact.condition, {wrong, text}, facts)) {
		return false;
	}

	switch (artefact.kind) {
		case 'rule':
			return concerns(artefact.rule, wrong);
		case 'plan':
			return artefact.steps.some(({tool}) => tool === wrong.tool);
		case 'text':
			// Words may be about anything: only those with an address can be tried.
			return artefact.condition.tools.length > 0 || artefact.condition.errorClasses.length > 0;
	}
}

function concerns(rule: Rule, {tool, error}: NonNullable<RecordedDecision['wrong']>): boolean {
	switch (rule.template) {
		case 'prefer-tool':
			return rule.over === tool;
		case 'order':
			return rule.then === tool;
		case 'avoid':
		case 'argument-default':
			return rule.tool === tool;
		case 'path-hint':
			return error === 'not-found' || error === 'no-match';
		default:
			return false;
	}
}

function holds(
	{tools, errorClasses, taskKinds, languages, terms}: Condition,
	{wrong, text}: {readonly wrong: NonNullable<RecordedDecision['wrong']>; readonly text: string},
	facts: TaskFacts | null,
): boolean {
	return (
		isAny(tools, [wrong.tool]) &&
		isAny(errorClasses, [wrong.error]) &&
		(facts === null || (isAny(taskKinds, [facts.kind]) && isAny(languages, facts.languages))) &&
		(terms.length === 0 || [...spokenWords(terms)].some(word => spokenWords([text]).has(word)))
	);
}

function isAny(wanted: readonly string[], there: readonly string[]): boolean {
	return wanted.length === 0 || wanted.some(one => there.includes(one));
}
