/** What learns in a run, and what it is told. */

import type {Proposal} from './proposer.ts';
import {propose} from './proposer.ts';
import type {Ledger} from './ledger.ts';
import type {Perform} from './perform.ts';
import type {Cluster, LoggedTask, TaskLog} from './task-log.ts';
import {phaseAt, type World} from './worlds.ts';

export interface Learner {
	/** What holds outside of a canary. */
	readonly head: readonly Proposal[];
	/** The set that a session's tasks run with. */
	activeIn(session: number): readonly Proposal[];
	/** A task was done; `seen` is the one whose outcome became known, which may be an earlier one. */
	afterTask(done: LoggedTask, seen: LoggedTask | undefined): void;
	/** The idle hour after a day's share of tasks. */
	reflect(): Promise<void>;
}

/** What a learner has of a run. */
export interface Surroundings {
	readonly world: World;
	readonly log: TaskLog;
	readonly ledger: Ledger;
	/** The task that comes next. */
	readonly now: () => number;
	/** Does tasks for real; null where the dice are thrown here. */
	readonly perform: Perform | null;
	/** A whole number that nobody had before. */
	readonly next: () => number;
}

/** Ask the proposer for one alternative for a cluster of failures. */
export function ask({world, ledger, now, next}: Surroundings, {family, failures}: Cluster): Proposal {
	const tainted = failures.filter(task => task.tainted).length / failures.length;
	const proposal = propose(world, {family, model: phaseAt(world, now()).model, tainted, request: next()});
	ledger.proposed(proposal);
	return proposal;
}
