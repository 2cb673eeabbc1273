/**
Settings, by precedence: environment, the project's config.json, the user's config.json, default. Flags come on top, in the commands.

A project is untrusted: it may set what costs nothing but time, never a level, a limit, a model or a key.
Read by hand, as every command passes here and a schema library costs more than the command.
*/

import {join, resolve} from 'node:path';
import {ConfigError, skillliteHome} from '../../sandbox/index.ts';
import {readPositiveNumber, readSandboxLevel} from './env.ts';
import {nearestName} from './nearest.ts';
import {type Project, projectConfigPath} from './paths.ts';
import {readBounded} from './read-bounded.ts';

export interface Settings {
	/** Level 1 can only come from the user's own config, and then still needs a word typed at a terminal. */
	readonly level: 1 | 2 | 3;
	/** Wall time of a run, where the environment or the user's config names one. */
	readonly timeoutSeconds: number | undefined;
	readonly memoryBytes: number | undefined;
	/** Whether every run is observed. */
	readonly observe: boolean;
	/** Model calls a turn. */
	readonly maxSteps: number;
	/** Tokens a model may answer with, where named. */
	readonly maxTokens: number | undefined;
	/** Tokens that the model can take, where the user knows better than the endpoint. */
	readonly contextWindow: number | undefined;
	/** How a model is shown the tools: whole, in fewer words, or by the size of its window. */
	readonly tools: (typeof toolForms)[number];
	/** The user's own prices by `provider:model` or model, in US dollars a million tokens. */
	readonly prices: Readonly<Record<string, ModelPrice>>;
	/** Folders of skills beside the project's own, absolute. */
	readonly skillFolders: readonly string[];
	/** Registries of skills: the address of each one's index, by name. */
	readonly registries: Readonly<Record<string, string>>;
	/** Keys of the person's own, by the id of what they do; `docs/keys.md` has the ids. */
	readonly keys: Readonly<Record<string, readonly string[]>>;
	/** The name of a theme; undefined for the one that fits the terminal. */
	readonly theme: string | undefined;
	/** Labelled lines and numbered choices, nothing drawn twice; also by INK_SCREEN_READER=true. */
	readonly screenReader: boolean;
	/** How a copy reaches the terminal's clipboard. */
	readonly clipboard: (typeof clipboardRoutes)[number];
	/** The model of the user's own config; a base URL and its key always come from one place. */
	readonly userModel: {readonly model: string | undefined; readonly baseUrl: string | undefined; readonly apiKey: string | undefined};
	/** The model that makes vectors of notes, at the endpoint of the chat; null for none. */
	readonly embeddings: string | null;
	/** Commands whose exit code says whether work is right, by name: `{"tests": "npm test"}`. */
	readonly checks: Readonly<Record<string, string>>;
	/** Rules for tools, in order; see the agent's permissions. */
	readonly permissions: readonly PermissionSetting[];
	/** Sentences about what was ignored, for the person. */
	readonly warnings: readonly string[];
}

export interface ModelPrice {
	readonly input: number;
	readonly output: number;
	/** For input that the endpoint had cached; as `input` when left out. */
	readonly cached?: number;
}

export interface PermissionSetting {
	readonly tool: string;
	readonly match: string;
	readonly do: 'allow' | 'ask' | 'deny';
}

type Config = {readonly [key: string]: unknown};

const toolForms = ['auto', 'full', 'simple'] as const;
const clipboardRoutes = ['raw', 'tmux', 'screen', 'off'] as const;
const projectKeys = ['maxSteps', 'maxTokens'];
/** What may stand in the user's own `config.json`. `policy` is read by the sandbox itself, for every door to it. */
export const userKeys: readonly string[] = [
	...projectKeys,
	'level',
	'policy',
	'timeoutSecs',
	'maxMemoryMb',
	'skills',
	'observe',
	'registries',
	'contextWindow',
	'tools',
	'prices',
	'keys',
	'clipboard',
	'screenReader',
	'theme',
	'model',
	'baseUrl',
	'apiKey',
	'permissions',
	'checks',
	'embeddings',
];

/** What the user's own `config.json` says, as it is; also what means nothing to this version. */
export function readUserConfig(): Config {
	const text = readBounded(userConfigPath());
	return text === null ? {} : parseObject(text, userConfigPath());
}

/** Throws a ConfigError that names the first setting that cannot have its value. */
export function checkUserConfig(user: Config): void {
	userPart(user);
}

