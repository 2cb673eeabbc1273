/** The transport to a server that somebody else runs: streamable HTTP, to the one origin that was named and no other. */

import {StreamableHTTPClientTransport} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type {FetchLike, Transport} from '@modelcontextprotocol/sdk/shared/transport.js';
import {boundedResponse} from '../../core/bounded-response.ts';
import type {HttpServer} from './server-config.ts';
import {createTrafficBudget, type TrafficBudget} from './traffic-budget.ts';

/** A request costs more than a message: a server may end its stream and have it opened again without a pause. */
const requestWeight = 10;
const mostBytesOfOne = 32 * 1024 * 1024;

/** A transport whose traffic is bounded; one that says too much is closed. */
export function createHttpTransport({url, headers}: HttpServer): Transport {
	const budget: TrafficBudget = createTrafficBudget(() => void transport.close().catch(() => {}));
	const origin = new URL(url);
	const transport = new StreamableHTTPClientTransport(origin, {
		requestInit: {headers},
		fetch: guardedFetch(origin.origin, headers, budget),
		redirectPolicy: 'same-origin',
		reconnectionOptions: {maxReconnectionDelay: 30_000, initialReconnectionDelay: 1000, reconnectionDelayGrowFactor: 2, maxRetries: 2},
	});
	// Heard before the client hears it.
	transport.onmessage = () => void budget.take({messages: 1});
	// The SDK's type of the session's id is narrower than its own interface.
	return transport as Transport;
}

/** Requests go to the named origin and a redirect is never followed by the system itself; nothing that comes back is unbounded. */
function guardedFetch(origin: string, headers: Readonly<Record<string, string>>, budget: TrafficBudget): FetchLike {
	return async (input, init) => {
		if (new URL(input).origin !== origin) {
			throw new Error('The server leads to another host, which is not followed.');
		}

		if (!budget.take({messages: requestWeight})) {
			throw new Error('The server had more requests made than are made in a minute.');
		}

		try {
			return bounded(await fetch(input, {...init, redirect: 'manual'}), budget);
		} catch (thrown) {
			throw new Error(withoutSecrets(reasonOf(thrown), headers));
		}
	};
}

function bounded(response: Response, budget: TrafficBudget): Response {
	return boundedResponse(response, (total, bytes) =>
		total > mostBytesOfOne || !budget.take({bytes}) ? 'The server said more than is read.' : null,
	);
}

function reasonOf(thrown: unknown): string {
	const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
	return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : String(cause);
}

function withoutSecrets(text: string, headers: Readonly<Record<string, string>>): string {
	return Object.values(headers).reduce((left, value) => (value.length < 4 ? left : left.replaceAll(value, '…')), text);
}
