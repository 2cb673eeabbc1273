/** One entry of an `mcp.json`, read as the server that a person defined by it. */

import {SkillLiteError} from '../../../sandbox/index.ts';
import {asRecord, type Entry, Problem} from './entry-fields.ts';
import {readHttp} from './http-entry.ts';
import type {BrokenServer, CommonConfig, ConfigPlace, ServerConfig} from './server-config.ts';
import {readStdio} from './stdio-entry.ts';

/** Others are ignored, with a warning. */
export const knownFields: readonly string[] = [
	'command',
	'args',
	'env',
	'cwd',
	'disabled',
	'type',
	'policy',
	'url',
	'headers',
	'timeoutSecs',
	'idleSecs',
];

const defaultTimeoutSeconds = 60;
const mostTimeoutSeconds = 3600;

/** One entry; null for one that is switched off. */
export function readServer(name: string, entry: unknown, place: ConfigPlace): ServerConfig | BrokenServer | null {
	try {
		// What stands between the parts of a tool's name must not be found within one of them: rules are about those names.
		if (!/^[A-Za-z0-9](?:[\w. -]{0,38}[A-Za-z0-9])?$/.test(name) || /[_. ]{2}/.test(name)) {
			throw new Problem('its name is not up to 40 letters and digits with single dots, dashes, spaces or underscores between them');
		}

		const fields = asRecord(entry, 'it');
		if (fields.disabled === true) {
			return null;
		}

		const common = readCommon(name, fields, place);
		return fields.url === undefined ? readStdio(common, fields, place) : readHttp(common, fields, place);
	} catch (thrown) {
		if (thrown instanceof Problem || thrown instanceof SkillLiteError) {
			return {kind: 'broken', name, file: place.file, problem: thrown.message.replace(/\.$/, '')};
		}

		throw thrown;
	}
}

function readCommon(name: string, {timeoutSecs = defaultTimeoutSeconds}: Entry, {origin, file}: ConfigPlace): CommonConfig {
	if (typeof timeoutSecs !== 'number' || !(timeoutSecs > 0) || timeoutSecs > mostTimeoutSeconds) {
		throw new Problem(`its "timeoutSecs" is no number of seconds up to ${mostTimeoutSeconds}`);
	}

	return {name, origin, file, timeoutMs: Math.round(timeoutSecs * 1000)};
}
