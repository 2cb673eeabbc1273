/** Where transcripts are, and what a session may be called. */

import {chmodSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, requireWritableHome, skillliteHome, UsageError} from '../../sandbox/index.ts';

/** The folder of all transcripts, made when it is missing, closed to other users. */
export function makeSessionsFolder(): string {
	const folder = join(requireWritableHome(), 'sessions');
	try {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		chmodSync(folder, 0o700);
	} catch (cause) {
		throw new ConfigError(`Cannot make the folder ${folder}, where transcripts are kept.`, {
			hint: 'Set SKILLLITE_HOME to a folder that you can write to.',
			cause,
		});
	}

	return folder;
}

/** The same folder for those who only read; it need not be there. */
export function sessionsFolder(): string {
	return join(skillliteHome(), 'sessions');
}

/** Throws a UsageError for a name that is no file name. */
export function assertSessionName(name: string): void {
	if (!/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}$/u.test(name)) {
		throw new UsageError(`Cannot name a session ${JSON.stringify(name)}.`, {hint: 'Use letters, digits, dots, dashes and underscores.'});
	}
}
