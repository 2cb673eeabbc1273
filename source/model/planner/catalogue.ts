/** The tools of a request, prepared for matching: their words with weights, and their examples as templates. */

import type {JsonSchema, ToolDefinition, ToolExample} from '../../core/tool.ts';
import {compileExample, type Template} from './template.ts';
import {contentStems, stemOf} from './words.ts';

export interface Entry {
	readonly tool: ToolDefinition;
	/** What the user calls it: the tool's name, or the skill's when `reading` is set. */
	readonly name: string;
	/** True for a skill of instructions, which can be shown but not followed without a model. */
	readonly reading: boolean;
	readonly examples: readonly ToolExample[];
	readonly templates: readonly Template[];
	/** How much a word says about this tool, from 0 to 1. */
	readonly weights: ReadonlyMap<string, number>;
	/** How often a word stands in name, examples and description. */
	readonly terms: ReadonlyMap<string, number>;
	readonly properties: Readonly<Record<string, JsonSchema>>;
	readonly required: readonly string[];
	/** Endings of the files that the examples name, without the dot. */
	readonly extensions: ReadonlySet<string>;
	readonly power: '^' | '**';
}

/** Tools that only a model can use well; the planner leaves them alone. */
const forModels = new Set(['read_skill_file', 'run_skill_script', 'find_skill', 'update_plan', 'ask_user']);

const prepared = new WeakMap<ToolDefinition, readonly Entry[]>();

/** The entries of all tools, in order; a tool is prepared once. */
export function catalogueOf(tools: readonly ToolDefinition[]): readonly Entry[] {
	return tools.flatMap(tool => {
		const known = prepared.get(tool) ?? entriesOf(tool);
		prepared.set(tool, known);
		return known;
	});
}

function entriesOf(tool: ToolDefinition): readonly Entry[] {
	if (forModels.has(tool.name)) {
		return [];
	}

	if (tool.name !== 'use_skill') {
		return [createEntry(tool, tool.name, tool.examples ?? [], tool.description)];
	}

	// One entry a skill; its phrasings and description come as examples that all mean {name}.
	const byName = Map.groupBy(tool.examples ?? [], example => String(example.input?.name ?? ''));
	byName.delete('');
	return [...byName].map(([name, examples]) => createEntry(tool, name, examples, '', true));
}

function createEntry(tool: ToolDefinition, name: string, examples: readonly ToolExample[], description: string, reading = false): Entry {
	const properties = propertiesOf(tool.parameters);
	const power = powerOf(tool);
	const templates = examples.map(example => compileExample(example, properties, power));
	const fields = [
		{weight: 1, stems: [stemOf(name), ...contentStems(name.replace(/[_-]+/g, ' '))]},
		{weight: 0.9, stems: templates.flatMap(({anchors}) => anchors)},
		{weight: 1, stems: reading ? [] : Object.values(properties).flatMap(choicesOf)},
		{weight: 0.7, stems: reading ? [] : Object.keys(properties).flatMap(key => contentStems(key.replace(/[_-]+/g, ' ')))},
		{weight: 0.6, stems: contentStems(description)},
	];
	const weights = new Map<string, number>();
	const terms = new Map<string, number>();
	for (const {weight, stems} of fields) {
		for (const stem of stems) {
			weights.set(stem, Math.max(weight, weights.get(stem) ?? 0));
			terms.set(stem, (terms.get(stem) ?? 0) + weight);
		}
	}

	const required = Array.isArray(tool.parameters.required) ? tool.parameters.required.filter(key => typeof key === 'string') : [];
	return {tool, name, reading, examples, templates, weights, terms, properties, required, extensions: extensionsOf(templates), power};
}

function propertiesOf(parameters: JsonSchema): Readonly<Record<string, JsonSchema>> {
	const {properties} = parameters;
	return isRecord(properties)
		? Object.fromEntries(Object.entries(properties).filter((pair): pair is [string, JsonSchema] => isRecord(pair[1])))
		: {};
}

function choicesOf(schema: JsonSchema): readonly string[] {
	const choices: readonly unknown[] = Array.isArray(schema.enum) ? schema.enum : [];
	return choices
		.filter(choice => typeof choice === 'string')
		.flatMap(choice => [stemOf(choice), ...contentStems(choice.replace(/[_-]+/g, ' '))]);
}

function extensionsOf(templates: readonly Template[]): ReadonlySet<string> {
	const files = templates.flatMap(template => template.tokens.filter(token => token.kind === 'file'));
	return new Set(files.map(token => (/\.(\w+)$/.exec(token.text)?.[1] ?? '').toLowerCase()).filter(Boolean));
}

function powerOf(tool: ToolDefinition): '^' | '**' {
	const text = JSON.stringify([tool.description, tool.parameters, tool.examples ?? []]);
	return text.includes('^') && !text.includes('**') ? '^' : '**';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
