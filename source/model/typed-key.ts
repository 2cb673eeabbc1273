/**
Where an endpoint wants a key and none that it takes was found, the person may type one.

Only for an endpoint that the person named: a file that came with a folder may name one too, and gets nothing typed.
*/

import {isLocalProvider, isLoopback, providerTitle} from '../core/endpoints.ts';
import type {AskSecret} from '../core/question.ts';
import {ListError, listModels} from './list-models.ts';
import {isUsableKey, type ModelSource, userConfigOrigin} from './model-sources.ts';

export interface KeyAsking {
	readonly ask: AskSecret;
	/** Told each key before it is tried: it is written nowhere from then on. */
	readonly hide: (key: string) => void;
	/** Try a key that was found before it is believed. */
	readonly triesFoundKey: boolean;
}

/** What of a typed key belongs into the user's config so that it is found again: the endpoint with it, the key alone, or nothing. */
export type KeepKey = 'endpoint' | 'key' | 'nothing';

export type KeyedSource =
	| {readonly kind: 'as found'}
	| {readonly kind: 'typed'; readonly apiKey: string; readonly keep: KeepKey}
	| {readonly kind: 'declined'};

const probeMs = 3000;
const checkMs = 10_000;

/** Ask for a key where the endpoint wants one. `sources` are all that were found. */
export async function askForKey(
	source: ModelSource,
	sources: readonly ModelSource[],
	asking: KeyAsking,
	signal: AbortSignal = new AbortController().signal,
): Promise<KeyedSource> {
	const reason = source.own ? await reasonToAsk(source, asking, signal) : null;
	if (reason === null) {
		return {kind: 'as found'};
	}

	const {baseUrl, model} = source;
	const isOpen = baseUrl.startsWith('http:') && !isLoopback(baseUrl);
	const apiKey = await asking.ask(
		{
			receiver: hostOf(source),
			reason: isOpen ? `${reason} It goes there unencrypted.` : reason,
			check(key, stopped) {
				asking.hide(key);
				return problemOf({baseUrl, apiKey: key}, model !== null, stopped);
			},
		},
		signal,
	);
	return apiKey === null ? {kind: 'declined'} : {kind: 'typed', apiKey, keep: keepFor(source, sources)};
}

/** Whether a service that takes nobody without a key has none. */
export function lacksKey({apiKey, provider, baseUrl}: ModelSource): boolean {
	return apiKey === null && provider !== 'custom' && !isLocalProvider(provider) && !isLoopback(baseUrl);
}

async function reasonToAsk(source: ModelSource, {triesFoundKey, hide}: KeyAsking, signal: AbortSignal): Promise<string | null> {
	if (lacksKey(source)) {
		return `${providerTitle(source.provider)} needs a key, and none was found.`;
	}

	if (source.apiKey !== null && !triesFoundKey) {
		return null;
	}

	if (source.apiKey !== null) {
		hide(source.apiKey);
	}

	try {
		await listModels(source, {timeoutMs: probeMs, signal});
		return null;
	} catch (error) {
		// Whatever else is wrong is said where the model is used.
		return !isRefusal(error)
			? null
			: source.apiKey === null
				? 'It needs a key, and none was found.'
				: `It refuses the key of ${source.origin}.`;
	}
}

/** Why the endpoint cannot be used with this key, in a sentence; null where it can. */
async function problemOf(
	endpoint: {readonly baseUrl: string; readonly apiKey: string},
	hasModel: boolean,
	signal: AbortSignal,
): Promise<string | null> {
	if (endpoint.apiKey === '') {
		return 'Nothing was typed yet.';
	}

	if (!isUsableKey(endpoint.apiKey)) {
		return 'That is no key: it holds a space or a character that no HTTP header can carry.';
	}

	try {
		await listModels(endpoint, {timeoutMs: checkMs, signal});
		return null;
	} catch (error) {
		const status = error instanceof ListError ? error.status : null;
		if (isRefusal(error)) {
			return `${hostOf(endpoint)} refuses that key (status ${status}).`;
		}

		// An endpoint without a list of models cannot be asked about a key; its first answer will say.
		const hasNoList = status === 404 || status === 405;
		const why = error instanceof Error ? error.message : String(error);
		return hasNoList && hasModel ? null : `The key could not be tried at ${hostOf(endpoint)}: ${why}.`;
	}
}

/** A key is kept where it will be found for this endpoint, and never in the place of another endpoint's. */
function keepFor({apiKey, origin, baseUrl}: ModelSource, sources: readonly ModelSource[]): KeepKey {
	const config = sources.find(source => source.origin === userConfigOrigin);
	if (apiKey !== null && origin !== userConfigOrigin) {
		return 'nothing';
	}

	return config === undefined ? 'endpoint' : config.baseUrl === baseUrl ? 'key' : 'nothing';
}

function isRefusal(error: unknown): boolean {
	return error instanceof ListError && (error.status === 401 || error.status === 403);
}

function hostOf({baseUrl}: {readonly baseUrl: string}): string {
	return new URL(baseUrl).host;
}
