/** What the user said in a session, and the way back to before it. */

import {SkillLiteError} from '../../sandbox/index.ts';
import {textOf} from '../session/entry.ts';
import type {Session} from '../session/transcript.ts';
import type {FileHistory} from './file-history.ts';

/** A message of the user, as a place to go back to. */
export interface Said {
	/** Its entry in the transcript. */
	readonly id: string;
	readonly text: string;
	/** ISO 8601. */
	readonly ts: string;
}

export interface WentBack {
	/** The message, to be written anew. */
	readonly text: string;
	/** Paths of the files that were put back. */
	readonly files: readonly string[];
	/** Ids of the messages that are no longer on the branch, that one first. */
	readonly undone: readonly string[];
}

/** What the user said on this branch, oldest first. */
export function saidIn(session: Session): readonly Said[] {
	const messages = session.branch().filter(({type}) => type === 'user');
	return messages.map(({id, ts, text}) => ({id, ts, text: textOf(text)}));
}

/** Go back to before a message, with the files where they are given. Rejects for an id that is none, and as `files.restore`: then nothing changed. */
export async function goBack(session: Session, id: string, files: FileHistory | undefined): Promise<WentBack> {
	const branch = session.branch();
	const entry = branch.find(entry => entry.id === id && entry.type === 'user');
	if (!entry?.parentId) {
		throw new SkillLiteError('internal', `The session has no message ${JSON.stringify(id)} to go back to.`);
	}

	const undone = branch.slice(branch.indexOf(entry)).filter(({type}) => type === 'user');
	const ids = undone.map(entry => entry.id);
	const restored = files ? await files.restore(id, ids) : [];
	session.rewind(entry.parentId);
	return {text: textOf(entry.text), files: restored, undone: ids};
}
