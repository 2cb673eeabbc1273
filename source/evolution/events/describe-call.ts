/** What may be said of a call: its tool by a name that we know, its arguments by the names of their schema and their kinds. Pure. */

import type {ToolDefinition} from '../../core/tool.ts';
import {type Language, namePattern, type SlotKind, type TaskKind, type ToolClass} from './event.ts';

export interface DescribedCall {
	/** `unknown` for one that the model made up, or whose name is no plain one. */
	readonly tool: string;
	readonly class: ToolClass;
	readonly arguments: readonly {readonly key: string; readonly kind: SlotKind}[];
	readonly languages: readonly Language[];
	/** False for a tool that the model made up. */
	readonly known: boolean;
}

const classes: Readonly<Record<Exclude<ToolClass, 'execute'>, readonly string[]>> = {
	read: ['read_file', 'list_files', 'search_files', 'file_info', 'memory_search', 'find_skill', 'use_skill', 'read_skill_file'],
	write: ['write_file', 'edit_file', 'make_directory', 'move', 'delete', 'remember'],
	network: ['fetch_url'],
	other: ['ask_user', 'update_plan', 'delegate'],
};

const extensions: Readonly<Record<Language, readonly string[]>> = {
	typescript: ['ts', 'tsx', 'mts', 'cts'],
	javascript: ['js', 'jsx', 'mjs', 'cjs'],
	python: ['py', 'pyi', 'ipynb'],
	shell: ['sh', 'bash', 'zsh', 'fish'],
	c: ['c', 'h', 'cc', 'cpp', 'hpp'],
	go: ['go'],
	rust: ['rs'],
	java: ['java', 'kt', 'scala'],
	web: ['html', 'css', 'scss', 'svg', 'vue'],
	data: ['json', 'yaml', 'yml', 'toml', 'csv', 'tsv', 'xml', 'sql', 'jsonl'],
	prose: ['md', 'txt', 'rst', 'tex', 'adoc'],
};

const languageOfTool: Readonly<Record<string, Language>> = {python: 'python', javascript: 'javascript', bash: 'shell'};
const mostArguments = 20;

/** Describe a call; `name` and `input` are what the model wrote. */
export function describeCall(name: string, input: unknown, tools: readonly ToolDefinition[]): DescribedCall {
	const tool = tools.find(tool => tool.name === name);
	if (!tool) {
		return {tool: 'unknown', class: 'other', arguments: [], languages: [], known: false};
	}

	const values = entriesOf(input);
	const known = namesInSchema(tool);
	const described = values
		.filter(([key]) => known.has(key) && namePattern.test(key))
		.slice(0, mostArguments)
		.map(([key, value]) => ({key, kind: slotKindOf(key, value), value}));
	const byTool = languageOfTool[name];
	const byPath = described.flatMap(({kind, value}) => (kind === 'path' ? languagesOfPath(value) : []));
	return {
		tool: namePattern.test(name) ? name : 'unknown',
		class: toolClassOf(name),
		arguments: described.map(({key, kind}) => ({key, kind})),
		languages: [...new Set([...(byTool ? [byTool] : []), ...byPath])],
		known: true,
	};
}

/** From the weakest to the strongest. */
const strength: readonly TaskKind[] = ['answer', 'other', 'read', 'write', 'execute', 'network'];

/** The kind of a task that uses this class of tool too. */
export function strongerKind(kind: TaskKind, used: ToolClass): TaskKind {
	return strength.indexOf(used) > strength.indexOf(kind) ? used : kind;
}

/** The class of a tool of ours by its name; what a name does not tell runs code. */
export function toolClassOf(name: string): ToolClass {
	if (name.startsWith('mcp__')) {
		return 'network';
	}

	for (const kind of ['read', 'write', 'network', 'other'] as const) {
		if (classes[kind].includes(name)) {
			return kind;
		}
	}

	// Skills, scripts and code.
	return 'execute';
}

function namesInSchema({parameters}: ToolDefinition): ReadonlySet<string> {
	const {properties} = parameters;
	return new Set(typeof properties === 'object' && properties !== null ? Object.keys(properties) : []);
}

/** What kind an argument is, by its name and its value. */
export function slotKindOf(key: string, value: unknown): SlotKind {
	switch (typeof value) {
		case 'number':
		case 'bigint':
			return 'number';
		case 'boolean':
			return 'boolean';
		case 'string':
			return kindOfText(key, value);
		default:
			return Array.isArray(value) ? 'list' : 'object';
	}
}

function kindOfText(key: string, value: string): SlotKind {
	if (/^https?:\/\//i.test(value)) {
		return 'url';
	}

	if (/path|file|dir|folder|glob|destination/i.test(key)) {
		return 'path';
	}

	if (/code|script|command|content|source|patch|old|new/i.test(key)) {
		return 'code';
	}

	return /query|pattern|search|term|question/i.test(key) ? 'query' : 'text';
}

function languagesOfPath(value: unknown): readonly Language[] {
	const extension = typeof value === 'string' ? /\.([a-z0-9]{1,5})$/i.exec(value)?.[1]?.toLowerCase() : undefined;
	return keysOf(extensions).filter(language => extension !== undefined && extensions[language].includes(extension));
}

function keysOf(table: typeof extensions): readonly Language[] {
	return Object.keys(table) as Language[]; // the type of a literal's keys
}

function entriesOf(input: unknown): readonly (readonly [string, unknown])[] {
	return typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : [];
}
