/** What went wrong at an endpoint, as data, and as a sentence that says what to check. The key is never part of either. */

import {providerTitle} from '../core/endpoints.ts';
import {ModelError, toDisplay} from '../../sandbox/index.ts';
import type {ModelEndpoint} from './endpoint.ts';
import {ContextOverflow, isOverflow, windowIn} from './context-overflow.ts';
import {longestWaitMs} from './retry.ts';

export interface EndpointFailure {
	/** `status`: an HTTP error; `stream`: an error said inside the stream; `cut`: the stream ended before the message did. */
	readonly kind: 'status' | 'stream' | 'connection' | 'timeout' | 'cut' | 'not-a-stream' | 'filtered' | 'unexpected';
	readonly status: number | null;
	/** The endpoint's or the system's own words; foreign text. */
	readonly detail: string;
	readonly retryAfterMs: number | null;
	readonly cause: unknown;
}

const offlineHint = 'SKILLLITE_OFFLINE=1 works without a model.';

/** Whether the same request may succeed a little later. */
export function isRetryable(failure: EndpointFailure): boolean {
	if (isOverflow(failure)) {
		return false;
	}

	const {kind, status, detail} = failure;
	if (status === null) {
		return kind === 'connection' || kind === 'timeout' || kind === 'cut' || kind === 'stream';
	}

	// OpenAI says "too many requests" to an account without money.
	const isEmptyAccount = status === 429 && /insufficient_quota|billing/i.test(detail);
	return !isEmptyAccount && (status === 408 || status === 409 || status === 425 || status === 429 || (status >= 500 && status !== 501));
}

/** A few words for a `retry` event. */
export function reasonOf(failure: EndpointFailure, endpoint: ModelEndpoint): string {
	const host = hostOf(endpoint);
	switch (failure.kind) {
		case 'status':
			return failure.status === 429 ? `${host} asks to slow down (429)` : `${host} answered with status ${failure.status}`;
		case 'timeout':
			return `${host} did not answer in time`;
		case 'connection':
			return `${host} cannot be reached`;
		default:
			return `${host} broke off before the answer began`;
	}
}

/** The error for the user. Its message and hint are safe to print. */
export function toModelError(failure: EndpointFailure, endpoint: ModelEndpoint): ModelError {
	if (isOverflow(failure)) {
		const message = `The conversation is too long for the model ${cleanName(endpoint.model)}${cleaned(failure.detail, endpoint)}.`;
		return new ContextOverflow(message, {
			hint: 'See /context for what takes the room; shorten it with /compact, or start anew.',
			window: windowIn(failure.detail),
		});
	}

	const {message, hint} = sentences(failure, endpoint);
	// An HTTP error's cause holds the endpoint's body, which may repeat the key; the detail in the message is cleaned.
	const cause = failure.status === null ? failure.cause : undefined;
	return new ModelError('model', message, {hint, cause, retryable: isRetryable(failure)});
}

interface Sentences {
	readonly message: string;
	readonly hint: string;
}

function sentences(failure: EndpointFailure, endpoint: ModelEndpoint): Sentences {
	const host = hostOf(endpoint);
	const detail = cleaned(failure.detail, endpoint);
	switch (failure.kind) {
		case 'status':
			return aboutStatus(failure, endpoint, detail);
		case 'stream':
			return {message: `The model endpoint ${host} reported an error in its answer${detail}.`, hint: 'Send the message again.'};
		case 'connection':
			return {message: `Cannot reach the model endpoint ${host}${detail}.`, hint: reachHint(endpoint)};
		case 'timeout':
			return {message: `The model endpoint ${host} did not answer in time.`, hint: 'Send the message again, or choose a faster model.'};
		case 'cut':
			return {message: `The model endpoint ${host} broke off in the middle of its answer${detail}.`, hint: 'Send the message again.'};
		case 'not-a-stream':
			return {message: `The model endpoint ${host} did not answer with a stream.`, hint: addressHint(endpoint)};
		case 'filtered':
			return {message: `The model endpoint ${host} stopped the answer by its content filter.`, hint: 'Say it in other words.'};
		case 'unexpected':
			return {message: `The model endpoint ${host} sent something that cannot be read${detail}.`, hint: addressHint(endpoint)};
	}
}

function aboutStatus({status, retryAfterMs}: EndpointFailure, endpoint: ModelEndpoint, detail: string): Sentences {
	const host = hostOf(endpoint);
	const subject = `The model endpoint ${host}`;
	if (status === 401 && endpoint.apiKey === null) {
		return {
			message: `${subject} wants a key and none is configured (401)${detail}.`,
			hint: `Set the key beside its base URL in ${endpoint.source}.`,
		};
	}

	if (status === 401 || status === 403) {
		return {message: `${subject} refused the key (${status})${detail}.`, hint: `Check the key in ${endpoint.source}.`};
	}

	if (status === 402) {
		return {message: `${subject} wants payment first (402)${detail}.`, hint: `Check the account at ${providerTitle(endpoint.provider)}.`};
	}

	if (status === 404) {
		return {
			message: `${subject} knows no model "${cleanName(endpoint.model)}" or no such address (404)${detail}.`,
			hint: addressHint(endpoint),
		};
	}

	if (status === 429) {
		const wait = retryAfterMs !== null && retryAfterMs > longestWaitMs ? ` for ${Math.ceil(retryAfterMs / 60_000)} minutes` : '';
		return {message: `${subject} refuses more requests${wait} (429)${detail}.`, hint: 'Wait, or choose another model with --model.'};
	}

	if (status !== null && status >= 300 && status < 400) {
		return {message: `${subject} points to another address (${status}), which is not followed.`, hint: addressHint(endpoint)};
	}

	if (status !== null && status >= 500) {
		return {message: `${subject} failed (${status})${detail}.`, hint: `Try again later. ${offlineHint}`};
	}

	return {
		message: `${subject} rejected the request (${status})${detail}.`,
		hint: `Check that the model can chat. ${addressHint(endpoint)}`,
	};
}

function reachHint(endpoint: ModelEndpoint): string {
	return `Check that it is running and that ${endpoint.source} names the right address. ${offlineHint}`;
}

function addressHint(endpoint: ModelEndpoint): string {
	return `Check the model's name and the base URL ${endpoint.baseUrl} (${endpoint.source}); most end in /v1.`;
}

function hostOf(endpoint: ModelEndpoint): string {
	return new URL(endpoint.baseUrl).host;
}

function cleanName(name: string): string {
	return toDisplay(name, {maxLength: 80});
}

/** Foreign words for the end of a sentence: `: their words`, without the key, in one line, of bounded length. */
function cleaned(detail: string, {apiKey}: ModelEndpoint): string {
	const withoutKey = apiKey === null ? detail : detail.replaceAll(apiKey, '[key]');
	const text = toDisplay(withoutKey, {maxLength: 300}).trim().replace(/\.+$/, '');
	return text === '' ? '' : `: ${text}`;
}
