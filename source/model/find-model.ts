/**
Which model to talk to, in the order of the command-line contract: flags, environment, the project's `.env` (only in a
trusted folder), the user's config, a local server, and at last the offline planner.
*/

import {isLoopback, providerTitle} from '../core/endpoints.ts';
import {readBoolean} from '../core/env.ts';
import {ModelError, toDisplay} from '../../sandbox/index.ts';
import type {ModelEndpoint} from './endpoint.ts';
import {firstChatModel, listModels} from './list-models.ts';
import {findLocalServer} from './local-server.ts';
import {type FindModelOptions, type GatheredSources, gatherSources, type ModelSource} from './model-sources.ts';
import {askForKey, type KeepKey, type KeyAsking, lacksKey} from './typed-key.ts';

export type FoundModel = (
	| ({
			readonly kind: 'endpoint';
			/** By a file that came with the folder. */
			readonly chosenByProject?: true;
			/** The key was typed just now; where it may be kept. */
			readonly typedKey?: KeepKey;
	  } & ModelEndpoint)
	| {readonly kind: 'offline'}
) & {
	/** Sentences for stderr. */
	readonly warnings: readonly string[];
};

const listTimeoutMs = 10_000;

/**
Find the model to talk to; `offline` means that nothing was configured and nothing answered, or that a person would give no key.

- With SKILLLITE_OFFLINE nothing is asked and nothing is read: always `offline`.
- Base URL and key come from one place. The `.env` of an untrusted folder is announced and not opened.
- An endpoint without a model's name is asked for its models; the first that can converse is taken.

Throws a ConfigError or UsageError for a setting that cannot be used, and a ModelError when an endpoint that was asked
for by name is not there or has no model.
*/
export async function findModel(options: FindModelOptions & {readonly keys?: KeyAsking | undefined}): Promise<FoundModel> {
	if (readBoolean('SKILLLITE_OFFLINE', options.environment)) {
		const asked = options.flags?.model ?? options.flags?.baseUrl;
		return {kind: 'offline', warnings: asked === undefined ? [] : [`SKILLLITE_OFFLINE is on: ${shown(asked)} is not used.`]};
	}

	const gathered = gatherSources(options);
	const chosen = chooseSource(gathered);
	if (chosen) {
		const asked = options.keys && (await askForKey(chosen, gathered.sources, options.keys, options.signal));
		if (asked?.kind === 'declined') {
			return {kind: 'offline', warnings: [...gathered.warnings, `No key was given for ${new URL(chosen.baseUrl).host}.`]};
		}

		const source = asked?.kind === 'typed' ? {...chosen, apiKey: asked.apiKey} : chosen;
		const warnings = [...gathered.warnings, ...warningsAbout(source)];
		const by = source.own ? {} : ({chosenByProject: true} as const);
		const typed = asked?.kind === 'typed' ? {typedKey: asked.keep} : {};
		return {kind: 'endpoint', ...(await withModel(source, options.signal)), ...by, ...typed, warnings};
	}

	return findLocal(options, gathered);
}

async function findLocal(options: FindModelOptions, gathered: GatheredSources): Promise<FoundModel> {
	const wanted = gathered.preferred[0]?.model ?? null;
	const {server, warnings} = await findLocalServer(options.environment, wanted, options.signal);
	const asked = options.flags?.model;
	if (asked !== undefined && !server?.hasWanted) {
		const found = server
			? `no local server has it; ${providerTitle(server.provider)} has "${shown(server.model)}"`
			: 'no local server answers';
		throw new ModelError('no-model', `Cannot use the model "${shown(asked)}": no endpoint is configured and ${found}.`, {
			hint: 'Write it as PROVIDER:NAME, or add --base-url URL.',
		});
	}

	if (!server) {
		return {kind: 'offline', warnings: [...gathered.warnings, ...warnings]};
	}

	const {provider, baseUrl, model} = server;
	const source = `a server on this machine (${providerTitle(provider)})`;
	const instead =
		wanted === null || server.hasWanted ? [] : [`No local server has the model "${shown(wanted)}"; "${shown(model)}" is used.`];
	return {kind: 'endpoint', provider, model, baseUrl, apiKey: null, source, warnings: [...gathered.warnings, ...instead]};
}

/** The first place that names an endpoint, with the key of that endpoint and the model's name of the highest rank. */
function chooseSource({sources, preferred}: GatheredSources): ModelSource | null {
	const [first] = sources;
	if (!first) {
		return null;
	}

	// The pair is taken whole: same base URL, its own key.
	const owner = first.picks ? sources.find(other => other.apiKey !== null && other.baseUrl === first.baseUrl) : undefined;
	const outranking = preferred.find(({rank}) => rank === 0)?.model;
	const model = outranking ?? first.model ?? owner?.model ?? preferred[0]?.model ?? null;
	return {...first, apiKey: owner?.apiKey ?? first.apiKey, origin: owner?.origin ?? first.origin, model};
}

function warningsAbout(source: ModelSource): readonly string[] {
	const {host} = new URL(source.baseUrl);
	if (source.apiKey !== null && source.baseUrl.startsWith('http:') && !isLoopback(source.baseUrl)) {
		return [`The key and everything said to ${host} go over the network unencrypted: the base URL of ${source.origin} is not https.`];
	}

	if (lacksKey(source)) {
		const remedy = `Set SKILLLITE_MODEL=${source.provider}:NAME and SKILLLITE_API_KEY together.`;
		return [`No key for ${providerTitle(source.provider)} (${host}) was found; requests go without one. ${remedy}`];
	}

	return [];
}

async function withModel(source: ModelSource, signal: AbortSignal | undefined): Promise<ModelEndpoint> {
	const {provider, baseUrl, apiKey} = source;
	const model = source.model ?? (await askForModel(source, signal));
	return {provider, model, baseUrl, apiKey, source: source.origin};
}

async function askForModel(source: ModelSource, signal: AbortSignal | undefined): Promise<string> {
	const {host} = new URL(source.baseUrl);
	const hint = 'Name a model with --model PROVIDER:NAME; SKILLLITE_OFFLINE=1 works without one.';
	let names: readonly string[];
	try {
		names = await listModels(source, {timeoutMs: listTimeoutMs, signal});
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new ModelError('model', `Cannot ask ${host} which models it has: ${shown(reason)}.`, {hint, cause, retryable: true});
	}

	const model = firstChatModel(names);
	if (model === null) {
		throw new ModelError('no-model', `The model endpoint ${host} has no model that can hold a conversation.`, {hint});
	}

	return model;
}

function shown(text: string): string {
	return toDisplay(text, {maxLength: 200});
}
