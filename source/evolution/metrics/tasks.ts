/** From single events back to tasks, and what is known of how each went. Pure. */

import type {Arm, EventBody, EvolutionEvent, SignalKind} from '../events/event.ts';
import {corrections, praises} from '../events/signals.ts';

type BodyOf<T extends EventBody['type']> = Extract<EventBody, {type: T}>;

export interface Task {
	readonly id: string;
	readonly session: string;
	/** ISO 8601, of its start. */
	readonly ts: string;
	readonly model: string;
	readonly manifest: string | null;
	readonly arm: Arm;
	readonly calls: readonly BodyOf<'tool.call'>[];
	/** Acts of the person that are about it. */
	readonly signals: readonly SignalKind[];
	/** Null for one that a crash cut off. */
	readonly end: BodyOf<'task.end'> | null;
	/** The person did something after it: sent the next message of the session, or said or did something about it. */
	readonly hasFollowUp: boolean;
}

/** Silence is no success: what nobody and nothing has verified is unknown. */
export type TaskOutcome = 'success' | 'failure' | 'unknown';

/** The tasks in the order of their starts. A signal carries the task that it is about. */
export function tasksOf(events: readonly EvolutionEvent[]): readonly Task[] {
	const inTime = events.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
	const tasks = [...Map.groupBy(inTime, ({task}) => task).values()].map(taskOf);
	const lastOfSession = new Map(tasks.map(({session, id}) => [session, id]));
	return tasks.map(task => ({...task, hasFollowUp: task.signals.length > 0 || lastOfSession.get(task.session) !== task.id}));
}

/**
How a task went. The person's word counts more than a check's: what was corrected has failed, though a check passed.
*/
export function outcomeOf(task: Task): TaskOutcome {
	if (isCorrected(task) || task.end?.status === 'failed') {
		return 'failure';
	}

	return task.end?.status === 'done' && isVerified(task) ? 'success' : 'unknown';
}

export function isCorrected({signals}: Task): boolean {
	return signals.some(signal => corrections.has(signal));
}

function isVerified({end, signals}: Task): boolean {
	return end?.verified === 'check' || signals.some(signal => praises.has(signal));
}

function taskOf(events: readonly EvolutionEvent[]): Task {
	const [first] = events;
	if (first === undefined) {
		throw new TypeError('A group has members.');
	}

	const {task: id, session, ts, model, manifest, arm} = first;
	return {
		id,
		session,
		ts,
		model,
		manifest,
		arm,
		calls: events.flatMap(event => (event.type === 'tool.call' ? [event] : [])),
		signals: events.flatMap(event => (event.type === 'user.signal' ? [event.kind] : [])),
		end: events.flatMap(event => (event.type === 'task.end' ? [event] : [])).at(-1) ?? null,
		hasFollowUp: false,
	};
}
