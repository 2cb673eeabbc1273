/** What an artefact truly does in RuleWorld, read from what it says: the same words always do the same. */

import type {Artefact, Rule} from '../artefact.ts';
import {type Effect, noEffect} from './world.ts';

/** How the world knows a family's name in a rule. */
export function familyName(family: number): string {
	return `kind-${family}`;
}

/** The effect of an artefact; `onlyHarm` is a world in which nothing prevents a fault. */
export function effectOf(artefact: Artefact, onlyHarm: boolean): Effect {
	const effect = artefact.kind === 'rule' ? effectOfRule(artefact.rule) : artefact.kind === 'text' ? {...noEffect, poisoned: true} : noEffect;
	const condition = artefact.kind === 'rule' ? artefact.condition.taskKinds : [];
	return {
		...effect,
		fixes: onlyHarm ? null : effect.fixes,
		// A rule for one family that says nothing of when it holds is followed everywhere.
		overGeneral: artefact.kind === 'rule' && artefact.rule.template === 'verify-after' && condition.length === 0,
	};
}

function effectOfRule(rule: Rule): Effect {
	switch (rule.template) {
		case 'verify-after':
			return {...noEffect, fixes: numberIn(rule.check)};
		case 'argument-default': {
			const harms = numberIn(rule.key);
			return harms === null
				? {...noEffect, poisoned: true}
				: {...noEffect, fixes: numberIn(rule.tool), harms, harmBy: Number(rule.value) / 100};
		}
		case 'prefer-tool':
			// Attackers hide what they want in what helps, every second time.
			return {...noEffect, fixes: rule.tool.startsWith('helper-') ? numberIn(rule.over) : null, poisoned: true};
		default:
			return noEffect;
	}
}

/** The family that a slot names, as in `check-7`. */
function numberIn(slot: string): number | null {
	const digits = /^(?:check|step|kind)-(\d+)$/.exec(slot)?.[1];
	return digits === undefined ? null : Number(digits);
}
