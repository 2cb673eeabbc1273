/** Everything of a session that may be replayed, recorded as its events pass. What cannot be written is left: no turn fails for it. */

import type {AgentEvent, Label} from '../../core/events.ts';
import {createCallRecorder} from '../drafts/call-recorder.ts';
import {createCallStore} from '../drafts/call-store.ts';
import type {SignalKind} from '../events/event.ts';
import type {Recorder} from '../events/recorder.ts';
import {createDecisionRecorder, createDecisionStore} from '../replays/decision-recorder.ts';
import {createTaskRecorder, createTaskStore, type TaskSettings} from '../replays/task-recorder.ts';
import {createRequestRecorder, createRequestStore} from './request-recorder.ts';

export interface ReplayRecorder {
	/** Take one event of the agent's stream in. Never throws. */
	observe(event: AgentEvent): void;
	/** The person rejected or undid the last turn: for `/bad` and `/undo`. Never throws. */
	reject(): void;
	/** At the end of the session. Never throws. */
	close(): void;
}

export interface ReplayRecorderOptions {
	/** `replaysFolder` of the project's store. */
	readonly folder: string;
	/** The label of what the model has in its context already: `user` for a new session. */
	readonly label: Label;
	/** What whole tasks need to be recorded; without it none is. */
	readonly tasks?: TaskSettings;
	/** Told once, when nothing more is recorded. */
	readonly onFailure?: (error: Error) => void;
}

/** The recorder of calls, requests, decisions and whole tasks for one session. */
export function createReplayRecorder({folder, label, tasks, onFailure}: ReplayRecorderOptions): ReplayRecorder {
	const recorders = [
		createCallRecorder(createCallStore(folder), label),
		createRequestRecorder(createRequestStore(folder), label),
		createDecisionRecorder(createDecisionStore(folder), label),
		...(tasks === undefined ? [] : [createTaskRecorder(createTaskStore(folder), tasks)]),
	];
	let isBroken = false;

	function guarded(action: (recorder: (typeof recorders)[number]) => void): void {
		if (isBroken) {
			return;
		}

		try {
			recorders.forEach(action);
		} catch (thrown) {
			isBroken = true;
			onFailure?.(thrown instanceof Error ? thrown : new Error(String(thrown)));
		}
	}

	return {
		observe: event => guarded(recorder => recorder.note(event)),
		reject: () => guarded(recorder => recorder.reject()),
		close: () => guarded(recorder => recorder.close()),
	};
}

/** Acts that say of the turn itself that it was wrong. */
const rejections: ReadonlySet<SignalKind> = new Set(['undo', 'reject', 'thumb-down', 'edit-after']);

/** The recorder of events, with this one beside it: it is told the same, and what the person rejects is not replayed. */
export function withReplays(recorder: Recorder, replays: ReplayRecorder): Recorder {
	return {
		observe(event) {
			recorder.observe(event);
			replays.observe(event);
		},
		signal(kind, linesChanged) {
			recorder.signal(kind, linesChanged);
			if (rejections.has(kind)) {
				replays.reject();
			}
		},
		check: check => recorder.check(check),
		fired: artefact => recorder.fired(artefact),
		close() {
			recorder.close();
			replays.close();
		},
	};
}