/** Read the settings that hold in a project. Throws a ConfigError naming the file or variable that cannot be used. */
export function loadSettings(project: Project, env: NodeJS.ProcessEnv = process.env): Settings {
	const warnings: string[] = [];
	const user = readConfig(userConfigPath(), userKeys, [], warnings);
	const projectPath = projectConfigPath(project);
	const own = projectPath === null ? {} : readConfig(projectPath, projectKeys, userKeys, warnings);
	const {level, timeoutSeconds, memoryMb, maxSteps, maxTokens, skillFolders, ...rest} = userPart(user);
	const megabytes = readPositiveNumber('SKILLLITE_MAX_MEMORY_MB', env) ?? memoryMb;
	return {
		...rest,
		screenReader: rest.screenReader || env.INK_SCREEN_READER === 'true',
		level: readSandboxLevel(env) ?? level ?? 3,
		timeoutSeconds: readPositiveNumber('SKILLLITE_TIMEOUT_SECS', env) ?? timeoutSeconds,
		memoryBytes: megabytes === undefined ? undefined : Math.round(megabytes * 1024 * 1024),
		maxSteps: wholeNumber(own, 'maxSteps') ?? maxSteps ?? 50,
		maxTokens: wholeNumber(own, 'maxTokens') ?? maxTokens,
		skillFolders: [...(env.SKILLLITE_SKILLS_DIR ? [resolve(env.SKILLLITE_SKILLS_DIR)] : []), ...skillFolders],
		warnings,
	};
}

/** Every setting of the user's own config, read once, so that one that cannot be used is found however it came there. */
function userPart(user: Config) {
	return {
		level: levelOf(user),
		timeoutSeconds: positiveNumber(user, 'timeoutSecs'),
		memoryMb: positiveNumber(user, 'maxMemoryMb'),
		observe: yesOrNo(user, 'observe') ?? false,
		maxSteps: wholeNumber(user, 'maxSteps'),
		maxTokens: wholeNumber(user, 'maxTokens'),
		contextWindow: wholeNumber(user, 'contextWindow'),
		tools: tools(user),
		prices: prices(user),
		skillFolders: folders(user),
		registries: registries(user),
		keys: keys(user),
		clipboard: clipboard(user),
		screenReader: yesOrNo(user, 'screenReader') ?? false,
		theme: word(user, 'theme'),
		userModel: {model: word(user, 'model'), baseUrl: word(user, 'baseUrl'), apiKey: word(user, 'apiKey')},
		permissions: permissions(user),
		checks: checks(user),
		embeddings: embeddings(user),
	};
}

/** The user's own `config.json`; it may hold a model key, so it is written with mode 0600. */
export function userConfigPath(): string {
	return join(skillliteHome(), 'config.json');
}

/** One config file as an object, `{}` when there is none. Warns about keys that mean nothing here and leaves them out. */
function readConfig(path: string, allowed: readonly string[], forbidden: readonly string[], warnings: string[]): Config {
	const text = readBounded(path);
	if (text === null) {
		return {};
	}

	const known = Object.entries(parseObject(text, path)).filter(([key]) => {
		if (allowed.includes(key)) {
			return true;
		}

		warnings.push(forbidden.includes(key) ? `Ignored "${key}" in ${path}: a project cannot set it.` : unknownKey(key, path, allowed));
		return false;
	});
	return Object.fromEntries(known);
}

function unknownKey(key: string, path: string, allowed: readonly string[]): string {
	const near = nearestName(key, allowed);
	return `Ignored ${JSON.stringify(key)} in ${path}: there is no such setting${near ? `; "${near}" is one` : ''}.`;
}

function parseObject(text: string, path: string): Config {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new ConfigError(`Cannot read ${path}: it is not JSON (${cause instanceof Error ? cause.message : String(cause)}).`, {
			hint: 'Repair or delete the file.',
			cause,
		});
	}

	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ConfigError(`Cannot read ${path}: it is not a JSON object.`, {hint: 'Repair or delete the file.'});
	}

	return Object.fromEntries(Object.entries(value));
}

function levelOf(config: Config): 1 | 2 | 3 | undefined {
	const {level} = config;
	if (level === undefined || level === 1 || level === 2 || level === 3) {
		return level;
	}

	throw mistyped('level', level, '1, 2 or 3');
}

function positiveNumber(config: Config, key: string): number | undefined {
	const value = config[key];
	if (value === undefined || (typeof value === 'number' && Number.isFinite(value) && value > 0)) {
		return value;
	}

	throw mistyped(key, value, 'a number above zero');
}

function wholeNumber(config: Config, key: string): number | undefined {
	const value = positiveNumber(config, key);
	if (value === undefined || Number.isInteger(value)) {
		return value;
	}

	throw mistyped(key, value, 'a whole number');
}

function yesOrNo(config: Config, key: string): boolean | undefined {
	const value = config[key];
	if (value === undefined || typeof value === 'boolean') {
		return value;
	}

	throw mistyped(key, value, 'true or false');
}

