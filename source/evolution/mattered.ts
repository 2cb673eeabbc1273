/** In which tasks an artefact could have mattered, judged by the calls that were made. Pure. */

import type {Artefact, Rule} from './artefact.ts';
import {type ErrorClass, errorClasses} from './events/event.ts';

/** Whether it could have mattered in a task with these calls, by name and in their order. */
export function mattered(artefact: Artefact, calls: readonly string[]): boolean {
	switch (artefact.kind) {
		case 'skill':
			return calls.includes(artefact.name);
		case 'plan':
			return artefact.steps.every(({tool}) => calls.includes(tool));
		case 'text':
			return isAbout(artefact.condition.tools, calls);
		case 'rule': {
			const about = toolsOf(artefact.rule);
			return about.length > 0 ? about.some(tool => calls.includes(tool)) : isAbout(artefact.condition.tools, calls);
		}
	}
}

/** A call that did not end well, and why. */
export interface FailedCall {
	readonly tool: string;
	readonly error: ErrorClass;
}

/**
Whether the mistake that it is meant to prevent came back; null where that cannot be seen.

Not seen, as the events have neither words nor values: whether the person was asked in the answer, which argument was wrong,
which check a command ran, where a path led, how an answer was written, and what a word was to mean.
*/
export function repeatedMistake(artefact: Artefact, calls: readonly string[], failed: readonly FailedCall[] = []): boolean | null {
	if (artefact.kind !== 'rule') {
		return null;
	}

	const {rule} = artefact;
	switch (rule.template) {
		case 'prefer-tool':
			return calls.includes(rule.over);
		case 'order': {
			const [first, then] = [calls.indexOf(rule.first), calls.indexOf(rule.then)];
			return then === -1 ? null : first === -1 || first > then;
		}
		case 'avoid':
			// Another `when` is a kind of task or a language, which no call tells.
			return isErrorClass(rule.when) && calls.includes(rule.tool)
				? failed.some(({tool, error}) => tool === rule.tool && error === rule.when)
				: null;
		case 'limit':
			return rule.what === 'calls' && calls.length > 0 ? requestsIn(calls) > rule.count : null;
		default:
			return null;
	}
}

/** The name of a skill stands behind the tool that reads it, and is no call of its own. */
function requestsIn(calls: readonly string[]): number {
	return calls.filter((_, at) => !['use_skill', 'run_skill_script'].includes(calls[at - 1] ?? '')).length;
}

function isErrorClass(when: string): boolean {
	const known: readonly string[] = errorClasses;
	return known.includes(when);
}

function isAbout(tools: readonly string[], calls: readonly string[]): boolean {
	return tools.length === 0 ? calls.length > 0 : tools.some(tool => calls.includes(tool));
}

/** The tools that a rule names; none for rules about something else. */
function toolsOf(rule: Rule): readonly string[] {
	switch (rule.template) {
		case 'prefer-tool':
			return [rule.tool, rule.over];
		case 'order':
			return [rule.first, rule.then];
		case 'verify-after':
		case 'ask-first':
			return [rule.action];
		case 'argument-default':
		case 'avoid':
			return [rule.tool];
		case 'phrase':
			return [rule.skill];
		case 'path-hint':
		case 'limit':
		case 'style':
			return [];
	}
}
