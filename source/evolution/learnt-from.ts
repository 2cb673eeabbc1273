import type {Learnt} from '../model/planner/learnt.ts';
import type {Artefact} from './artefact.ts';

/** What active artefacts mean to the planner. */
export function learntFrom(artefacts: readonly Artefact[]): Learnt {
	const rules = artefacts.flatMap(artefact => (artefact.kind === 'rule' ? [artefact.rule] : []));
	return {
		phrases: rules.flatMap(rule => (rule.template === 'phrase' ? [{phrase: rule.phrase, skill: rule.skill}] : [])),
		defaults: rules.flatMap(rule => (rule.template === 'argument-default' ? [{tool: rule.tool, key: rule.key, value: rule.value}] : [])),
	};
}
