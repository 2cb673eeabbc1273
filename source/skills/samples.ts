/** Sample input of a skill, for a run that only looks at what it does. */

import type {Sample} from '../../sandbox/index.ts';
import type {JsonSchema} from '../core/tool.ts';
import type {DiscoveredSkill} from './discovered-skill.ts';
import {callOf, skillTools} from './tools.ts';

/** So many of a script's examples: they are phrasings, most of which mean the same. */
const mostSamples = 5;

/** From the examples in SKILL.md; for a script without any, made from its schema. None for a skill that is read rather than run. */
export function samplesOf(skill: DiscoveredSkill): readonly Sample[] {
	return skillTools(skill).flatMap(tool => {
		const {examples = [], parameters} = tool.definition;
		const inputs = new Map(examples.flatMap(({input}) => (input === undefined ? [] : [[JSON.stringify(input), input] as const])));
		const chosen = inputs.size > 0 ? spread([...inputs.values()]) : [objectOf(parameters)];
		return chosen.map(input => ({script: tool.script, ...callOf(tool, input)}));
	});
}

/** From the whole list: neighbours are the most alike. */
function spread<T>(items: readonly T[]): readonly T[] {
	const step = Math.max(1, items.length / mostSamples);
	return Array.from({length: Math.min(mostSamples, items.length)}, (_, index) => items[Math.floor(index * step)]).filter(
		item => item !== undefined,
	);
}

type Members = {readonly [name: string]: unknown};

function objectOf(schema: JsonSchema, depth = 0): Members {
	const properties = isMembers(schema.properties) ? schema.properties : {};
	const required = Array.isArray(schema.required) ? schema.required : [];
	const wanted = Object.entries(properties).filter(([name]) => required.includes(name) || required.length === 0);
	return Object.fromEntries(wanted.map(([name, member]) => [name, sampleFor(isMembers(member) ? member : {}, depth + 1)]));
}

const deepest = 6;

/** A small value that the schema allows. */
function sampleFor(schema: JsonSchema, depth: number): unknown {
	for (const key of ['const', 'default'] as const) {
		if (key in schema) {
			return schema[key];
		}
	}

	if (Array.isArray(schema.enum) && schema.enum.length > 0) {
		return schema.enum[0];
	}

	const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
	switch (type) {
		case 'number':
		case 'integer':
			return typeof schema.minimum === 'number' ? schema.minimum : 1;
		case 'boolean':
			return true;
		case 'null':
			return null;
		case 'array':
			return depth < deepest ? [sampleFor(isMembers(schema.items) ? schema.items : {}, depth + 1)] : [];
		case 'object':
			return depth < deepest ? objectOf(schema, depth) : {};
		default:
			return 'sample'.padEnd(typeof schema.minLength === 'number' ? Math.min(schema.minLength, 1000) : 0, 'e');
	}
}

function isMembers(value: unknown): value is Members {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
