import {accessSync, constants} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {ConfigError} from './errors.ts';
import {makeFolder} from './make-folder.ts';

/** The user's own folder of SkillLite, `~/.skilllite` unless `SKILLLITE_HOME` names another. Nothing is created. */
export function skillliteHome(): string {
	return process.env.SKILLLITE_HOME || join(homedir(), '.skilllite');
}

/**
The user's folder, made with mode 0700 when missing and known to be writable.

Throws a ConfigError naming SKILLLITE_HOME otherwise: there is no run without its audit line.
*/
export function requireWritableHome(): string {
	const home = skillliteHome();
	try {
		makeFolder(home, 0o700);
		accessSync(home, constants.W_OK);
	} catch (cause) {
		throw new ConfigError(`Cannot write to ${home}, where consents and the audit log are kept.`, {
			hint: 'Set SKILLLITE_HOME to a folder that you can write to.',
			cause,
		});
	}

	return home;
}

/**
The cache folder for snapshots and environments; `/var/cache/skilllite` for root, because
a sandbox that root starts runs as another user who must reach it.
*/
export function cacheFolder(): string {
	if (process.env.XDG_CACHE_HOME) {
		return join(process.env.XDG_CACHE_HOME, 'skilllite');
	}

	return process.getuid?.() === 0 ? '/var/cache/skilllite' : join(homedir(), '.cache', 'skilllite');
}
