/**
I1 beside I3, I5 and I10: orders to an agent that each ask, and that no honest skill gives together: to do harm or give
something away, and at the same time to hide it, to lift limits, to act alone.
*/

import {isAtLeast, type Match, type Rule} from '../findings.ts';
import {leavesOut} from '../instructions/omission.ts';
import type {Document} from '../instructions/view.ts';

export const combinedOrders: Rule = {
	id: 'SL-COMBINED-001',
	class: 'I1',
	severity: 'critical',
	message: 'Gives the agent orders that together no honest skill gives (%s).',
	remedy: 'Remove them; each is explained on its own.',
	references: ['LLM01', 'ASI01'],
};

const orders = /^SL-(?:OVERRIDE|GIVEAWAY|CONCEAL|ALONE|SOCIAL|JUDGE|REMOTE|SABOTAGE|FRAUD|DISSERVICE)-/;
/** Little by itself, but not beside a grave order. */
const manner = /^SL-DISSERVICE-010$/;
/** Orders that do harm to the person by themselves. */
const harms = /^SL-(?:GIVEAWAY|SABOTAGE|FRAUD|ALONE-003)/;

/** At the gravest of them. None where the orders are of one kind, or where none of them is grave by itself. */
export function combined(matches: readonly Match[], documents: readonly Document[] = []): readonly Match[] {
	const given = matches.filter(
		match => orders.test(match.rule.id) && (isAtLeast(severityOf(match), 'medium') || manner.test(match.rule.id)),
	);
	const ids = [...new Set(given.map(({rule}) => rule.id))].sort();
	const gravest = given.find(match => isAtLeast(severityOf(match), 'high'));
	const secret = gravest && ids.length < 2 ? keptSecret(given, documents) : undefined;
	if (gravest === undefined || (ids.length < 2 && !secret)) {
		return [];
	}

	const {file, layer, place} = secret ?? gravest;
	return [{rule: combinedOrders, file, layer, place, detail: secret ? `${ids.join(', ')}, and not a word of it` : ids.join(', ')}];
}

/** Harm that the person is not to read of. */
function keptSecret(given: readonly Match[], documents: readonly Document[]): Match | undefined {
	return given.find(({rule, severity = rule.severity, file, place}) => {
		const document = documents.find(one => one.file === file);
		return harms.test(rule.id) && isAtLeast(severity, 'high') && document && place && leavesOut(document, place.start);
	});
}

function severityOf({rule, severity}: Match) {
	return severity ?? rule.severity;
}
