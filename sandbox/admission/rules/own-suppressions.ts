/** S10: what is meant for the scanner and not for the agent. */

import type {Match, Rule} from '../findings.ts';
import type {RuleFile} from './rule-file.ts';

const ownSuppressions: Rule = {
	id: 'SL-BASELINE-001',
	class: 'S10',
	severity: 'low',
	message: 'Brings suppressions of its own findings; they have no effect.',
	remedy: 'Keep a baseline outside of the skill.',
	references: ['ASI04'],
};

export const ownSuppressionsFile: RuleFile = {
	rules: [ownSuppressions],
	match: ({texts}) => [...texts].flatMap(([file, text]) => (isBaseline(file, text) ? [atFile(file)] : [])),
};

/** By its name where our own are kept, elsewhere by the fields of its entries. */
function isBaseline(file: string, text: string): boolean {
	return (
		/(?:^|\/)\.skilllite\/baseline\.json$/i.test(file) ||
		(/\.json$/i.test(file) && text.includes('"suppressions"') && text.includes('"evidence"'))
	);
}

function atFile(file: string): Match {
	return {rule: ownSuppressions, file, layer: 'files', place: undefined};
}
