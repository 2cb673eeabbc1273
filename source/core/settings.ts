/**
Settings, by precedence: environment, the project's config.json, the user's config.json, default. Flags come on top, in the commands.

A project is untrusted: it may set what costs nothing but time, never a level, a limit, a model or a key.
Read by hand, as every command passes here and a schema library costs more than the command.
*/

import {resolve} from 'node:path';
import {type Config, readConfig, userConfigPath} from './config-file.ts';
import {readPositiveNumber, readSandboxLevel} from './env.ts';
import {type Project, projectConfigPath} from './paths.ts';
import {type ClipboardRoute, type ModelPrice, type PermissionSetting, type ToolForms, userPart, wholeNumber} from './setting-values.ts';

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
	readonly tools: ToolForms;
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
	/** How a copy reaches the terminal's clipboard; undefined for what fits the terminal. */
	readonly clipboard: ClipboardRoute | undefined;
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
