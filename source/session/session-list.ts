/** The transcripts that are there, told from the first lines of each: a list must not read them all. */

import {closeSync, constants, openSync, readdirSync, readSync, rmSync, type Stats, statSync} from 'node:fs';
import {basename, join} from 'node:path';
import {ConfigError, UsageError} from '../../sandbox/index.ts';
import {nearestName} from '../core/nearest.ts';
import {parseLines} from './branch.ts';
import {textOf} from './entry.ts';
import {removeImages} from './kept-images.ts';
import {isLocked} from './session-lock.ts';
import {sessionsFolder} from './sessions-folder.ts';

export interface SessionSummary {
	readonly id: string;
	readonly path: string;
	/** When it was last written; ISO 8601. */
	readonly lastUsed: string;
	readonly bytes: number;
	/** The project folder; null where the transcript does not say. */
	readonly project: string | null;
	/** The first message; empty when there is none in the first lines. Untrusted text. */
	readonly title: string;
	/** Nobody has said anything in it. */
	readonly isEmpty: boolean;
	/** Some process is writing it. */
	readonly isOpen: boolean;
}

const headBytes = 64 * 1024;
const longestTitle = 200;

/** All sessions, the last used first. */
export function listSessions(): readonly SessionSummary[] {
	const folder = sessionsFolder();
	return namesIn(folder)
		.filter(name => name.endsWith('.jsonl'))
		.map(name => summarise(join(folder, name)))
		.filter(summary => summary !== null)
		.sort((a, b) => (a.lastUsed < b.lastUsed ? 1 : a.lastUsed > b.lastUsed ? -1 : 0));
}

/** The session of this id, or the only one whose id begins so. Throws a UsageError that names the nearest. */
export function findSession(text: string): SessionSummary {
	const sessions = listSessions();
	const exact = sessions.find(({id}) => id === text);
	const matching = exact ? [exact] : sessions.filter(({id}) => text !== '' && id.startsWith(text));
	const [only] = matching;
	if (only && matching.length === 1) {
		return only;
	}

	const ids = sessions.map(({id}) => id);
	const near = nearestName(text, ids);
	const hint =
		matching.length > 1
			? `It may be ${matching
					.slice(0, 3)
					.map(({id}) => id)
					.join(', ')}.`
			: near
				? `Did you mean ${near}?`
				: 'skilllite sessions list shows which there are.';
	throw new UsageError(`There is no ${matching.length > 1 ? 'one' : ''} session ${JSON.stringify(text)}.`.replace('  ', ' '), {hint});
}

/** What a person may go on with in a project, the last used first: nobody has it open, and something was said in it. */
export function resumableSessions(project: string | null): readonly SessionSummary[] {
	return listSessions().filter(session => session.project === project && !session.isOpen && !session.isEmpty);
}

/** Delete a transcript, with the pictures beside it. Throws a ConfigError when a process has it open. */
export function removeSession({id, path}: SessionSummary): void {
	if (isLocked(path)) {
		throw new ConfigError(`Cannot remove the session "${id}": a process has it open.`, {hint: 'Close it there first.'});
	}

	// Without its transcript nobody could name the pictures any more.
	removeImages(path);
	rmSync(path);
}

function summarise(path: string): SessionSummary | null {
	const stats = statOf(path);
	if (!stats?.isFile()) {
		return null;
	}

	const {entries} = parseLines(headOf(path));
	const first = entries.find(({type}) => type === 'session');
	const message = entries.find(({type}) => type === 'user');
	return {
		id: basename(path, '.jsonl'),
		path,
		lastUsed: stats.mtime.toISOString(),
		bytes: stats.size,
		project: typeof first?.project === 'string' ? first.project : null,
		title: textOf(message?.text).trim().split('\n')[0]?.slice(0, longestTitle) ?? '',
		isEmpty: message === undefined && stats.size <= headBytes,
		isOpen: isLocked(path),
	};
}

/** The first whole lines. */
function headOf(path: string): string {
	let fd: number | null = null;
	try {
		fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
		const bytes = Buffer.alloc(headBytes);
		return bytes.subarray(0, readSync(fd, bytes, 0, headBytes, 0)).toString('utf8');
	} catch {
		return ''; // listed all the same: without a title
	} finally {
		if (fd !== null) {
			closeSync(fd);
		}
	}
}

function statOf(path: string): Stats | null {
	try {
		return statSync(path);
	} catch {
		return null; // removed meanwhile
	}
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return []; // no session yet
	}
}
