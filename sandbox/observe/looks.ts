/** An observed run, from the calls to look at to what was seen; loaded for such runs alone. */

import {type CommandJob, isCommand, type Job} from '../job.ts';
import type {ConnectedJob} from '../linux/layout.ts';
import type {Plan} from '../linux/plan.ts';
import {filterArchitecture, filterKindOf} from '../linux/run-block.ts';
import {type ObservedCalls, observedCalls} from '../linux/seccomp/observed.ts';
import {syscallName} from '../linux/seccomp/syscalls.ts';
import type {SupervisedResult} from '../linux/supervisor.ts';
import {type Observation, readObservation} from './attempts.ts';

/** What the supervisor looks at in a run of this job. */
export function looksFor(job: Pick<ConnectedJob, 'runtime' | 'proxyPort'>, isRehearsal: boolean): ObservedCalls {
	const {runtime, network} = filterKindOf(job);
	return observedCalls(runtime, network, filterArchitecture(), isRehearsal);
}

/** What a run tried, when it is over. */
export function observationOf(
	job: Job | CommandJob,
	{passing}: ObservedCalls,
	{insideOf}: Pick<Plan, 'insideOf'>,
	{seen, lost}: Pick<SupervisedResult, 'seen' | 'lost'>,
): Observation {
	return readObservation(seen, lost, {
		passing,
		insideOf,
		nameOf: nr => syscallName(filterArchitecture(), nr),
		script: isCommand(job) ? undefined : `/skill/${job.script}`,
	});
}
