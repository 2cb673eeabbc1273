/**
A candidate is held to what its brief was about. What failed in one kind of work says nothing of other work, so a rule
from it may not reach further, whatever the proposer said: over-general rules are the ones that the anchors see last.
*/

import type {Artefact, Condition} from './artefact.ts';
import {artefactId} from './grammar/identity.ts';

/** What a brief was about; an empty list says nothing. */
export type Scope = Pick<Condition, 'taskKinds' | 'languages' | 'errorClasses'>;

const facets = ['taskKinds', 'languages', 'errorClasses'] as const;

/** The artefact with its condition no wider than the scope; itself when it is not. */
export function narrowTo(artefact: Artefact, scope: Scope): Artefact {
	if (artefact.kind === 'skill') {
		return artefact;
	}

	const wide = facets.filter(facet => reachesBeyond(artefact.condition[facet], scope[facet]));
	if (wide.length === 0) {
		return artefact;
	}

	const condition = {
		...artefact.condition,
		...Object.fromEntries(wide.map(facet => [facet, shared(artefact.condition[facet], scope[facet])])),
	};
	const narrowed = {...artefact, condition};
	return {...narrowed, id: artefactId(narrowed)};
}

function reachesBeyond(said: readonly string[], meant: readonly string[]): boolean {
	return meant.length > 0 && (said.length === 0 || said.some(value => !meant.includes(value)));
}

/** What both name; where they share nothing, or nothing was said, what was meant. */
function shared(said: readonly string[], meant: readonly string[]): readonly string[] {
	const both = said.filter(value => meant.includes(value));
	return both.length > 0 ? both : meant;
}
