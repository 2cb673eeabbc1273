import type {Artefact, Rule} from '../artefact.ts';
import {type Candidate, candidateSet, type GateResult} from '../candidate.ts';
import {canonicalJson} from '../../../sandbox/index.ts';
import type {GatePorts} from '../ports.ts';
import {estimateTokens, mostBlockTokens} from '../tokens.ts';
import {result} from './result.ts';

/** How many of each may be active. */
export const caps = {rules: 40, plans: 20, skills: 20} as const;

/** G4: the set with it in: nothing twice, nothing against another, no more than the caps and the prompt hold. */
export function set(candidate: Candidate, {render}: Pick<GatePorts, 'render'>): GateResult {
	const {artefact, incumbent, replaces} = candidate;
	const others = incumbent.filter(({id}) => !replaces.includes(id));
	if (others.some(({id}) => id === artefact.id)) {
		return result('G4', 'refuse', 'It is active already.');
	}

	const against = others.filter(other => conflict(artefact, other)).map(({id}) => id);
	if (against.length > 0) {
		return result('G4', 'refuse', 'It says the opposite of what is active, or the same with another value.', {against});
	}

	const next = candidateSet(candidate);
	const counts = countsOf(next);
	const tokens = estimateTokens(render(next));
	const over = [
		...(['rules', 'plans', 'skills'] as const).filter(kind => counts[kind] > caps[kind]),
		...(tokens > mostBlockTokens ? ['tokens'] : []),
	];
	return over.length === 0
		? result('G4', 'pass', 'The set has room for it and nothing against it.', {...counts, tokens})
		: result('G4', 'refuse', 'The set is full: it would have to name what it replaces.', {...counts, tokens, over});
}

/** How many of each kind a set holds; free texts count as rules. */
export function countsOf(artefacts: readonly Artefact[]): Readonly<Record<keyof typeof caps, number>> {
	const count = (...kinds: readonly string[]) => artefacts.filter(({kind}) => kinds.includes(kind)).length;
	return {rules: count('rule', 'text'), plans: count('plan'), skills: count('skill')};
}

function conflict(one: Artefact, other: Artefact): boolean {
	if (one.kind === 'skill' || other.kind === 'skill') {
		return one.kind === 'skill' && other.kind === 'skill' && one.name === other.name;
	}

	if (canonicalJson(one.condition) !== canonicalJson(other.condition)) {
		return false;
	}

	return one.kind === 'rule' && other.kind === 'rule' ? opposes(one.rule, other.rule) || opposes(other.rule, one.rule) : false;
}

function opposes(one: Rule, other: Rule): boolean {
	switch (one.template) {
		case 'prefer-tool':
			return (other.template === 'prefer-tool' && one.tool === other.over) || (other.template === 'avoid' && one.tool === other.tool);
		case 'order':
			return other.template === 'order' && one.first === other.then && one.then === other.first;
		case 'argument-default':
			return other.template === 'argument-default' && one.tool === other.tool && one.key === other.key;
		case 'limit':
			return other.template === 'limit' && one.what === other.what;
		case 'style':
			return other.template === 'style' && one.key === other.key;
		case 'phrase':
			return other.template === 'phrase' && canonicalJson([...one.phrase].sort()) === canonicalJson([...other.phrase].sort());
		default:
			return false;
	}
}
