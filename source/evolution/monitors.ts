/** What an adopted artefact does in the long run, and when that is reason enough to take it out. Pure. */

import {type ArmCount, worseProbability} from './statistics/canary-rule.ts';

export interface Watched {
	/** Tasks in which it could have mattered, with a known outcome, since it was adopted. */
	readonly after: ArmCount;
	/** The same before it. */
	readonly before: ArmCount;
	readonly calls: number;
	/** Calls that the sandbox or the person denied. */
	readonly denied: number;
	readonly callsBefore: number;
	readonly deniedBefore: number;
	/** How often the very mistake came back that it was to prevent, and how often it could have. */
	readonly repeats: number;
	readonly exposures: number;
	/** ISO 8601; when it last mattered. */
	readonly lastFired: string | null;
}

export const unwatched: Watched = {
	after: {successes: 0, known: 0},
	before: {successes: 0, known: 0},
	calls: 0,
	denied: 0,
	callsBefore: 0,
	deniedBefore: 0,
	repeats: 0,
	exposures: 0,
	lastFired: null,
};

export type Alarm = 'worse' | 'denied' | 'repeats';

const leastTasks = 12;
const leastDenied = 3;
const leastExposures = 6;

/** The first reason to take an artefact out; null for none. */
export function alarmOf(watched: Watched): Alarm | null {
	const {after, before, calls, denied, callsBefore, deniedBefore, repeats, exposures} = watched;
	if (denied >= leastDenied && rate(denied, calls) > 3 * Math.max(rate(deniedBefore, callsBefore), 0.01)) {
		return 'denied';
	}

	if (after.known >= leastTasks && worseProbability({candidate: after, incumbent: before, before: {successes: 0, known: 0}}) >= 0.99) {
		return 'worse';
	}

	// It claims to prevent a mistake that comes back two times out of three.
	return exposures >= leastExposures && repeats * 3 > exposures * 2 ? 'repeats' : null;
}

/** What one task adds. */
export interface TaskSeen {
	readonly solved: boolean | null;
	readonly calls: number;
	readonly denied: number;
	/** Whether the mistake came back; null when it could not have. */
	readonly repeated: boolean | null;
	readonly now: Date;
}

export function watch(watched: Watched, {solved, calls, denied, repeated, now}: TaskSeen): Watched {
	return {
		...watched,
		after: solved === null ? watched.after : {successes: watched.after.successes + (solved ? 1 : 0), known: watched.after.known + 1},
		calls: watched.calls + calls,
		denied: watched.denied + denied,
		repeats: watched.repeats + (repeated === true ? 1 : 0),
		exposures: watched.exposures + (repeated === null ? 0 : 1),
		lastFired: now.toISOString(),
	};
}

function rate(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}
