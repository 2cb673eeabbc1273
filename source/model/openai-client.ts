/**
What chat and embeddings share of the `openai` package: a client that retries nothing by itself, never sees the key and
logs nothing (what leaves is decided in guarded-fetch.ts), and what its errors mean.
*/

import {APIConnectionError, APIConnectionTimeoutError, APIError, OpenAI} from 'openai';
import type {EndpointFailure} from './endpoint-failure.ts';
import type {Endpoint} from './endpoint.ts';
import {createGuardedFetch} from './guarded-fetch.ts';
import {parseRetryAfter} from './retry.ts';
import {systemReason} from './system-reason.ts';

/** `maximumBytes` is the largest response. */
export function createClient({baseUrl, apiKey}: Endpoint, maximumBytes: number): OpenAI {
	return new OpenAI({
		baseURL: baseUrl,
		// Whatever is left out here is read from the environment.
		apiKey: 'kept-in-guarded-fetch',
		adminAPIKey: null,
		organization: null,
		project: null,
		webhookSecret: null,
		logLevel: 'off',
		maxRetries: 0,
		// Silence is measured by our own watch; the package's timer would only race it.
		timeout: 2 ** 31 - 1,
		fetch: createGuardedFetch({apiKey, maximumBytes}),
	});
}

/** What the package threw, as data. */
export function failureOf(thrown: unknown, now: number): EndpointFailure {
	const common = {status: null, detail: '', retryAfterMs: null, cause: thrown};
	if (thrown instanceof APIConnectionTimeoutError) {
		return {...common, kind: 'timeout'};
	}

	if (thrown instanceof APIConnectionError) {
		return {...common, kind: 'connection', detail: systemReason(thrown)};
	}

	if (thrown instanceof APIError) {
		return readApiError(thrown, now);
	}

	if (thrown instanceof SyntaxError) {
		return {...common, kind: 'unexpected', detail: thrown.message};
	}

	return {...common, kind: 'cut', detail: systemReason(thrown)};
}

function readApiError(error: APIError, now: number): EndpointFailure {
	const detail = error.message.replace(/^\d{3} /, '');
	if (error.status !== undefined) {
		const retryAfterMs = error.headers ? parseRetryAfter(error.headers, now) : null;
		return {kind: 'status', status: error.status, detail, retryAfterMs, cause: error};
	}

	// An error inside the stream: OpenRouter and others put the status of the model's real host into `code`.
	const code = Number(error.code ?? Number.NaN);
	return {kind: 'stream', status: code >= 400 && code < 600 ? code : null, detail, retryAfterMs: null, cause: error};
}
