import {expect, test} from 'vitest';
import {simpleTools} from '../../source/agent/simple-tools.ts';
import type {JsonSchema} from '../../source/core/tool.ts';

function simple(parameters: JsonSchema, rare: readonly string[] = []): JsonSchema | undefined {
	return simpleTools([{name: 'tool', description: 'Does it.', parameters, rare}])[0]?.parameters;
}

test.each([
	['Lists files. Use it often. Really.', 'Lists files'],
	['Fits a glob such as **/*.ts. More.', 'Fits a glob such as **/*.ts'],
	['Reads e.g. notes, i.e. texts. Then stops.', 'Reads e.g. notes, i.e. texts'],
	['Needs version 3. 4 is too new.', 'Needs version 3. 4 is too new'],
	['ファイルを読む。次に書く。', 'ファイルを読む。'],
	['One line\nand another', 'One line'],
	['', ''],
])('keeps the first sentence of %j', (description, first) => {
	expect(simpleTools([{name: 'tool', description, parameters: {type: 'object'}}])[0]?.description).toBe(first);
});

test('cuts what goes on for ever at a word', () => {
	const [tool] = simpleTools([{name: 'tool', description: `Does ${'this and that '.repeat(50)}`, parameters: {type: 'object'}}]);
	expect(tool?.description.length).toBeLessThanOrEqual(160);
	expect(tool?.description).toMatch(/ (?:this|and|that)…$/);
});

test('keeps names, types, choices and needs; leaves out texts of what may be left out, bounds, patterns and defaults', () => {
	expect(
		simple({
			type: 'object',
			properties: {
				path: {type: 'string', description: 'A file. Of the project.', pattern: '^[a-z]', maxLength: 10},
				kind: {type: 'string', enum: ['a', 'b'], description: 'Which.'},
				limit: {type: 'integer', description: 'How many.', minimum: 1, maximum: 9, default: 3},
				any: {description: 'Anything.'},
			},
			required: ['path', 'kind'],
			additionalProperties: false,
		}),
	).toEqual({
		type: 'object',
		properties: {
			path: {type: 'string', description: 'A file'},
			kind: {type: 'string', enum: ['a', 'b']},
			limit: {type: 'integer'},
			any: {},
		},
		required: ['path', 'kind'],
	});
});

test('keeps what is nested, without its texts, also where a member is called as a keyword is', () => {
	const member = {type: 'object', properties: {description: {type: 'string', description: 'Words.'}}, required: ['description']};
	const bare = {type: 'object', properties: {description: {type: 'string'}}, required: ['description']};
	expect(
		simple({
			type: 'object',
			properties: {
				tasks: {type: 'array', items: member},
				either: {anyOf: [member, {type: 'null'}]},
				map: {type: 'object', additionalProperties: {type: 'number', minimum: 0}},
				one: {const: null},
			},
		}),
	).toEqual({
		type: 'object',
		properties: {
			tasks: {type: 'array', items: bare},
			either: {anyOf: [bare, {type: 'null'}]},
			map: {type: 'object', additionalProperties: {type: 'number'}},
			one: {const: null},
		},
	});
});

test('leaves out what a tool calls rare, but nothing that it needs', () => {
	const properties = {path: {type: 'string'}, limit: {type: 'integer'}};
	expect(simple({type: 'object', properties, required: ['path']}, ['path', 'limit'])).toEqual({
		type: 'object',
		properties: {path: {type: 'string'}},
		required: ['path'],
	});
});

test('makes nothing of a schema that makes no sense', () => {
	expect(simple({type: 'object', properties: {a: true, b: 7}, required: 'a'})).toEqual({type: 'object', properties: {a: {}, b: {}}});
});
