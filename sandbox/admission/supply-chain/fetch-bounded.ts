/** Requests with bounds: https only, but for this machine; a time without news; a size. */

import {toDisplay} from '../../base/display.ts';
import {ConfigError} from '../../base/errors.ts';

export interface BoundedRequest {
	readonly url: string;
	readonly method?: 'GET' | 'POST';
	/** Sent as JSON. */
	readonly body?: unknown;
	readonly mostBytes: number;
	/** The longest wait for the next piece. */
	readonly idleMs: number;
	readonly signal: AbortSignal;
}

/**
The body of an answer, piece by piece, with the size that was announced.

Rejects with an Error that says as a phrase what went wrong; with the signal's reason when it was aborted. A redirect is followed to https only.
*/
export async function fetchBounded(
	request: BoundedRequest,
): Promise<{readonly size: number | null; readonly pieces: AsyncIterable<Uint8Array>}> {
	const idle = new AbortController();
	const restart = watchdog(idle, request.idleMs);
	const signal = AbortSignal.any([request.signal, idle.signal]);
	try {
		const response = await follow(request, signal);
		if (!response.ok || !response.body) {
			await response.body?.cancel();
			throw new Error(`the server answered ${response.status}`);
		}

		const announced =
			response.headers.get('content-encoding') === null ? Number(response.headers.get('content-length') ?? Number.NaN) : Number.NaN;
		const size = Number.isSafeInteger(announced) ? announced : null;
		return {size, pieces: boundedPieces(response.body, size, request, restart)};
	} catch (error) {
		restart.stop();
		throw asPhrase(error, request);
	}
}

const mostRedirects = 5;

/** Each step is looked at before it is taken: one over http would let anybody on the way choose the next. */
async function follow({url: first, method = 'GET', body}: BoundedRequest, signal: AbortSignal): Promise<Response> {
	const sent = body === undefined ? {} : {body: JSON.stringify(body), headers: {'content-type': 'application/json'}};
	let url = first;
	for (let step = 0; step <= mostRedirects; step += 1) {
		requireSafeUrl(url);
		const response = await fetch(url, {method, signal, redirect: 'manual', ...sent});
		const location = response.headers.get('location');
		if (response.status < 300 || response.status > 399 || location === null) {
			return response;
		}

		await response.body?.cancel();
		url = new URL(location, url).href;
	}

	throw new Error(`it leads on more than ${mostRedirects} times`);
}

/** The whole answer as JSON. */
export async function fetchJson(request: BoundedRequest): Promise<unknown> {
	const {pieces} = await fetchBounded(request);
	const buffers: Uint8Array[] = [];
	for await (const piece of pieces) {
		buffers.push(piece);
	}

	try {
		return JSON.parse(Buffer.concat(buffers).toString('utf8'));
	} catch (cause) {
		throw new Error('the answer is not JSON', {cause});
	}
}

async function* boundedPieces(
	body: AsyncIterable<Uint8Array>,
	size: number | null,
	request: BoundedRequest,
	restart: Watchdog,
): AsyncGenerator<Uint8Array> {
	let received = 0;
	try {
		for await (const piece of body) {
			restart.again();
			received += piece.length;
			if (received > request.mostBytes) {
				throw new Error(`it is larger than ${Math.round(request.mostBytes / 1024 / 1024)} MB`);
			}

			yield piece;
		}

		if (size !== null && received !== size) {
			throw new Error(`it ended after ${received} of ${size} bytes`);
		}
	} catch (error) {
		throw asPhrase(error, request);
	} finally {
		restart.stop();
	}
}

interface Watchdog {
	again(): void;
	stop(): void;
}

function watchdog(controller: AbortController, idleMs: number): Watchdog {
	const start = () => setTimeout(() => controller.abort(new Error(`nothing came for ${Math.round(idleMs / 1000)} s`)), idleMs);
	let timer = start();
	return {
		again() {
			clearTimeout(timer);
			timer = start();
		},
		stop: () => clearTimeout(timer),
	};
}

function requireSafeUrl(text: string): void {
	const url = URL.parse(text);
	const isHere = url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
	if (url?.protocol !== 'https:' && !(isHere && url?.protocol === 'http:')) {
		throw new ConfigError(`Cannot ask ${toDisplay(text, {maxLength: 200})} for advisories: it is no https address.`, {
			hint: 'Advisories that anybody on the way could change are worth nothing; only this machine itself is asked by http.',
		});
	}
}

/** Node's "fetch failed" hides the reason in its cause. */
function asPhrase(error: unknown, {signal}: BoundedRequest): unknown {
	if (signal.aborted) {
		return signal.reason;
	}

	const inner =
		error instanceof Error && error.cause instanceof Error && /^(?:fetch failed|terminated)$/.test(error.message) ? error.cause : error;
	if (!(inner instanceof Error) || inner instanceof ConfigError) {
		return inner;
	}

	const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : undefined;
	return new Error(code === undefined ? inner.message : `${inner.message || 'the connection failed'} (${code})`, {cause: error});
}
