/**
The input schema of a skill, as JSON Schema (draft 2020-12) that OpenAI-style endpoints accept.

Everything here is read from untrusted text, so what comes out is rebuilt from
known keywords within bounds, never passed through.
*/

import {bundledSkill, type Manifest} from '../../sandbox/index.ts';
import type {JsonSchema} from '../core/tool.ts';
import type {DiscoveredSkill} from './discovered-skill.ts';
import {type Section, sectionsOf} from './markdown.ts';
import {type Parameter, readParameters} from './parameters.ts';

export interface InputSchema {
	readonly schema: JsonSchema;
	/** Where it was read: a JSON block, documented parameters, or nowhere. */
	readonly source: 'json' | 'parameters' | 'open';
	readonly delivery: 'stdin';
}

const maximumDepth = 8;
const maximumProperties = 100;

const openSchema: JsonSchema = {type: 'object', properties: {}, additionalProperties: true};

/**
Read what input a skill takes from its SKILL.md.

In this order: a JSON block under a heading that contains "Input" and holds a schema, documented
parameters, a JSON block that holds an example input, else an open object.
*/
export function inputSchema(manifest: Manifest): InputSchema {
	const sections = sectionsOf(manifest.body);
	const blocks = sections.filter(section => /\binputs?\b/i.test(section.title)).flatMap(jsonBlocks);
	const declared = blocks.find(isObjectSchema);
	if (declared) {
		return {schema: objectSchema(declared), source: 'json', delivery: 'stdin'};
	}

	const parameters = sections
		.filter(isParameterSection)
		.map(readParameters)
		.find(found => found.length > 0);
	if (parameters) {
		return {schema: schemaOfParameters(parameters), source: 'parameters', delivery: 'stdin'};
	}

	const example = blocks.find(isRecord);
	return example
		? {schema: schemaOfExample(example), source: 'json', delivery: 'stdin'}
		: {schema: openSchema, source: 'open', delivery: 'stdin'};
}

/** As `inputSchema`, but for a bundled skill what the build has already read. */
export function schemaOf(skill: Pick<DiscoveredSkill, 'treeHash'>, manifest: Manifest): InputSchema {
	const known = skill.treeHash === null ? undefined : bundledSkill(skill.treeHash)?.inputSchema;
	// Written by our own build from `inputSchema`, so it is one.
	return known === undefined ? inputSchema(manifest) : (known as InputSchema);
}

function isParameterSection(section: Section): boolean {
	return /\binput\b|^(?:inputs|parameters|arguments)$/i.test(section.title);
}

function jsonBlocks(section: Section): readonly unknown[] {
	return section.fences
		.filter(fence => /^json(?:$|[\s-])/.test(fence.info))
		.flatMap(fence => {
			try {
				return [JSON.parse(fence.text) as unknown];
			} catch {
				// A sketch with comments or dots, meant for the reader.
				return [];
			}
		});
}

function isObjectSchema(value: unknown): value is Record<string, unknown> {
	return isRecord(value) && value.type === 'object' && (isRecord(value.properties) || '$schema' in value);
}

function schemaOfParameters(parameters: readonly Parameter[]): JsonSchema {
	const required = parameters.filter(parameter => parameter.required).map(parameter => parameter.name);
	return {
		type: 'object',
		properties: Object.fromEntries(parameters.map(parameter => [parameter.name, parameter.schema])),
		...(required.length > 0 && {required}),
		additionalProperties: false,
	};
}

/** An example shows names and types, but not what may be left out: nothing is required. */
function schemaOfExample(example: Record<string, unknown>): JsonSchema {
	const members = Object.entries(example).slice(0, maximumProperties);
	const properties = Object.fromEntries(members.map(([name, value]) => [name, typeOfExample(value)]));
	return {type: 'object', properties, additionalProperties: true};
}

function typeOfExample(value: unknown): JsonSchema {
	if (Array.isArray(value)) {
		return {type: 'array', items: value.length > 0 ? typeOfExample(value[0]) : {}};
	}

	return value === null ? {} : {type: typeof value};
}

/** The top level: an object without combinators, which endpoints refuse there. */
function objectSchema(value: Record<string, unknown>): JsonSchema {
	const {anyOf: _anyOf, oneOf: _oneOf, allOf: _allOf, enum: _enum, ...rest} = value;
	return {...cleanSchema(rest, 0), type: 'object', properties: cleanProperties(value.properties, 1)};
}

/** A schema with the keywords that this program and the endpoints know; anything else is left out. */
function cleanSchema(value: unknown, depth: number): JsonSchema {
	if (!isRecord(value) || depth > maximumDepth) {
		return {};
	}

	const clean: Record<string, unknown> = {};
	copyScalars(value, clean);
	if (isTypeList(value.type)) {
		clean.type = value.type;
	}

	if (Array.isArray(value.enum) && value.enum.length > 0 && value.enum.length <= 200) {
		clean.enum = value.enum;
	}

	if (isRecord(value.properties)) {
		clean.properties = cleanProperties(value.properties, depth + 1);
	}

	if (Array.isArray(value.required)) {
		clean.required = value.required.filter(name => typeof name === 'string').slice(0, maximumProperties);
	}

	if (value.items !== undefined || value.type === 'array') {
		clean.items = cleanSchema(value.items, depth + 1);
	}

	if (typeof value.additionalProperties === 'boolean' || isRecord(value.additionalProperties)) {
		clean.additionalProperties =
			typeof value.additionalProperties === 'boolean' ? value.additionalProperties : cleanSchema(value.additionalProperties, depth + 1);
	}

	for (const key of ['anyOf', 'oneOf'] as const) {
		const options = value[key];
		if (Array.isArray(options)) {
			clean.anyOf = options.slice(0, 20).map(option => cleanSchema(option, depth + 1));
		}
	}

	return clean;
}

function copyScalars(value: Record<string, unknown>, clean: Record<string, unknown>): void {
	for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const) {
		if (typeof value[key] === 'number') {
			clean[key] = value[key];
		}
	}

	for (const key of ['description', 'title', 'format', 'pattern'] as const) {
		if (typeof value[key] === 'string') {
			clean[key] = value[key].slice(0, 500);
		}
	}

	for (const key of ['default', 'const'] as const) {
		if (key in value) {
			clean[key] = value[key];
		}
	}
}

function cleanProperties(value: unknown, depth: number): JsonSchema {
	const members = isRecord(value) ? Object.entries(value).slice(0, maximumProperties) : [];
	return Object.fromEntries(members.map(([name, schema]) => [name, cleanSchema(schema, depth)]));
}

function isTypeList(type: unknown): boolean {
	const names = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];
	return typeof type === 'string'
		? names.includes(type)
		: Array.isArray(type) && type.length > 0 && type.every(name => names.includes(name));
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
