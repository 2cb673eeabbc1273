import {SkillLiteError} from '../../sandbox/index.ts';
import type {Session} from './transcript.ts';

/**
The transcript of a helper: each of its entries stands inside one of the session that it works for, so that nothing is lost and
nobody who reads the conversation takes them for a part of it.
*/
export function helperSession(session: Session, call: string): Session {
	return {
		id: session.id,
		path: session.path,
		notices: [],
		append: (entry, durable) => session.append({type: 'helper', call, entry}, durable),
		branch: () => [],
		rewind() {
			throw new SkillLiteError('internal', 'The conversation of a helper has no place to go back to.');
		},
		close() {},
	};
}
