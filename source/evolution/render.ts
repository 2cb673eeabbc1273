/** What evolved, as the model reads it: one block, the same bytes for the same set, written by us from slots. */

import type {EvolvedContext, EvolvedPlan} from '../core/evolved-context.ts';
import type {Artefact} from './artefact.ts';
import type {ArtefactSet} from './candidate.ts';
import {renderArtefact} from './grammar/render.ts';
import {estimateTokens, mostBlockTokens} from './tokens.ts';

/** What the agent is given: at most 1,500 tokens; what is beyond that is left out, whole lines of it. */
export function renderSet(artefacts: ArtefactSet): Pick<EvolvedContext, 'rulesBlock' | 'plans'> {
	const rules: string[] = [];
	const plans: EvolvedPlan[] = [];
	let tokens = 0;
	for (const artefact of inOrder(artefacts)) {
		const line = renderArtefact(artefact);
		tokens += lineTokens(line);
		if (tokens > mostBlockTokens) {
			break;
		}

		if (artefact.kind === 'plan') {
			plans.push({id: artefact.id, steps: artefact.steps});
		} else {
			rules.push(`- ${line}`);
		}
	}

	return {rulesBlock: rules.join('\n'), plans};
}

/** All that a set says, without a limit: what the gates measure. */
export function renderWhole(artefacts: ArtefactSet): string {
	return inOrder(artefacts)
		.map(artefact => `- ${renderArtefact(artefact)}`)
		.join('\n');
}

function lineTokens(line: string): number {
	return estimateTokens(`- ${line}\n`);
}

/** Plans after rules, each by id: equal sets have equal bytes, whatever the order in which they grew. */
function inOrder(artefacts: ArtefactSet): readonly Words[] {
	const words = artefacts.filter(artefact => artefact.kind !== 'skill');
	return words.toSorted((a, b) => Number(a.kind === 'plan') - Number(b.kind === 'plan') || (a.id < b.id ? -1 : 1));
}

type Words = Exclude<Artefact, {kind: 'skill'}>;

/** The artefacts that hold for a model: those that name models, only for those. */
export function holdingFor(artefacts: ArtefactSet, model: string): ArtefactSet {
	return artefacts.filter(
		artefact => artefact.kind === 'skill' || artefact.condition.models.length === 0 || artefact.condition.models.includes(model),
	);
}
