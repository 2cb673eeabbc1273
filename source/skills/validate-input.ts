/** Checks an input against the subset of JSON Schema that `inputSchema` writes. */

import {nearestName} from '../core/nearest.ts';
import type {JsonSchema} from '../core/tool.ts';

const maximumFaults = 20;

/**
What is wrong with an input, as sentences that name the field, what was expected and what came; empty when it fits.

Keywords: type, required, properties, additionalProperties, enum, const, items, minimum, maximum, length and
count limits, anyOf. `pattern` and `format` are hints for the caller and are not checked.
*/
export function validateInput(schema: JsonSchema, value: unknown): string[] {
	const faults: string[] = [];
	check(schema, value, '', faults);
	return faults.slice(0, maximumFaults);
}

function check(schema: JsonSchema, value: unknown, path: string, faults: string[]): void {
	if (faults.length >= maximumFaults) {
		return;
	}

	const wanted = typesOf(schema);
	if (wanted.length > 0 && !wanted.some(type => hasType(value, type))) {
		faults.push(`${subject(path)} must be ${wanted.map(withArticle).join(' or ')}, got ${shown(value)}.`);
		return;
	}

	checkChoice(schema, value, path, faults);
	checkOptions(schema, value, path, faults);
	if (typeof value === 'number') {
		checkBounds(schema, value, path, faults, {low: 'minimum', high: 'maximum', noun: ''});
	} else if (typeof value === 'string') {
		checkBounds(schema, [...value].length, path, faults, {low: 'minLength', high: 'maxLength', noun: ' characters long'});
	} else if (Array.isArray(value)) {
		checkBounds(schema, value.length, path, faults, {low: 'minItems', high: 'maxItems', noun: ' items long'});
		checkItems(schema, value, path, faults);
	} else if (isRecord(value)) {
		checkMembers(schema, value, path, faults);
	}
}

function checkMembers(schema: JsonSchema, value: Record<string, unknown>, path: string, faults: string[]): void {
	const properties = isRecord(schema.properties) ? schema.properties : {};
	const required = Array.isArray(schema.required) ? schema.required.filter(name => typeof name === 'string') : [];
	for (const name of required) {
		if (!Object.hasOwn(value, name)) {
			faults.push(`${subject(member(path, name))} is missing${expected(properties[name])}.`);
		}
	}

	for (const [name, item] of Object.entries(value)) {
		const known = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
		if (isRecord(known)) {
			check(known, item, member(path, name), faults);
		} else if (known === false) {
			faults.push(unknownField(member(path, name), name, Object.keys(properties)));
		}
	}
}

function unknownField(path: string, name: string, known: readonly string[]): string {
	const nearest = nearestName(name, known);
	if (nearest !== null) {
		return `${subject(path)} is not known; did you mean ${JSON.stringify(nearest)}?`;
	}

	return `${subject(path)} is not known${known.length > 0 ? `; known fields are ${known.join(', ')}` : ''}.`;
}

function checkItems(schema: JsonSchema, value: readonly unknown[], path: string, faults: string[]): void {
	if (isRecord(schema.items)) {
		for (const [index, item] of value.entries()) {
			check(schema.items, item, `${path}[${index}]`, faults);
		}
	}
}

function checkChoice(schema: JsonSchema, value: unknown, path: string, faults: string[]): void {
	const choices = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : undefined;
	if (!choices || choices.some(choice => JSON.stringify(choice) === JSON.stringify(value))) {
		return;
	}

	const words = choices.filter(choice => typeof choice === 'string');
	const nearest = typeof value === 'string' ? nearestName(value, words) : null;
	const hint = nearest === null ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
	faults.push(`${subject(path)} must be one of ${choices.map(choice => JSON.stringify(choice)).join(', ')}, got ${shown(value)}.${hint}`);
}

function checkOptions(schema: JsonSchema, value: unknown, path: string, faults: string[]): void {
	if (!Array.isArray(schema.anyOf)) {
		return;
	}

	const attempts = schema.anyOf.filter(isRecord).map(option => {
		const found: string[] = [];
		check(option, value, path, found);
		return found;
	});
	if (attempts.length > 0 && attempts.every(found => found.length > 0)) {
		faults.push(...(attempts.toSorted((a, b) => a.length - b.length)[0] ?? []));
	}
}

function checkBounds(
	schema: JsonSchema,
	size: number,
	path: string,
	faults: string[],
	words: {readonly low: string; readonly high: string; readonly noun: string},
): void {
	const low = schema[words.low];
	const high = schema[words.high];
	if (typeof low === 'number' && size < low) {
		faults.push(`${subject(path)} must be at least ${low}${words.noun}, got ${size}.`);
	}

	if (typeof high === 'number' && size > high) {
		faults.push(`${subject(path)} must be at most ${high}${words.noun}, got ${size}.`);
	}
}

function typesOf(schema: JsonSchema): readonly string[] {
	const {type} = schema;
	return typeof type === 'string' ? [type] : Array.isArray(type) ? type.filter(name => typeof name === 'string') : [];
}

function hasType(value: unknown, type: string): boolean {
	switch (type) {
		case 'integer':
			return Number.isInteger(value);
		case 'array':
			return Array.isArray(value);
		case 'null':
			return value === null;
		case 'object':
			return isRecord(value);
		default:
			return typeof value === type;
	}
}

function expected(schema: unknown): string {
	if (!isRecord(schema)) {
		return '';
	}

	if (Array.isArray(schema.enum)) {
		return `; expected one of ${schema.enum.map(choice => JSON.stringify(choice)).join(', ')}`;
	}

	const types = typesOf(schema);
	return types.length > 0 ? `; expected ${types.map(withArticle).join(' or ')}` : '';
}

function member(path: string, name: string): string {
	return path === '' ? name : `${path}.${name}`;
}

function subject(path: string): string {
	return path === '' ? 'The input' : `Field ${JSON.stringify(path)}`;
}

function withArticle(type: string): string {
	return type === 'null' ? 'null' : `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;
}

function shown(value: unknown): string {
	const text = JSON.stringify(value) ?? 'nothing';
	const cut = text.length > 60 ? `${[...text].slice(0, 59).join('')}…` : text;
	const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
	return kind === 'null' ? 'null' : `the ${kind} ${cut}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
