/** An entry with a URL: a server elsewhere. Pure. */

import {digestOf} from '../../../sandbox/index.ts';
import {asText, type Entry, Problem, textsOf} from './entry-fields.ts';
import {expanded} from './own-variables.ts';
import type {CommonConfig, ConfigPlace, HttpServer} from './server-config.ts';

/** Read it. Throws a Problem. */
export function readHttp(common: CommonConfig, fields: Entry, place: ConfigPlace): HttpServer {
	if (fields.type !== undefined && !['http', 'streamable-http', 'streamableHttp'].includes(String(fields.type))) {
		throw new Problem(`its type is ${JSON.stringify(fields.type)}; servers with a "url" are spoken to by streamable HTTP`);
	}

	if (fields.command !== undefined || fields.policy !== undefined || fields.idleSecs !== undefined) {
		throw new Problem('it has a "url" beside a "command", "policy" or "idleSecs", which are for servers that run here');
	}

	const url = addressOf(asText(fields.url, '"url"'));
	const written = textsOf(fields.headers, '"headers"');
	const headers = expanded(written, place);
	assertHeaders(headers);
	return {...common, kind: 'http', digest: digestOf({kind: 'http', name: common.name, url, headers: written}), url, headers};
}

function assertHeaders(headers: Readonly<Record<string, string>>): void {
	for (const [name, value] of Object.entries(headers)) {
		if (/^(?:host|content-length|transfer-encoding|connection|mcp-.*)$/i.test(name)) {
			throw new Problem(`its header ${JSON.stringify(name)} is not one to be set`);
		}

		try {
			new Headers([[name, value]]);
		} catch {
			// The system's own sentence would quote the value.
			throw new Problem(`its header ${JSON.stringify(name)} cannot be sent`);
		}
	}
}

/** By https, or to this machine: nothing in between reads the headers or what is said. */
function addressOf(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	const isLoopback = url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
	if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) {
		throw new Problem('its "url" is not an address of https, or of http on this machine');
	}

	if (url.username !== '' || url.password !== '') {
		throw new Problem('its "url" holds a name or password: put them into a header');
	}

	return url.href;
}
