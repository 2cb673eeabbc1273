import {expect, test} from 'vitest';
import {inputSchema} from '../../source/skills/schema.ts';
import {manifestOf} from './manifest-of.ts';
import {processorMs} from '../processor-time.ts';

const schemaOf = (body: string) => inputSchema(manifestOf(body));

test('takes a JSON Schema block under a heading that says input before anything else', () => {
	const body = `
## Input schema

\`\`\`json schema
{"type": "object", "properties": {"a": {"type": "number", "minimum": 1}}, "required": ["a"], "additionalProperties": false}
\`\`\`

## Input Parameters

- \`b\` (string): Not this.
`;
	expect(schemaOf(body)).toEqual({
		schema: {type: 'object', properties: {a: {type: 'number', minimum: 1}}, required: ['a'], additionalProperties: false},
		source: 'json',
		delivery: 'stdin',
	});
});

test('rebuilds a schema from known keywords alone and keeps the top level an object', () => {
	const declared = {
		$schema: 'https://example.com/schema',
		type: 'object',
		allOf: [{}],
		properties: {
			a: {type: 'weird', enum: ['x'], $ref: '#/x', deep: 1},
			list: {type: 'array'},
			any: {oneOf: [{type: 'string'}, {type: 'null'}]},
		},
	};
	const {schema} = schemaOf(`# Input\n\n\`\`\`json\n${JSON.stringify(declared)}\n\`\`\`\n`);
	expect(schema).toEqual({
		type: 'object',
		properties: {a: {enum: ['x']}, list: {type: 'array', items: {}}, any: {anyOf: [{type: 'string'}, {type: 'null'}]}},
	});
});

test('bounds how deep and how wide a foreign schema may be', () => {
	let deep: unknown = {type: 'string'};
	for (let level = 0; level < 5000; level++) {
		deep = {type: 'array', items: deep};
	}

	const wide = Object.fromEntries(Array.from({length: 5000}, (_, index) => [`p${index}`, {type: 'string'}]));
	const text = JSON.stringify({type: 'object', properties: {...wide, deep}});
	expect(JSON.stringify(schemaOf(`## Input\n\`\`\`json\n${text}\n\`\`\``).schema).length).toBeLessThan(5000);
});

test('reads a list of parameters with types, choices, defaults and limits', () => {
	const {schema, source} = schemaOf(`
## Input Parameters

- \`operation\` (string, required): One of \`add\`, \`subtract\` or \`multiply\`. \`add\` is usual.
- \`count\` (integer, default 10, minimum 1, maximum 100): How many
  to give back.
  - nested items say more and are no parameters
- \`names\` (array of strings): Who.
- \`data\` (object or array): Inline.
- \`level\` (integer): One of \`1\`, \`2\`.
- \`flag\` (boolean, optional): Whether. Defaults to \`true\`.
- **mode** (string) - Either way.
- \`anything\`: Of any type.

Text with \`code\` is no parameter.
`);
	expect(source).toBe('parameters');
	expect(schema).toEqual({
		type: 'object',
		properties: {
			operation: {type: 'string', enum: ['add', 'subtract', 'multiply'], description: 'add is usual.'},
			count: {type: 'integer', default: 10, minimum: 1, maximum: 100, description: 'How many to give back.'},
			names: {type: 'array', items: {type: 'string'}, description: 'Who.'},
			data: {type: ['object', 'array'], items: {}, description: 'Inline.'},
			level: {type: 'integer', enum: [1, 2]},
			flag: {type: 'boolean', default: true, description: 'Whether. Defaults to true.'},
			mode: {type: 'string', description: 'Either way.'},
			anything: {description: 'Of any type.'},
		},
		required: ['operation'],
		additionalProperties: false,
	});
});

test('reads a table of parameters', () => {
	const {schema, source} = schemaOf(`
### Parameters

| Name | Type | Required | Default | Description |
|------|:----:|---------|---|---|
| \`url\` | string | yes | - | The address, one of \`a\\|b\`, \`c\` |
| \`retries\` | integer | no | 3 | How often |

| Name | Other table |
|---|---|
| \`x\` | no |
`);
	expect(source).toBe('parameters');
	expect(schema).toEqual({
		type: 'object',
		properties: {
			url: {type: 'string', enum: ['a|b', 'c'], description: 'The address'},
			retries: {type: 'integer', default: 3, description: 'How often'},
		},
		required: ['url'],
		additionalProperties: false,
	});
});

test('says the choices once: as values, and in words where the words explain them', () => {
	const {schema} = schemaOf(`
## Input Parameters

- \`unit\` (string): One of \`metric\` (km), \`imperial\` (miles).
- \`order\` (string): Must be one of \`up\`, \`down\`.
- \`kind\` (string): What to do: one of \`a\`, \`b\`. Never both.
`);
	expect(schema.properties).toEqual({
		unit: {type: 'string', enum: ['metric', 'imperial'], description: 'One of metric (km), imperial (miles).'},
		order: {type: 'string', enum: ['up', 'down'], description: 'Must be one of up, down.'},
		kind: {type: 'string', enum: ['a', 'b'], description: 'What to do. Never both.'},
	});
});

test('takes names and types, but no duties, from an example input', () => {
	const body = '## Input\n\n```json\n{"operation": "add", "values": [1, 2], "deep": {"a": null}}\n```\n';
	expect(schemaOf(body)).toMatchObject({
		schema: {
			type: 'object',
			properties: {operation: {type: 'string'}, values: {type: 'array', items: {type: 'number'}}, deep: {type: 'object'}},
			additionalProperties: true,
		},
		source: 'json',
	});
});

test('is an open object where nothing is documented', () => {
	const body = '# Title\n\n- `a` (string): not under a heading about input\n\n## Output\n\n```json\n{"a": 1}\n```\n';
	expect(schemaOf(body)).toEqual({schema: {type: 'object', properties: {}, additionalProperties: true}, source: 'open', delivery: 'stdin'});
});

test('is not fooled by names that every object has', () => {
	const {schema} = schemaOf('## Input Parameters\n\n- `constructor` (toString): a\n- `__proto__` (constructor[]): b\n');
	expect(Object.keys(schema.properties ?? {})).toEqual(['constructor', '__proto__']);
	expect(schema.properties).toMatchObject({constructor: {description: 'a'}});
});

test('reads a hostile body in linear time', () => {
	const started = processorMs();
	for (const piece of ['`', '| ', '- `a` (', '#', '-', '~~~', '[', ' ', 'one of ', '**']) {
		schemaOf(`## Input Parameters\n\n${piece.repeat(100_000)}\n\n- \`a\` (${piece.repeat(20_000)}): one of ${piece.repeat(20_000)}\n`);
	}

	expect(processorMs() - started).toBeLessThan(4000);
});
