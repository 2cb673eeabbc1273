/** A web server on loopback whose archive begins and never ends. */

import {createServer} from 'node:http';
import {listen} from '../sandbox/egress/harness.ts';

export interface EndlessSource {
	readonly url: string;
	/** Resolves when who fetched it has let go. */
	readonly letGo: Promise<void>;
}

export async function startEndlessSource(): Promise<EndlessSource> {
	const {promise: letGo, resolve} = Promise.withResolvers<void>();
	const port = await listen(
		createServer((_, response) => {
			response.on('close', () => resolve());
			response.write('PK');
		}),
	);
	return {url: `http://127.0.0.1:${port}/slow.zip`, letGo};
}
