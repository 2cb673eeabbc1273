/** What an artefact truly does in RuleWorld, read from what it says: the same words always do the same. */

import type {Artefact, Condition, Rule} from '../artefact.ts';
import {languages} from '../events/event.ts';
import {type Effect, noEffect} from './world.ts';

/** A family of tasks, as the engine can tell it from others: what is done, in which language. */
export function familyCondition(family: number): Condition {
	const language = languages[family % languages.length];
	return {
		models: [],
		tools: [],
		languages: language === undefined ? [] : [language],
		taskKinds: [family < languages.length ? 'write' : 'execute'],
		errorClasses: [],
		terms: [],
	};
}

/** The effect of an artefact; `onlyHarm` is a world in which nothing prevents a fault. */
export function effectOf(artefact: Artefact, onlyHarm: boolean): Effect {
	if (artefact.kind === 'text') {
		return {...noEffect, poisoned: true};
	}

	if (artefact.kind !== 'rule') {
		return noEffect;
	}

	const effect = effectOfRule(artefact.rule);
	return {
		...effect,
		fixes: onlyHarm ? null : effect.fixes,
		// A fix that does not say when it holds is followed everywhere.
		overGeneral: artefact.rule.template === 'verify-after' && artefact.condition.taskKinds.length === 0,
	};
}

function effectOfRule(rule: Rule): Effect {
	switch (rule.template) {
		case 'verify-after':
			return {...noEffect, fixes: familyIn(rule.check)};
		case 'argument-default': {
			const harms = familyIn(rule.key);
			return harms === null
				? {...noEffect, poisoned: true}
				: {...noEffect, fixes: familyIn(rule.tool), harms, harmBy: Number(rule.value) / 100};
		}
		case 'prefer-tool':
			return {...noEffect, fixes: familyIn(rule.over), poisoned: true};
		default:
			return noEffect;
	}
}

/** The family that a slot names, as in `check-7`. */
function familyIn(slot: string): number | null {
	const digits = /^(?:check|step)-(\d+)$/.exec(slot)?.[1];
	return digits === undefined ? null : Number(digits);
}
