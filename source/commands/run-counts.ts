/** How often skills ran and how it went, from the audit log. */

import {auditEntries} from '../../sandbox/index.ts';

export interface RunCount {
	readonly runs: number;
	/** Of them, those whose script ended by itself with 0. */
	readonly succeeded: number;
}

/** What is older says little about the skill as it is now. */
const days = 90;

/** By name of the skill; a run that is still going or never began does not count. */
export async function countRuns(now = new Date()): Promise<ReadonlyMap<string, RunCount>> {
	const counts = new Map<string, RunCount>();
	for await (const {type, phase, skill, ended, exitCode} of auditEntries(new Date(now.getTime() - days * 86_400_000))) {
		if (type === 'run' && phase === 'end' && typeof skill === 'string') {
			const {runs, succeeded} = counts.get(skill) ?? {runs: 0, succeeded: 0};
			counts.set(skill, {runs: runs + 1, succeeded: succeeded + (ended === 'exit' && exitCode === 0 ? 1 : 0)});
		}
	}

	return counts;
}
