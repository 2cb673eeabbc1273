/** Events of whole tasks, as tests need them. */

import type {Label} from '../../../source/core/events.ts';
import type {EventBody, EvolutionEvent, Outcome, SignalKind} from '../../../source/evolution/events/event.ts';
import {parseEvent} from '../../../source/evolution/events/parse-event.ts';

export interface TaskPlan {
	readonly session?: string;
	readonly label?: Label;
	readonly pasted?: boolean;
	readonly prompt?: string;
	/** Tools by name, with their outcome when it is not `ok`. */
	readonly calls?: readonly (string | readonly [tool: string, outcome: Outcome])[];
	readonly signals?: readonly SignalKind[];
	readonly verified?: boolean;
	readonly ts?: string;
}

let count = 0;

export function hex(number: number): string {
	return number.toString(16).padStart(16, '0');
}

/** The events of one task; each is one that the log would take. */
export function task({session = 'a', label = 'user', calls = [], signals = [], ...plan}: TaskPlan): readonly EvolutionEvent[] {
	count += 1;
	const {pasted = false, prompt = hex(count), verified = false, ts = '2026-11-20T10:00:00.000Z'} = plan;
	const id = hex(count);
	const bodies: readonly EventBody[] = [
		{type: 'task.start', prompt, pasted},
		...calls.map((call): EventBody => {
			const [tool, outcome] = typeof call === 'string' ? [call, 'ok' as const] : call;
			const error = outcome === 'error' ? 'not-found' : null;
			return {type: 'tool.call', tool, class: 'read', arguments: [{key: 'path', kind: 'path'}], ms: 5, outcome, error, bytes: 10};
		}),
		{
			type: 'task.end',
			status: 'done',
			verified: verified ? 'check' : 'none',
			kind: 'write',
			languages: ['typescript'],
			replans: 0,
			calls: calls.length,
			failures: 0,
			inputTokens: 1,
			outputTokens: 1,
			cost: null,
			ms: 10,
		},
		...signals.map((kind): EventBody => ({type: 'user.signal', kind, weight: 1, linesChanged: null})),
	];
	return bodies.map((body, index) => {
		const event = parseEvent({
			v: 1,
			id: hex(count * 1000 + index),
			ts,
			seq: index + 1,
			session: session.charCodeAt(0).toString(16).padStart(8, '0'),
			task: id,
			model: 'test',
			manifest: null,
			arm: 'none',
			label,
			...body,
		});
		if (event === null) {
			throw new Error('not an event');
		}

		return event;
	});
}
