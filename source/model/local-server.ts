/** Model servers on this machine: all well-known ports at once, each with 300 ms to answer. No key is ever sent. */

import {type Environment, type LocalServer, localBaseUrl, localServers, type ProviderName, providerTitle} from '../core/endpoints.ts';
import {firstChatModel, listModels} from './list-models.ts';

export interface FoundLocalServer {
	readonly provider: ProviderName;
	readonly baseUrl: string;
	/** The wanted model when the server has it, else its first that can converse. */
	readonly model: string;
	readonly hasWanted: boolean;
}

export interface LocalSearch {
	readonly server: FoundLocalServer | null;
	readonly warnings: readonly string[];
}

const probeTimeoutMs = 300;

/**
The first local server that offers `wanted`, else the first that has any model that can converse.

Throws a ConfigError only when SKILLLITE_LOCAL_PORTS cannot be read; a server that does not answer is not there.
*/
export async function findLocalServer(environment: Environment, wanted: string | null, signal?: AbortSignal): Promise<LocalSearch> {
	const probes = await Promise.all(localServers(environment).map(server => probe(server, signal)));
	const answering = probes.filter(found => found !== null);
	const offers = answering.flatMap(({provider, port, names}) => {
		const offered = wanted === null ? null : offeredName(names, wanted);
		const model = offered ?? firstChatModel(names);
		return model === null ? [] : [{provider, baseUrl: localBaseUrl(port), model, hasWanted: offered !== null}];
	});
	const server = offers.find(({hasWanted}) => hasWanted) ?? offers[0] ?? null;
	return {server, warnings: server ? [] : answering.map(withoutModel)};
}

type Answer = LocalServer & {readonly names: readonly string[]};

async function probe(server: LocalServer, signal: AbortSignal | undefined): Promise<Answer | null> {
	try {
		const names = await listModels({baseUrl: localBaseUrl(server.port), apiKey: null}, {timeoutMs: probeTimeoutMs, signal});
		return {...server, names};
	} catch {
		// Nobody there, somebody else's web server, or too slow: not a model server.
		return null;
	}
}

/** Ollama lists `name:latest` for what people call `name`. */
function offeredName(names: readonly string[], wanted: string): string | null {
	return names.find(name => name === wanted || name === `${wanted}:latest`) ?? null;
}

function withoutModel({provider, port}: Answer): string {
	const remedy = provider === 'ollama' ? ' Get one with: ollama pull NAME.' : '';
	return `${providerTitle(provider)} answers on port ${port} and has no model that can hold a conversation.${remedy}`;
}
