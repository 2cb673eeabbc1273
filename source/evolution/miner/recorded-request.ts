/** What a user typed and the one call that answered it: what the offline planner can be tried on again. */

import type {Label} from '../../core/events.ts';
import {isLabel} from '../../core/label.ts';

export interface RecordedRequest {
	readonly v: 1;
	readonly id: string;
	/** ISO 8601. */
	readonly ts: string;
	readonly session: string;
	readonly turn: number;
	readonly text: string;
	readonly label: Label;
	/** Null where nothing was called: the planner found no answer. */
	readonly call: {readonly tool: string; readonly input: Readonly<Record<string, unknown>>} | null;
}

export const longestText = 300;
export const longestInput = 4000;

/** Whether a value of a file is a request of this version. */
export function isRequest(value: unknown): value is RecordedRequest {
	if (typeof value !== 'object' || value === null) {
		return false;
	}

	const {v, id, ts, session, turn, text, label, call} = value as Partial<Record<keyof RecordedRequest, unknown>>;
	return (
		v === 1 &&
		typeof id === 'string' &&
		/^[\w:-]{1,80}$/.test(id) &&
		typeof ts === 'string' &&
		typeof session === 'string' &&
		Number.isSafeInteger(turn) &&
		typeof text === 'string' &&
		text.length <= longestText &&
		isLabel(label) &&
		(call === null || isCall(call))
	);
}

function isCall(value: unknown): boolean {
	const {tool, input} = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
	return typeof tool === 'string' && tool.length <= 64 && typeof input === 'object' && input !== null && !Array.isArray(input);
}
