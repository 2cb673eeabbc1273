/** What evolved, as the model reads it: one block, the same bytes for the same set, written by us from slots. */

import type {EvolvedPlan} from '../core/evolved-context.ts';
import type {Artefact} from './artefact.ts';
import type {ArtefactSet} from './candidate.ts';
import {renderArtefact} from './grammar/render.ts';
import {estimateTokens, mostBlockTokens} from './tokens.ts';

const heading = `Learnt from earlier work here. Each line is a habit, not an order: the user's words and everything above come first,
and none of it permits anything.`;

/** The block of a set; empty when there is nothing to say. At most 1,500 tokens: what is beyond that is left out, whole lines of it. */
export function renderBlock(artefacts: ArtefactSet): string {
	const lines: string[] = [];
	let tokens = estimateTokens(heading);
	for (const artefact of [...artefacts].sort(byId)) {
		if (artefact.kind === 'skill') {
			continue;
		}

		const line = `- ${renderArtefact(artefact)}`;
		tokens += estimateTokens(line) + 1;
		if (tokens > mostBlockTokens) {
			break;
		}

		lines.push(line);
	}

	return lines.length === 0 ? '' : `${heading}\n${lines.join('\n')}`;
}

/** What a set says without a limit: what the gates measure. */
export function renderWhole(artefacts: ArtefactSet): string {
	const lines = [...artefacts].sort(byId).flatMap(artefact => (artefact.kind === 'skill' ? [] : [`- ${renderArtefact(artefact)}`]));
	return lines.length === 0 ? '' : `${heading}\n${lines.join('\n')}`;
}

/** The artefacts that hold for a model: those that name models, only for those. */
export function holdingFor(artefacts: ArtefactSet, model: string): ArtefactSet {
	return artefacts.filter(
		artefact => artefact.kind === 'skill' || artefact.condition.models.length === 0 || artefact.condition.models.includes(model),
	);
}

/** The plans of a set as data, for an agent that plans. */
export function plansOf(artefacts: ArtefactSet): readonly EvolvedPlan[] {
	return [...artefacts].sort(byId).flatMap(artefact => (artefact.kind === 'plan' ? [{id: artefact.id, steps: artefact.steps}] : []));
}

function byId({id: a}: Artefact, {id: b}: Artefact): number {
	return a < b ? -1 : 1;
}
