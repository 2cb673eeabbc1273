/**
A candidate is held to what its brief was about. What failed in one kind of work says nothing of other work, so a rule
from it may not reach further, whatever the proposer said. In the arena over-general rules that help where they were meant to
are what replays find last: a small loss everywhere takes hundreds of anchors to see.
*/

import type {Artefact, Condition} from './artefact.ts';
import {artefactId} from './grammar/identity.ts';
import type {Rendered} from './grammar/render.ts';
import type {Brief} from './miner/brief.ts';

/** What a brief was about; an empty list says nothing. */
export type Scope = Pick<Condition, 'taskKinds' | 'languages'>;

const facets = ['taskKinds', 'languages'] as const;
const mostLanguages = 5;

/** What a brief was about. What the person said in so many words holds as far as they said. */
export function scopeOf({trigger, languages}: Pick<Brief, 'trigger' | 'languages'>): Scope {
	switch (trigger.kind) {
		case 'failures':
		case 'corrections':
			return {taskKinds: [trigger.taskKind], languages: languages.length <= mostLanguages ? languages : []};
		case 'sequence':
			return {taskKinds: [], languages: languages.length <= mostLanguages ? languages : []};
		case 'remembered':
			return {taskKinds: [], languages: []};
	}
}

/** The artefact with its condition no wider than the scope; itself when it is not. */
export function narrowTo(artefact: Artefact, scope: Scope): Artefact {
	const narrowed = withinScope(artefact, scope);
	return narrowed === artefact ? artefact : {...narrowed, id: artefactId(narrowed)};
}

/** The same for what is no artefact yet. */
export function withinScope<Content extends Rendered>(content: Content, scope: Scope): Content {
	const condition: Condition | null = content.kind === 'skill' ? null : content.condition;
	const wide = condition === null ? [] : facets.filter(facet => reachesBeyond(condition[facet], scope[facet]));
	if (condition === null || wide.length === 0) {
		return content;
	}

	return {...content, condition: {...condition, ...Object.fromEntries(wide.map(facet => [facet, shared(condition[facet], scope[facet])]))}};
}

function reachesBeyond(said: readonly string[], meant: readonly string[]): boolean {
	return meant.length > 0 && (said.length === 0 || said.some(value => !meant.includes(value)));
}

/** What both name; where they share nothing, or nothing was said, what was meant. */
function shared(said: readonly string[], meant: readonly string[]): readonly string[] {
	const both = said.filter(value => meant.includes(value));
	return both.length > 0 ? both : meant;
}
