/**
A whole turn that a check of the user's found right: what it takes to do it again (R3).

Of the workspace stands in it what is needed to put it back: the files that the turn changed, as they were before it, and the
digests of those that it read. Only what the user wrote themselves is kept, and nothing in which a secret stands.
*/

import type {Sha256} from '../../../sandbox/index.ts';
import {labelOfMessage} from '../../core/label.ts';

export interface RecordedTask {
	readonly v: 1;
	readonly id: string;
	/** When the turn began, ISO 8601: with the session it names the task of the events. */
	readonly ts: string;
	/** `sessionKey` of the session. */
	readonly session: string;
	/** Who answered at the time, as `ChatModel.name`: no other provider is ever shown it. */
	readonly model: string;
	/** What the user wrote. */
	readonly text: string;
	/** The check that passed at the end: its name in the user's settings, and what that stood for. */
	readonly check: {readonly name: string; readonly command: string};
	/** Files that it read and left as they were. */
	readonly reads: readonly {readonly path: string; readonly digest: Sha256}[];
	/** Files that it changed, as they were before; null where there was none. */
	readonly before: readonly {readonly path: string; readonly text: string | null}[];
	/** What it took, as the endpoint counted. */
	readonly tokens: number;
}

/** A task that took more is not run again: it would cost more than it shows. */
export const dearestTask = 10_000;
export const longestRequest = 2000;
export const mostReads = 64;
export const mostChanged = 32;
/** Of all that is kept of changed files, in characters. */
export const mostKept = 512 * 1024;

/** Whether a value of a file is a task of this version, in words of the user's own. */
export function isTask(value: unknown): value is RecordedTask {
	if (!isRecord(value)) {
		return false;
	}

	const {v, id, ts, session, model, text, check, reads, before, tokens} = value;
	return (
		v === 1 &&
		isText(id, 80) &&
		isText(ts, 40) &&
		Number.isFinite(Date.parse(ts)) &&
		isText(session, 200) &&
		isText(model, 200) &&
		isText(text, longestRequest) &&
		labelOfMessage(text) === 'user' &&
		isRecord(check) &&
		isText(check.name, 40) &&
		isText(check.command, longestRequest) &&
		isList(reads, mostReads, one => isText(one.digest, 71) && one.digest.startsWith('sha256:')) &&
		isList(before, mostChanged, one => one.text === null || isText(one.text, mostKept)) &&
		Number.isSafeInteger(tokens) &&
		Number(tokens) > 0
	);
}

function isList(value: unknown, most: number, isItem: (item: Readonly<Record<string, unknown>>) => boolean): boolean {
	return Array.isArray(value) && value.length <= most && value.every(one => isRecord(one) && isText(one.path, 4096) && isItem(one));
}

function isText(value: unknown, longest: number): value is string {
	return typeof value === 'string' && value.length <= longest;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
