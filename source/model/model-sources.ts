/**
The places that may say which model to talk to, each read as one whole.

A base URL and the key that goes with it always come from the same place. A flag (or SKILLLITE_MODEL alone) that names
a provider only picks: it takes the base URL and the key of the first place that holds that same base URL, or no key.
*/

import {type EnvFile, hasEnvFile, modelVariables, readEnvFile} from '../core/env-file.ts';
import {type Environment, isProviderName, type ProviderName, parseBaseUrl, providerBaseUrl, providerOf} from '../core/endpoints.ts';
import {ConfigError, UsageError} from '../../sandbox/index.ts';

export interface ModelFlags {
	/** `PROVIDER:NAME`, or a bare name for whatever endpoint is found. */
	readonly model?: string | undefined;
	readonly baseUrl?: string | undefined;
}

export interface ModelConfig {
	readonly model?: string | undefined;
	readonly baseUrl?: string | undefined;
	readonly apiKey?: string | undefined;
}

export interface FindModelOptions {
	readonly flags?: ModelFlags;
	readonly environment: Environment;
	/** Null when there is no project, as in the home folder. */
	readonly project?: {readonly folder: string; readonly trusted: boolean} | null;
	/** The model settings of the user's own config. */
	readonly config?: ModelConfig | null;
	readonly signal?: AbortSignal;
}

export interface ModelSource {
	/** Where it was said, for sentences. */
	readonly origin: string;
	readonly provider: ProviderName;
	readonly baseUrl: string;
	readonly apiKey: string | null;
	/** Null: whichever model the endpoint has. */
	readonly model: string | null;
	/** Said by the user, not by a file that came with a folder. */
	readonly own: boolean;
	/** Names an endpoint without saying its key; the key of the same base URL elsewhere belongs to it. */
	readonly picks: boolean;
}

export interface GatheredSources {
	/** In order of precedence. */
	readonly sources: readonly ModelSource[];
	/** A bare model name, and how many sources it outranks from the end: it replaces the model of a source at or after `rank`. */
	readonly preferred: readonly {readonly model: string; readonly rank: number}[];
	readonly warnings: readonly string[];
}

/** The origin of what the user's own config says. */
export const userConfigOrigin = 'the user config';

interface Said {
	readonly origin: string;
	readonly base: string | undefined;
	readonly key: string | undefined;
	readonly model: string | undefined;
	/** Whose key it is when only a key is said. */
	readonly keyOf: ProviderName | null;
	/** The flag is always `PROVIDER:NAME`; a variable beside a base URL holds the endpoint's own name, as `mistral:7b` of Ollama. */
	readonly prefixed: boolean;
	/** Variables with everyday names (`API_KEY`): believed only when they are about a model without doubt. */
	readonly everyday: boolean;
	/** Said by the user, not by a file that came with a folder: a base URL may pick its key elsewhere. */
	readonly own: boolean;
}

/** Read flags, environment, the project's `.env` and the user's config. Throws a ConfigError or UsageError for what cannot be used. */
export function gatherSources(options: FindModelOptions): GatheredSources {
	const {environment} = options;
	const sources: ModelSource[] = [];
	const preferred: {model: string; rank: number}[] = [];
	const warnings: string[] = [];
	const file = readProjectFile(options, warnings);
	for (const said of everythingSaid(options, file)) {
		const source = readSource(said, environment);
		if (source) {
			sources.push(source);
		} else if (said.model !== undefined && !said.everyday) {
			preferred.push({model: said.model, rank: sources.length});
		}

		if (!source && said.key !== undefined && !said.everyday) {
			warnings.push(
				`The key of ${said.origin} is not used: nothing beside it says whose it is. Add a base URL, or a model as PROVIDER:NAME.`,
			);
		}
	}

	return {sources, preferred, warnings};
}

/** A model as `PROVIDER:NAME`; the whole text is the name when it starts with no known provider, as `llama3.1:8b`. */
export function splitModel(text: string): {readonly provider: ProviderName | null; readonly name: string} {
	const colon = text.indexOf(':');
	const prefix = text.slice(0, Math.max(0, colon));
	const name = text.slice(colon + 1);
	return isProviderName(prefix) && name !== '' ? {provider: prefix, name} : {provider: null, name: text};
}

function everythingSaid(options: FindModelOptions, file: EnvFile): readonly Said[] {
	const flags = {base: options.flags?.baseUrl, key: undefined, model: options.flags?.model};
	const config = {base: options.config?.baseUrl, key: options.config?.apiKey, model: options.config?.model};
	const common = {keyOf: null, everyday: false, own: true, prefixed: false};
	return [
		{...common, ...trimmed(flags), origin: 'the command line', prefixed: true},
		...saidInVariables(options.environment, 'the environment', true),
		...(file.kind === 'read' ? saidInVariables(file.values, file.path, false) : []),
		{...common, ...trimmed(config), origin: userConfigOrigin},
	];
}

