/**
A moment of a turn at which the model had to choose its next call, and what that led to: what a single step of a model can be
tried on again (R1).

What tools said is not in it: of a result stand how it ended and how long it was. So no text of a file or a page is kept, and
none is ever shown to a model again.
*/

import type {Label} from '../../core/events.ts';
import {isLabel} from '../../core/label.ts';
import {errorClasses, type ErrorClass} from '../events/event.ts';
import {hasRecordHead} from '../record-head.ts';

export interface Call {
	readonly tool: string;
	readonly input: Readonly<Record<string, unknown>>;
}

/** A call that was made before, without what it gave. */
export interface EarlierCall extends Call {
	/** Null when it went well. */
	readonly error: ErrorClass | null;
	readonly bytes: number;
}

export interface RecordedDecision {
	readonly v: 1;
	readonly id: string;
	/** When the turn began, ISO 8601: with the session it names the task of the events. */
	readonly ts: string;
	/** `sessionKey` of the session. */
	readonly session: string;
	/** Who answered at the time, as `ChatModel.name`: no other provider is ever shown it. */
	readonly model: string;
	/** The lowest label of what the model had before it. */
	readonly label: Label;
	/** What the user wrote, without secrets. */
	readonly text: string;
	readonly before: readonly EarlierCall[];
	/** The call that caused an error, and which; null where the first choice was good already. */
	readonly wrong: (Call & {readonly error: ErrorClass}) | null;
	/** Each was good: what went well next, and what the failed tool was later called with. Empty: the answer needed no call. */
	readonly right: readonly Call[];
}

export const longestText = 2000;
export const mostBefore = 8;
/** Of the JSON of one call. */
export const longestInput = 2000;

/** Whether a value of a file is a decision of this version. */
export function isDecision(value: unknown): value is RecordedDecision {
	if (!isRecord(value)) {
		return false;
	}

	const {model, label, text, before, wrong, right} = value;
	return (
		hasRecordHead(value) &&
		typeof model === 'string' &&
		model.length <= 200 &&
		isLabel(label) &&
		typeof text === 'string' &&
		text.length <= longestText &&
		isList(
			before,
			mostBefore,
			one => isCall(one) && isRecord(one) && Number.isSafeInteger(one.bytes) && (one.error === null || isError(one.error)),
		) &&
		(wrong === null || (isCall(wrong) && isRecord(wrong) && isError(wrong.error))) &&
		isList(right, 2, isCall)
	);
}

function isCall(value: unknown): boolean {
	return isRecord(value) && typeof value.tool === 'string' && value.tool.length <= 128 && isRecord(value.input);
}

function isError(value: unknown): boolean {
	return (errorClasses as readonly unknown[]).includes(value);
}

function isList(value: unknown, most: number, isItem: (item: unknown) => boolean): boolean {
	return Array.isArray(value) && value.length <= most && value.every(isItem);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
