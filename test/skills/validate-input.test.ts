import {expect, test} from 'vitest';
import {validateInput} from '../../source/skills/validate-input.ts';

const schema = {
	type: 'object',
	properties: {
		operation: {type: 'string', enum: ['add', 'subtract']},
		count: {type: 'integer', minimum: 1, maximum: 5},
		names: {type: 'array', items: {type: 'string'}, maxItems: 2},
		either: {type: ['string', 'null']},
		nested: {type: 'object', properties: {deep: {type: 'number'}}, required: ['deep'], additionalProperties: false},
		free: {},
	},
	required: ['operation'],
	additionalProperties: false,
};

test.each([[{operation: 'add'}], [{operation: 'add', count: 5, names: ['a', 'b'], either: null, nested: {deep: 1.5}, free: [1]}]])(
	'accepts %j',
	value => {
		expect(validateInput(schema, value)).toEqual([]);
	},
);

test.each([
	[{}, ['Field "operation" is missing; expected one of "add", "subtract".']],
	[{operation: 'ad'}, ['Field "operation" must be one of "add", "subtract", got the string "ad". Did you mean "add"?']],
	[{operation: 'add', count: '3'}, ['Field "count" must be an integer, got the string "3".']],
	[{operation: 'add', count: 1.5}, ['Field "count" must be an integer, got the number 1.5.']],
	[{operation: 'add', count: 9}, ['Field "count" must be at most 5, got 9.']],
	[{operation: 'add', names: ['a', 2]}, ['Field "names[1]" must be a string, got the number 2.']],
	[{operation: 'add', names: ['a', 'b', 'c']}, ['Field "names" must be at most 2 items long, got 3.']],
	[{operation: 'add', either: 1}, ['Field "either" must be a string or null, got the number 1.']],
	[{operation: 'add', nested: {}}, ['Field "nested.deep" is missing; expected a number.']],
	[{operation: 'add', cuont: 1}, ['Field "cuont" is not known; did you mean "count"?']],
	[{operation: 'add', zzzzzz: 1}, ['Field "zzzzzz" is not known; known fields are operation, count, names, either, nested, free.']],
	[[], ['The input must be an object, got the array [].']],
	[null, ['The input must be an object, got null.']],
])('says of %j what is wrong', (value, faults) => {
	expect(validateInput(schema, value)).toEqual(faults);
});

test('accepts anything for an open object', () => {
	expect(validateInput({type: 'object', properties: {}, additionalProperties: true}, {a: {b: 1}})).toEqual([]);
});

test('reports the nearest of several options', () => {
	const options = {
		anyOf: [
			{type: 'object', required: ['a', 'b'], properties: {}},
			{type: 'object', required: ['a'], properties: {}},
		],
	};
	expect(validateInput(options, {a: 1})).toEqual([]);
	expect(validateInput(options, {})).toEqual(['Field "a" is missing.']);
});

test('does not take inherited members for fields', () => {
	expect(validateInput({type: 'object', required: ['constructor'], properties: {}, additionalProperties: false}, {})).toEqual([
		'Field "constructor" is missing.',
	]);
	expect(validateInput(schema, JSON.parse('{"operation":"add","__proto__":1}'))).toHaveLength(1);
});

test('stops at twenty faults', () => {
	const value = Object.fromEntries(Array.from({length: 1000}, (_, index) => [`unknown-${index}`, 1]));
	expect(validateInput(schema, value)).toHaveLength(20);
});
