/**
Orders that may each be a clumsy sentence, and together are an attack: to set other orders aside or give something away, and
at the same time to hide it, to lift limits, to act alone.
*/

import {isAtLeast, type Match, type Rule} from '../findings.ts';

export const combinedOrders: Rule = {
	id: 'SL-COMBINED-001',
	class: 'I1',
	severity: 'critical',
	message: 'Gives the agent orders that together no honest skill gives (%s).',
	remedy: 'Remove them; each is explained on its own.',
	references: ['LLM01', 'ASI01'],
};

const orders = /^SL-(?:OVERRIDE|GIVEAWAY|CONCEAL|ALONE|SOCIAL|JUDGE)-/;

/** At the gravest of them. None where the orders are of one kind, or where none of them is grave by itself. */
export function combined(matches: readonly Match[]): readonly Match[] {
	const given = matches.filter(match => orders.test(match.rule.id) && isAtLeast(severityOf(match), 'medium'));
	const ids = [...new Set(given.map(({rule}) => rule.id))].sort();
	const gravest = given.find(match => isAtLeast(severityOf(match), 'high'));
	if (gravest === undefined || ids.length < 2) {
		return [];
	}

	const {file, layer, place} = gravest;
	return [{rule: combinedOrders, file, layer, place, detail: ids.join(', ')}];
}

function severityOf({rule, severity}: Match) {
	return severity ?? rule.severity;
}