function saidInVariables(values: Environment, place: string, own: boolean): readonly Said[] {
	return modelVariables.map(names => ({
		...trimmed({base: values[names.base], key: values[names.key], model: values[names.model]}),
		origin: `${place} (${Object.values(names)
			.filter(name => values[name])
			.join(', ')})`,
		keyOf: names.key === 'OPENAI_API_KEY' ? ('openai' as const) : null,
		prefixed: false,
		everyday: names.key === 'API_KEY',
		own,
	}));
}

function readSource(said: Said, environment: Environment): ModelSource | null {
	if (said.everyday && !isAboutModels(said)) {
		return null;
	}

	const apiKey = said.key === undefined ? null : checkKey(said.key, said.origin);
	const address = said.base === undefined ? impliedAddress(said, environment) : readAddress(said, said.base, environment);
	const picks = apiKey === null && (said.own || said.base === undefined);
	return address && {origin: said.origin, own: said.own, apiKey, picks, ...address};
}

/** `BASE_URL` alone may be a web site's, `API_KEY` alone anybody's. */
function isAboutModels(said: Said): boolean {
	const hasAddress = said.base === undefined ? said.key !== undefined : /^https?:\/\//i.test(said.base);
	return hasAddress && (said.key ?? said.model) !== undefined;
}

type Address = Pick<ModelSource, 'provider' | 'baseUrl' | 'model'>;

/** The address that a provider's prefix implies, or the key of a variable that belongs to one provider. */
function impliedAddress(said: Said, environment: Environment): Address | null {
	const {provider: prefix, name} = splitModel(said.model ?? '');
	const provider = prefix ?? (said.key === undefined ? null : said.keyOf);
	if (provider === null) {
		return null;
	}

	const baseUrl = providerBaseUrl(provider, environment);
	if (baseUrl === null) {
		throw new UsageError(`Cannot use the model "${said.model}" of ${said.origin}: a custom endpoint needs its base URL.`, {
			hint: 'Add --base-url URL, or set SKILLLITE_API_BASE.',
		});
	}

	return {provider, baseUrl, model: name || null};
}

function readAddress(said: Said, base: string, environment: Environment): Address {
	const baseUrl = parseBaseUrl(base, said.origin);
	const known = providerOf(baseUrl, environment);
	const {provider: prefix, name} = splitModel(said.model ?? '');
	const isPrefix = prefix !== null && (said.prefixed || prefix === 'custom' || prefix === known);
	const model = isPrefix ? name : (said.model ?? null);
	return {provider: isPrefix ? prefix : known, baseUrl, model};
}

/** Whether an HTTP header can carry it. */
export function isUsableKey(key: string): boolean {
	return /^[\x21-\x7E]+$/.test(key);
}

function checkKey(key: string, origin: string): string {
	if (!isUsableKey(key)) {
		throw new ConfigError(`Cannot use the key of ${origin}: it holds a space or a character that no HTTP header can carry.`, {
			hint: 'Copy the key again, without quotes or line breaks.',
		});
	}

	return key;
}

function readProjectFile(options: FindModelOptions, warnings: string[]): EnvFile {
	const {project} = options;
	if (!project || !hasEnvFile(project.folder)) {
		return {kind: 'absent'};
	}

	if (!project.trusted) {
		warnings.push(`The .env in ${project.folder} was not read: the folder is not trusted. --trust reads it.`);
		return {kind: 'absent'};
	}

	const file = readEnvFile(project.folder);
	if (file.kind === 'unreadable') {
		warnings.push(`${file.path} was not read: ${file.reason}.`);
	} else if (file.kind === 'read') {
		warnings.push(...describeIgnored(file.path, file.ignored));
	}

	return file;
}

function describeIgnored(path: string, ignored: (EnvFile & {kind: 'read'})['ignored']): readonly string[] {
	const shown = ignored.slice(0, 10).map(({line, name, reason}) => {
		const why =
			reason === 'malformed'
				? 'its value has a missing quote or an unprintable character'
				: 'a project may set only the model, its key and base URL';
		return `${path}:${line}: ${name} is ignored, ${why}.`;
	});
	return ignored.length > shown.length ? [...shown, `${path}: ${ignored.length - shown.length} more lines are ignored.`] : shown;
}

function trimmed(said: {base: string | undefined; key: string | undefined; model: string | undefined}): typeof said {
	const clean = (text: string | undefined) => text?.trim() || undefined;
	return {base: clean(said.base), key: clean(said.key), model: clean(said.model)};
}
