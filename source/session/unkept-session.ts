/** A conversation that nothing is written down of: it lasts as long as the process holds it. */

import {randomUUID} from 'node:crypto';
import type {Entry} from './entry.ts';
import type {Session} from './transcript.ts';

export function createUnkeptSession(): Session {
	const id = randomUUID();
	let entries: readonly Entry[] = [];

	const append: Session['append'] = entry => {
		const last = entries.at(-1)?.id ?? null;
		const next = {...entry, id: randomUUID(), parentId: last, ts: new Date().toISOString()};
		entries = [...entries, next];
		return next.id;
	};
	append({type: 'session', session: id});
	return {
		...{id, path: '', notices: [], append},
		branch: () => entries,
		rewind(to) {
			entries = entries.slice(0, entries.findIndex(entry => entry.id === to) + 1);
		},
		close() {},
	};
}
