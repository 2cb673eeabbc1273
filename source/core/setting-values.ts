/** What each setting of a config may be, and its value as the program uses it. What cannot be used throws a ConfigError that names it. */

import {resolve} from 'node:path';
import {ConfigError, skillliteHome} from '../../sandbox/index.ts';
import {type Config, userConfigPath} from './config-file.ts';

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

const toolForms = ['auto', 'full', 'simple'] as const;
const clipboardRoutes = ['raw', 'tmux', 'screen', 'off'] as const;
export type ToolForms = (typeof toolForms)[number];
export type ClipboardRoute = (typeof clipboardRoutes)[number];

/** Every setting of the user's own config, read once, so that one that cannot be used is found however it came there. */
export function userPart(user: Config) {
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

/** Where it is named; `undefined` where it is not. */
export function wholeNumber(config: Config, key: string): number | undefined {
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

function keys(config: Config): Readonly<Record<string, readonly string[]>> {
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

function clipboard({clipboard: value}: Config): ClipboardRoute | undefined {
	if (value === undefined) {
		return undefined;
	}

	const route = clipboardRoutes.find(known => known === value);
	if (route !== undefined) {
		return route;
	}

	throw mistyped('clipboard', value, 'raw, tmux, screen or off');
}

function tools({tools: value = 'auto'}: Config): ToolForms {
	const form = toolForms.find(known => known === value);
	if (form !== undefined) {
		return form;
	}

	throw mistyped('tools', value, 'auto, full or simple');
}

function prices(config: Config): Readonly<Record<string, ModelPrice>> {
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
