/**
Writes down what was typed and what answered it: a renderer of the agent's events, beside the one for calls.

Kept back until the next message, until when the person may reject the turn. A turn with several calls, or one that failed,
is no pair of a request and its answer; one in which a secret stands is not written.
*/

import {randomUUID} from 'node:crypto';
import type {AgentEvent, Label} from '../../core/events.ts';
import {labelOfMessage, lowestLabel} from '../../core/label.ts';
import {openDailyFiles} from '../drafts/daily-files.ts';
import {holdsSecret} from '../grammar/hostile-text.ts';
import {isRequest, longestInput, longestText, type RecordedRequest} from './recorded-request.ts';

export interface RequestStore {
	/** Keep a request; false when it holds a secret or the day's file is full. */
	add(request: RecordedRequest): boolean;
	/** The requests of the last thirty days, oldest first. */
	read(): readonly RecordedRequest[];
}

export interface RequestRecorder {
	note(event: AgentEvent): void;
	/** The person rejected or undid the last turn. */
	reject(): void;
	close(): void;
}

/** The store in the `replays` folder of a project's evolution. */
export function createRequestStore(folder: string, now?: () => Date): RequestStore {
	const files = openDailyFiles(folder, 'requests', isRequest, now);
	return {
		add: request => !holdsSecret(request.text) && !holdsSecret(JSON.stringify(request.call)) && files.append(request),
		read: files.read,
	};
}

/** A recorder for one session. `label` is that of what the model has in its context already: `user` for a new session. */
export function createRequestRecorder(store: Pick<RequestStore, 'add'>, label: Label): RequestRecorder {
	let context = label;
	let open: Omit<RecordedRequest, 'call'> | null = null;
	let calls: {readonly id: string; readonly tool: string; readonly input: unknown; isGood: boolean}[] = [];
	let kept: RecordedRequest | null = null;

	function close(): void {
		const request = kept;
		kept = null;
		if (request) {
			store.add(request);
		}
	}

	function begin({session, turn, ts, text, images}: AgentEvent & {readonly type: 'turn.start'}): void {
		close();
		context = lowestLabel([context, labelOfMessage(text, images)]);
		calls = [];
		const isShort = text.trim().length <= longestText && labelOfMessage(text) === 'user';
		// What a picture showed cannot be asked again.
		open = isShort && images === undefined ? {v: 1, id: randomUUID(), ts, session, turn, text: text.trim(), label: context} : null;
	}

	function end(isAnswered: boolean): void {
		const [only, ...others] = calls;
		if (open && isAnswered && others.length === 0) {
			const call = only?.isGood ? asCall(only) : null;
			kept = only && call === null ? null : {...open, call};
		}

		open = null;
	}

	return {
		note(event) {
			if (event.type === 'turn.start') {
				begin(event);
			} else if (event.type === 'tool.request') {
				calls.push({id: event.id, tool: event.name, input: event.arguments, isGood: false});
			} else if (event.type === 'tool.end') {
				context = lowestLabel([context, event.label]);
				const call = calls.find(({id}) => id === event.id);
				if (call) {
					call.isGood = event.ok && event.denied.length === 0;
				}
			} else if (event.type === 'turn.end') {
				end(event.result.ended === 'answer');
			}
		},
		reject() {
			kept = null;
		},
		close,
	};
}

function asCall({tool, input}: {readonly tool: string; readonly input: unknown}): RecordedRequest['call'] {
	return typeof input === 'object' && input !== null && !Array.isArray(input) && JSON.stringify(input).length <= longestInput
		? {tool, input: {...input}}
		: null;
}
