/** What a brief says so plainly that no model is needed to put it into the grammar: a sequence is a plan, a repair an order. Pure. */

import type {Condition} from '../artefact.ts';
import {parseContent} from '../grammar/parse.ts';
import {strayWords, type Vocabulary} from '../grammar/vocabulary.ts';
import type {Brief} from '../miner/brief.ts';
import type {Proposable} from './read-answer.ts';

const clearShare = 2 / 3;
const mostLanguages = 3;

/** The artefacts that follow from a brief by themselves; none where it is for a person or a model to say. */
export function ownProposals(brief: Brief, vocabulary: Vocabulary): readonly Proposable[] {
	const content = contentOf(brief);
	if (content === null || strayWords(content, vocabulary).length > 0) {
		return [];
	}

	return parseContent(content).kind === 'content' ? [content] : [];
}

function contentOf({trigger, count, languages}: Brief): Proposable | null {
	const condition: Condition = {models: [], tools: [], languages: [], taskKinds: [], errorClasses: [], terms: []};
	switch (trigger.kind) {
		case 'sequence':
			return {kind: 'plan', steps: trigger.steps, condition: {...condition, languages: languages.length <= mostLanguages ? languages : []}};
		case 'failures': {
			const [repair] = trigger.fixedBy;
			// Mostly the same other tool went well next: it belongs first.
			return repair && repair.tool !== trigger.tool && repair.count >= clearShare * count
				? {
						kind: 'rule',
						// biome-ignore lint/suspicious/noThenProperty: a rule's slot holds a name, never a function
						rule: {template: 'order', first: repair.tool, then: trigger.tool},
						condition: {...condition, taskKinds: [trigger.taskKind], errorClasses: [trigger.error]},
					}
				: null;
		}
		case 'corrections':
		case 'remembered':
			return null;
	}
}
