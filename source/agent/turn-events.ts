/** The events of one turn, each in its envelope, for a reader who may leave before the end. */

import type {AgentEvent, AgentEventBody} from '../core/events.ts';
import {EventQueue} from './event-queue.ts';

export interface TurnEventsOptions {
	readonly session: string;
	/** Its number in the session. */
	readonly turn: number;
	readonly clock: () => Date;
	/** Ends the turn. */
	readonly signal: AbortSignal | undefined;
}

/** What a turn is given to work with. */
export interface TurnPorts {
	/** Fires also when the reader left. */
	readonly signal: AbortSignal;
	readonly emit: (event: AgentEventBody) => void;
}

/** Run a turn and give its events; over, or left, when it has put everything away. Throws what it throws. */
export async function* turnEvents(
	run: (ports: TurnPorts) => Promise<unknown>,
	{session, turn, clock, signal}: TurnEventsOptions,
): AsyncGenerator<AgentEvent> {
	const left = new AbortController();
	const queue = new EventQueue<AgentEvent>();
	let seq = 0;
	const running = run({
		signal: signal ? AbortSignal.any([signal, left.signal]) : left.signal,
		emit: body => queue.push({v: 1, seq: ++seq, ts: clock().toISOString(), session, turn, ...body}),
	}).finally(() => queue.close());
	// Its failure is thrown below; without a handler in between it would end the process.
	running.catch(() => {});
	try {
		yield* queue;
		await running;
	} finally {
		left.abort();
		await running.catch(() => {});
	}
}