function word(config: Config, key: string): string | undefined {
	const value = config[key];
	if (value === undefined || typeof value === 'string') {
		return value;
	}

	// Never the value: it may be a key.
	throw new ConfigError(`Cannot use the setting "${key}" of ${userConfigPath()}: it is not a text.`);
}

function folders(config: Config): readonly string[] {
	const {skills} = config;
	if (skills === undefined) {
		return [];
	}

	if (Array.isArray(skills) && skills.every(folder => typeof folder === 'string')) {
		return skills.map(folder => resolve(skillliteHome(), folder));
	}

	throw mistyped('skills', skills, 'a list of folders');
}

function checks(config: Config): Readonly<Record<string, string>> {
	const {checks: value = {}} = config;
	const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
	if (isMap && Object.entries(value).every(([name, command]) => /^[a-z0-9][a-z0-9-]{0,39}$/.test(name) && isCommand(command))) {
		return {...value};
	}

	throw mistyped('checks', value, 'a map like {"tests": "npm test"}, with names of lower-case letters, digits and dashes');
}

function embeddings(config: Config): string | null {
	const model = word(config, 'embeddings')?.trim() ?? 'off';
	return model === 'off' || model === '' ? null : model;
}

function isCommand(value: unknown): boolean {
	return typeof value === 'string' && value.trim() !== '';
}

function registries(config: Config): Readonly<Record<string, string>> {
	const {registries: value = {}} = config;
	if (typeof value === 'object' && value !== null && Object.values(value).every(address => typeof address === 'string')) {
		return {...value};
	}

	throw mistyped('registries', value, 'a map of names to addresses');
}

function keys(config: Config): Settings['keys'] {
	const {keys: value = {}} = config;
	const isText = (key: unknown) => typeof key === 'string';
	if (
		typeof value === 'object' &&
		value !== null &&
		Object.values(value).every(one => isText(one) || (Array.isArray(one) && one.every(isText)))
	) {
		return Object.fromEntries(Object.entries(value).map(([id, one]) => [id, [one].flat()]));
	}

	throw mistyped('keys', value, 'a map like {"redo": "ctrl+]", "search": ["ctrl+r", "f5"]}');
}

function clipboard({clipboard: value = 'raw'}: Config): Settings['clipboard'] {
	const route = clipboardRoutes.find(known => known === value);
	if (route !== undefined) {
		return route;
	}

	throw mistyped('clipboard', value, 'raw, tmux, screen or off');
}

function tools({tools: value = 'auto'}: Config): Settings['tools'] {
	const form = toolForms.find(known => known === value);
	if (form !== undefined) {
		return form;
	}

	throw mistyped('tools', value, 'auto, full or simple');
}

function prices(config: Config): Settings['prices'] {
	const {prices: value = {}} = config;
	if (typeof value === 'object' && value !== null && Object.values(value).every(isPrice)) {
		return {...value};
	}

	throw mistyped('prices', value, 'a map like {"provider:model": {"input": 1, "output": 2}}, in dollars a million tokens');
}

function isPrice(value: unknown): boolean {
	const isAmount = (amount: unknown) => typeof amount === 'number' && Number.isFinite(amount) && amount >= 0;
	const {
		input,
		output,
		cached = 0,
	}: {readonly input?: unknown; readonly output?: unknown; readonly cached?: unknown} = {
		...(typeof value === 'object' ? value : {}),
	};
	return [input, output, cached].every(isAmount);
}

/** A rule that cannot be read is no rule to leave out: it may be a denial. */
function permissions(config: Config): readonly PermissionSetting[] {
	const {permissions: value = []} = config;
	if (!Array.isArray(value) || !value.every(isPermission)) {
		throw mistyped('permissions', value, 'a list of {"tool": …, "match": …, "do": "allow", "ask" or "deny"}');
	}

	return value.map(({tool, match, do: act}) => ({tool, match, do: act}));
}

function isPermission(value: unknown): value is PermissionSetting {
	if (typeof value !== 'object' || value === null || !('tool' in value) || !('match' in value) || !('do' in value)) {
		return false;
	}

	const {tool, match, do: act} = value;
	const isKnown = Object.keys(value).every(key => ['tool', 'match', 'do'].includes(key));
	return isKnown && typeof tool === 'string' && typeof match === 'string' && ['allow', 'ask', 'deny'].some(known => known === act);
}

function mistyped(key: string, value: unknown, wanted: string): ConfigError {
	return new ConfigError(`Cannot use the setting "${key}": ${JSON.stringify(value)} is not ${wanted}.`, {
		hint: 'Change it in .skilllite/config.json of the project or of your home folder.',
	});
}
