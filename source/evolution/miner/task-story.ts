/** Events by task: what was called, how it ended, and what the person did about it. Pure. */

import type {Label} from '../../core/events.ts';
import {lowestLabel} from '../../core/label.ts';
import type {EvolutionEvent, SignalKind} from '../events/event.ts';
import {corrections, praises} from '../events/signals.ts';

export type CallEvent = Extract<EvolutionEvent, {type: 'tool.call'}>;
export type EndEvent = Extract<EvolutionEvent, {type: 'task.end'}>;
export type SignalEvent = Extract<EvolutionEvent, {type: 'user.signal'}>;

export interface TaskStory {
	readonly id: string;
	readonly session: string;
	/** The hash of what the user wrote; null when the beginning is not there. */
	readonly prompt: string | null;
	readonly pasted: boolean;
	readonly calls: readonly CallEvent[];
	readonly signals: readonly SignalEvent[];
	readonly end: EndEvent | null;
	readonly label: Label;
	readonly ids: readonly string[];
	/** A check or a word of the person says that it went well, and nothing says that it did not; null when nobody knows. */
	readonly verified: boolean | null;
}

/** The tasks of some events, in the order in which they began. */
export function taskStories(events: readonly EvolutionEvent[]): readonly TaskStory[] {
	return [...Map.groupBy(events, event => event.task)].map(([id, own]) => storyOf(id, own));
}

function storyOf(id: string, events: readonly EvolutionEvent[]): TaskStory {
	const start = events.find(event => event.type === 'task.start');
	const end = events.findLast(event => event.type === 'task.end') ?? null;
	const calls = events.filter(event => event.type === 'tool.call');
	const signals = events.filter(event => event.type === 'user.signal');
	const pasted = start?.pasted ?? true;
	// A name that a stranger chose is a text of a stranger.
	const named = calls.some(({tool}) => tool.startsWith('mcp__') || tool === 'unknown');
	return {
		id,
		session: events[0]?.session ?? '',
		prompt: start?.prompt ?? null,
		pasted,
		calls,
		signals,
		end,
		label: lowestLabel([...events.map(({label}) => label), ...(pasted || named ? (['foreign'] as const) : [])]),
		ids: events.map(({id: event}) => event),
		verified: verifiedBy(end, signals),
	};
}

function verifiedBy(end: EndEvent | null, signals: readonly SignalEvent[]): boolean | null {
	const says = (kinds: ReadonlySet<SignalKind>) => signals.some(({kind}) => kinds.has(kind));
	if (says(corrections) || end?.status === 'failed') {
		return false;
	}

	return end?.status === 'done' && (end.verified === 'check' || says(praises)) ? true : null;
}
