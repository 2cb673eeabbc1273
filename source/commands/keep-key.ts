/** Keeps a key that was typed at the start as `config set apiKey` keeps one. */

import {toDisplay, toSkillLiteError} from '../../sandbox/index.ts';
import {readUserConfig} from '../core/config-file.ts';
import {setUserConfigTogether} from '../core/user-config.ts';
import type {ModelEndpoint} from '../model/endpoint.ts';
import type {KeepKey} from '../model/typed-key.ts';

/** Keep a typed key, with its endpoint where the config names none; gives what to say about it. */
export function keepTypedKey(endpoint: ModelEndpoint, typedKey: KeepKey): string {
	const {apiKey, baseUrl} = endpoint;
	const host = toDisplay(new URL(baseUrl).host);
	if (typedKey === 'nothing') {
		return `The key for ${host} holds for this conversation: the settings name another one or another endpoint.`;
	}

	try {
		setUserConfigTogether({apiKey, ...(typedKey === 'endpoint' ? endpointOf(endpoint) : {})});
		return `The key for ${host} is kept in your config, as skilllite config set apiKey keeps it.`;
	} catch (thrown) {
		return `The key for ${host} holds for this conversation. ${toSkillLiteError(thrown).message}`;
	}
}

/** A base URL and its key always come from one place. The model goes with them where the config has none. */
function endpointOf({baseUrl, model}: ModelEndpoint): Readonly<Record<string, string>> {
	return {baseUrl, ...(readUserConfig().model === undefined ? {model} : {})};
}
