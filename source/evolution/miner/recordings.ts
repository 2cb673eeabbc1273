/** What was recorded of a project, read for a reflection. */

import {join} from 'node:path';
import type {NoteStore} from '../../session/notes/note-store.ts';
import {createCallStore} from '../drafts/call-store.ts';
import type {RecordedCall} from '../drafts/recorded-call.ts';
import {eventsFolder, readEvents} from '../events/event-log.ts';
import type {MinerInput, Remembered} from './mine.ts';
import type {RecordedRequest} from './recorded-request.ts';
import {createRequestStore} from './request-recorder.ts';
import {userMessages} from './user-messages.ts';

export interface Recordings extends Omit<MinerInput, 'now'> {
	readonly calls: readonly RecordedCall[];
	readonly requests: readonly RecordedRequest[];
}

/** The folder of what may be replayed, within the store of a project. */
export function replaysFolder(store: string): string {
	return join(store, 'evolution', 'replays');
}

/** Everything of one project. `store` is its folder of the user's, `sessions` that of the transcripts. */
export function readRecordings(store: string, sessions: string, notes: Pick<NoteStore, 'list'> | null): Recordings {
	const events = readEvents(eventsFolder(store));
	const prompts = new Set(events.flatMap(event => (event.type === 'task.start' && !event.pasted ? [event.prompt] : [])));
	const folder = replaysFolder(store);
	return {
		events,
		messages: prompts.size === 0 ? new Map() : userMessages(sessions, prompts),
		remembered: (notes?.list() ?? []).flatMap(rememberedOf),
		calls: createCallStore(folder).read(),
		requests: createRequestStore(folder).read(),
	};
}

/** What the user asked to be done always; a fact is remembered, and nothing to do. */
function rememberedOf({id, kind, text, label, created}: ReturnType<NoteStore['list']>[number]): readonly Remembered[] {
	return kind === 'preference' || kind === 'decision' ? [{id, text, label, created}] : [];
}
