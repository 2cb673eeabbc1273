/** Which conversation `chat` goes on with, from --session and --resume. */

import {toDisplay, UsageError} from '../../sandbox/index.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import {isInteractive} from '../core/terminal.ts';
import {findSession, resumableSessions} from '../session/session-list.ts';
import {createSession, type Session} from '../session/transcript.ts';
import {sessionLine} from './slash-text.ts';

/**
Open the session: the one that --session or --resume names, else a new one.

`--resume` alone lets a person choose; where nobody is there to choose, it is the last one of this project that is not open
elsewhere. Throws a UsageError when there is none.
*/
export async function chooseSession(flags: Flags, project: Project): Promise<Session> {
	const wanted = flags.text('resume');
	if (wanted === undefined) {
		return createSession(flags.text('session'), {project: project.folder});
	}

	if (flags.has('session')) {
		throw new UsageError('The flags --session and --resume name two sessions.', {hint: 'Write one of them.'});
	}

	return createSession(wanted === '' ? await choose(flags, project) : findSession(wanted).id);
}

async function choose(flags: Flags, project: Project): Promise<string> {
	const found = resumableSessions(project.folder).slice(0, 20);
	const [last] = found;
	if (!last) {
		throw new UsageError('There is no session of this folder to go on with.', {
			hint: 'skilllite sessions list shows those of other folders.',
		});
	}

	if (!isInteractive() || flags.has('message')) {
		return last.id;
	}

	const lines = found.map(
		(session, index) => `${String(index + 1).padStart(2)}  ${toDisplay(sessionLine(session), {reveal: true, maxLength: 110})}`,
	);
	process.stderr.write(`${lines.join('\n')}\n`);
	const {readLine} = await import('./terminal-keys.ts');
	const answer = await readLine('Go on with which (1)? ');
	const chosen = answer === null ? last : found[Number(answer) - 1];
	if (!chosen) {
		throw new UsageError(`There is no session ${JSON.stringify(toDisplay(answer ?? ''))} in the list.`, {
			hint: 'Write one of the numbers.',
		});
	}

	return chosen.id;
}
