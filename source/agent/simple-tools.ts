/**
Tools as a model with little room is shown them: every name, type and choice, the first sentence of what a tool does and of what
it has to be given. Pure.

Only what is shown changes. A call is checked against the whole schema, whose faults say more than a small model would have
read beforehand.
*/

import type {JsonSchema, ToolDefinition} from '../core/tool.ts';

/** Of texts that others wrote. */
const [longestPurpose, longestMeaning] = [160, 80];

/** The same tools in fewer words. The same input gives the same bytes, which endpoints cache. */
export function simpleTools(tools: readonly ToolDefinition[]): readonly ToolDefinition[] {
	return tools.map(({name, description, parameters, rare = []}) => ({
		name,
		description: firstSentence(description, longestPurpose),
		parameters: {...simpleSchema(parameters), ...simpleParameters(parameters, rare)},
	}));
}

/** Those that are needed keep their meaning, where it is not a choice; those that are rare are left out. */
function simpleParameters({properties, required}: JsonSchema, rare: readonly string[]): JsonSchema {
	if (!isSchema(properties)) {
		return {};
	}

	const isNeeded = (name: string) => Array.isArray(required) && required.includes(name);
	const shown = Object.entries(properties).filter(([name]) => isNeeded(name) || !rare.includes(name));
	return {
		properties: Object.fromEntries(
			shown.map(([name, schema]) => {
				const {description, enum: choices} = isSchema(schema) ? schema : {};
				const hasMeaning = typeof description === 'string' && choices === undefined && isNeeded(name);
				const meaning = hasMeaning ? {description: firstSentence(description, longestMeaning)} : {};
				return [name, {...simpleSchema(schema), ...meaning}];
			}),
		),
	};
}

/** Names, types, choices and what is needed; no texts, bounds, patterns and defaults. */
function simpleSchema(schema: unknown): JsonSchema {
	if (!isSchema(schema)) {
		return {};
	}

	const {type, enum: choices, const: only, items, anyOf, properties, required, additionalProperties} = schema;
	const members = isSchema(properties) ? Object.entries(properties) : [];
	return {
		...(type === undefined ? {} : {type}),
		...(choices === undefined ? {} : {enum: choices}),
		...(only === undefined ? {} : {const: only}),
		...(isSchema(items) ? {items: simpleSchema(items)} : {}),
		...(Array.isArray(anyOf) ? {anyOf: anyOf.map(simpleSchema)} : {}),
		...(isSchema(properties) ? {properties: Object.fromEntries(members.map(([name, member]) => [name, simpleSchema(member)]))} : {}),
		...(Array.isArray(required) && required.length > 0 ? {required} : {}),
		// What a map holds is not told by its type.
		...(isSchema(additionalProperties) ? {additionalProperties: simpleSchema(additionalProperties)} : {}),
	};
}

/** Without its full stop. An abbreviation before a small letter or a number ends nothing. */
function firstSentence(text: string, longest: number): string {
	const [first = ''] = text.trim().split(/(?<=[^.\s]{2})[.!?](?=\s+[^\sa-z\d])|(?<=[。！？])|\n/u);
	const sentence = first.trim().replace(/\.$/, '');
	const characters = [...sentence];
	return characters.length <= longest
		? sentence
		: `${characters
				.slice(0, longest - 1)
				.join('')
				.replace(/\s+\S*$/, '')}…`;
}

function isSchema(value: unknown): value is JsonSchema {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
