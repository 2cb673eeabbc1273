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

const orders = /^SL-(?:AGENT-001$|(?:OVERRIDE|GIVEAWAY|CONCEAL|ALONE|SOCIAL|JUDGE|REMOTE|SABOTAGE|FRAUD|DISSERVICE)-)/;
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
	const standing = gravest && ids.length < 2 ? madeStanding(given, documents) : undefined;
	const secret = gravest && ids.length < 2 ? keptSecret(given, documents) : undefined;
	if (gravest === undefined || (ids.length < 2 && !secret && !standing)) {
		return [];
	}

	const {file, layer, place} = standing ?? secret ?? gravest;
	return [
		{
			rule: combinedOrders,
			file,
			layer,
			place,
			detail: standing
				? `${ids.join(', ')}, in a file that an agent reads each time`
				: secret
					? `${ids.join(', ')}, and not a word of it`
					: ids.join(', '),
		},
	];
}

/** Harm that the person is not to read of. */
function keptSecret(given: readonly Match[], documents: readonly Document[]): Match | undefined {
	return given.find(({rule, severity = rule.severity, file, place}) => {
		const document = documents.find(one => one.file === file);
		return harms.test(rule.id) && isAtLeast(severity, 'high') && document && place && leavesOut(document, place.start);
	});
}

const steering = /\b(?:AGENTS|CLAUDE|SOUL|MEMORY|HEARTBEAT|IDENTITY|GEMINI|BOOTSTRAP)\.md\b/;
const lead = 5;

/** Harm that is to be written, in whatever language, where it steers the agent for good. */
function madeStanding(given: readonly Match[], documents: readonly Document[]): Match | undefined {
	return given.find(({rule, severity = rule.severity, file, place}) => {
		const document = documents.find(one => one.file === file);
		const at = document && place ? document.sentences.findLastIndex(({start}) => start <= place.start) : -1;
		return (
			harms.test(rule.id) &&
			isAtLeast(severity, 'high') &&
			document?.sentences.slice(Math.max(0, at - lead), at).some(({text}) => steering.test(text) && /:\s*$/.test(text))
		);
	});
}

function severityOf({rule, severity}: Match) {
	return severity ?? rule.severity;
}
