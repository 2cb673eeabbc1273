/** What an observed run tried, in the audit log. */

import {appendAudit} from '../audit.ts';
import type {Attempt, Observation} from './attempts.ts';

/** Beyond this the log of one run would bury all others. */
const mostAttempts = 1000;
const mostCharacters = 256 * 1024;

/** A hook that records an observation as attempts of the run that `facts` name, and then passes it on. */
export function recordTo(
	facts: Readonly<Record<string, unknown>>,
	onObserved: ((observation: Observation) => void) | undefined,
): (observation: Observation) => void {
	return observation => {
		const unlike = recorded(observation.attempts);
		const attempts = recordable(unlike);
		const lost = observation.lost + unlike.length - attempts.length;
		appendAudit({type: 'run', phase: 'observed', ...facts, attempts, lost});
		onObserved?.(observation);
	};
}

type Recorded = Omit<Attempt, 'flags'>;

function recorded(attempts: readonly Attempt[]): readonly Recorded[] {
	const unlike = new Map(attempts.map(({flags: _flags, ...attempt}) => [`${attempt.kind} ${attempt.denied} ${attempt.target}`, attempt]));
	return [...unlike.values()];
}

/** As many as there is room for: what only asked about a file goes first. */
function recordable(attempts: readonly Recorded[]): readonly Recorded[] {
	const byWeight = [...attempts.filter(({kind}) => kind !== 'look'), ...attempts.filter(({kind}) => kind === 'look')];
	let room = mostCharacters;
	const kept = new Set(
		byWeight.slice(0, mostAttempts).filter(({target}) => {
			room -= target.length;
			return room >= 0;
		}),
	);
	return attempts.filter(attempt => kept.has(attempt));
}
