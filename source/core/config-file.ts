/** A `config.json` as an object: where the user's own is, and what of one means anything. */

import {join} from 'node:path';
import {ConfigError, skillliteHome} from '../../sandbox/index.ts';
import {nearestName} from './nearest.ts';
import {readBounded} from './read-bounded.ts';

export type Config = {readonly [key: string]: unknown};

/** The user's own `config.json`; it may hold a model key, so it is written with mode 0600. */
export function userConfigPath(): string {
	return join(skillliteHome(), 'config.json');
}

/** What the user's own `config.json` says, as it is; also what means nothing to this version. */
export function readUserConfig(): Config {
	const text = readBounded(userConfigPath());
	return text === null ? {} : parseObject(text, userConfigPath());
}

/** One config file as an object, `{}` when there is none. Warns about keys that mean nothing here and leaves them out. */
export function readConfig(path: string, allowed: readonly string[], forbidden: readonly string[], warnings: string[]): Config {
	const text = readBounded(path);
	if (text === null) {
		return {};
	}

	const known = Object.entries(parseObject(text, path)).filter(([key]) => {
		if (allowed.includes(key)) {
			return true;
		}

		warnings.push(forbidden.includes(key) ? `Ignored "${key}" in ${path}: a project cannot set it.` : unknownKey(key, path, allowed));
		return false;
	});
	return Object.fromEntries(known);
}

function unknownKey(key: string, path: string, allowed: readonly string[]): string {
	const near = nearestName(key, allowed);
	return `Ignored ${JSON.stringify(key)} in ${path}: there is no such setting${near ? `; "${near}" is one` : ''}.`;
}

function parseObject(text: string, path: string): Config {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new ConfigError(`Cannot read ${path}: it is not JSON (${cause instanceof Error ? cause.message : String(cause)}).`, {
			hint: 'Repair or delete the file.',
			cause,
		});
	}

	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ConfigError(`Cannot read ${path}: it is not a JSON object.`, {hint: 'Repair or delete the file.'});
	}

	return Object.fromEntries(Object.entries(value));
}
