/**
Every public host that the program can talk to by itself, and the local model servers it looks for.
Package registries are not here: pip and npm are asked which one they use.

Each address is overridable by environment:
- `SKILLLITE_<PROVIDER>_URL` for a provider, as in `SKILLLITE_QWEN_URL`
  (accounts of mainland China need it for qwen, moonshot and minimax);
- `SKILLLITE_OSV_URL` for the API of the advisory database, `SKILLLITE_OSV_EXPORT_URL` for its exports;
- `SKILLLITE_FORGE_URL` for the forge of `skilllite add owner/repo`;
- `SKILLLITE_LOCAL_PORTS` for the local servers: `ollama=11434,vllm=8001`, or bare ports; empty means none is looked for.
*/

import {ConfigError} from '../../sandbox/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Provider {
	/** As people write it. */
	readonly title: string;
	/** Where its OpenAI-compatible chat completions live; null when only the user can say. */
	readonly baseUrl: string | null;
	/** The port of a server on this machine; null for a service. */
	readonly port: number | null;
}

const providers = {
	openai: service('OpenAI', 'https://api.openai.com/v1'),
	deepseek: service('DeepSeek', 'https://api.deepseek.com/v1'),
	qwen: service('Qwen', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1'),
	moonshot: service('Moonshot', 'https://api.moonshot.ai/v1'),
	ollama: local('Ollama', 11434),
	anthropic: service('Anthropic', 'https://api.anthropic.com/v1'),
	gemini: service('Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai'),
	mistral: service('Mistral', 'https://api.mistral.ai/v1'),
	groq: service('Groq', 'https://api.groq.com/openai/v1'),
	xai: service('xAI', 'https://api.x.ai/v1'),
	openrouter: service('OpenRouter', 'https://openrouter.ai/api/v1'),
	minimax: service('MiniMax', 'https://api.minimax.io/v1'),
	lmstudio: local('LM Studio', 1234),
	llamacpp: local('llama.cpp', 8080),
	vllm: local('vLLM', 8000),
	custom: {title: 'custom endpoint', baseUrl: null, port: null},
} as const satisfies Record<string, Provider>;

export type ProviderName = keyof typeof providers;

export const providerNames = Object.keys(providers).filter(isProviderName);

/** Whether a word is a provider's prefix, as in `deepseek:deepseek-chat`. */
export function isProviderName(word: string): word is ProviderName {
	return Object.hasOwn(providers, word);
}

/** The provider's name as people write it, for sentences. */
export function providerTitle(name: ProviderName): string {
	return providers[name].title;
}

/** Whether the provider is a program on this machine, which needs no key and no network. */
export function isLocalProvider(name: ProviderName): boolean {
	return providers[name].port !== null;
}

/** The provider's base URL; null for `custom`. Throws a ConfigError when its variable holds no usable URL. */
export function providerBaseUrl(name: ProviderName, environment: Environment): string | null {
	const variable = `SKILLLITE_${name.toUpperCase()}_URL`;
	const override = environment[variable];
	if (override) {
		return parseBaseUrl(override, variable);
	}

	const listed = localServers(environment).find(server => server.provider === name);
	return listed ? localBaseUrl(listed.port) : providers[name].baseUrl;
}

/** The provider whose base URL this is, else `custom`. Expects a base URL from `parseBaseUrl`. */
export function providerOf(baseUrl: string, environment: Environment): ProviderName {
	const wanted = baseUrl.replace('//localhost:', '//127.0.0.1:');
	return providerNames.find(name => providerBaseUrl(name, environment) === wanted) ?? 'custom';
}

export interface LocalServer {
	readonly provider: ProviderName;
	readonly port: number;
}

/** The model servers to look for on loopback, in order of preference. Throws a ConfigError for an unreadable list. */
export function localServers(environment: Environment): readonly LocalServer[] {
	const list = environment.SKILLLITE_LOCAL_PORTS;
	if (list === undefined) {
		return providerNames.flatMap(provider => {
			const {port} = providers[provider];
			return port === null ? [] : [{provider, port}];
		});
	}

	const items = list.split(',').map(item => item.trim());
	return items.filter(item => item !== '').map(parseLocalServer);
}

/** The base URL of a model server on this machine. Always 127.0.0.1: `localhost` may mean ::1 first, where nobody listens. */
export function localBaseUrl(port: number): string {
	return `http://127.0.0.1:${port}/v1`;
}

/** The advisory database's API (OSV). Throws a ConfigError when its variable holds no usable URL. */
export function advisoryApiUrl(environment: Environment): string {
	const override = environment.SKILLLITE_OSV_URL;
	return override ? parseBaseUrl(override, 'SKILLLITE_OSV_URL') : 'https://api.osv.dev/v1';
}

/** Where the advisory database's exports lie, one folder an ecosystem. Throws a ConfigError when its variable holds no usable URL. */
export function advisoryExportUrl(environment: Environment): string {
	const override = environment.SKILLLITE_OSV_EXPORT_URL;
	return override ? parseBaseUrl(override, 'SKILLLITE_OSV_EXPORT_URL') : 'https://osv-vulnerabilities.storage.googleapis.com';
}

/** Where `owner/repo` lives, without a trailing slash. Throws a ConfigError when its variable is no https or file URL. */
export function forgeUrl(environment: Environment): string {
	const url = URL.parse(environment.SKILLLITE_FORGE_URL || 'https://github.com');
	if (url?.protocol !== 'https:' && url?.protocol !== 'file:') {
		throw new ConfigError('Cannot use SKILLLITE_FORGE_URL: it is not an https or file address.', {
			hint: 'Write for example https://git.example.org',
		});
	}

	return url.href.replace(/\/+$/, '');
}

/**
A base URL in its one written form: http or https, no trailing slash, no `/chat/completions`.

Throws a ConfigError naming `origin`, where the text came from, never the text: it may hold a password.
*/
export function parseBaseUrl(text: string, origin: string): string {
	const url = URL.parse(text.trim());
	if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
		throw unusable(origin, 'it is not an http or https URL');
	}

	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw unusable(origin, 'it holds a user name, a query or a fragment');
	}

	const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
	return url.origin + path;
}

/** Whether a base URL stays on this machine. */
export function isLoopback(baseUrl: string): boolean {
	const host = URL.parse(baseUrl)?.hostname ?? '';
	return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function parseLocalServer(item: string): LocalServer {
	const [, name = 'custom', digits = ''] = /^(?:([a-z]+)=)?(\d{1,5})$/.exec(item) ?? [];
	const port = Number(digits);
	if (!isProviderName(name) || port < 1 || port > 65_535) {
		throw new ConfigError(
			`Cannot read the environment variable SKILLLITE_LOCAL_PORTS: ${JSON.stringify(item)} is not PORT or PROVIDER=PORT.`,
			{
				hint: 'Write for example SKILLLITE_LOCAL_PORTS=ollama=11434,vllm=8001.',
			},
		);
	}

	return {provider: name, port};
}

function unusable(origin: string, reason: string): ConfigError {
	return new ConfigError(`Cannot use the base URL of ${origin}: ${reason}.`, {
		hint: 'Write it like https://host/v1; a key goes into its own variable.',
	});
}

function service(title: string, baseUrl: string): Provider {
	return {title, baseUrl, port: null};
}

function local(title: string, port: number): Provider {
	return {title, baseUrl: localBaseUrl(port), port};
}
