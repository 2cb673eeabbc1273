import {expect, test} from 'vitest';
import {fillTemplate} from '../../../source/model/planner/fill.ts';
import {readMessage} from '../../../source/model/planner/message.ts';
import {compileExample} from '../../../source/model/planner/template.ts';

const choices = {operation: {type: 'string', enum: ['uppercase', 'lowercase']}};

/** What an example's input becomes for another message. */
function generalise(text: string, input: Record<string, unknown>, message: string): Record<string, unknown> {
	const template = compileExample({text, input}, choices);
	return fillTemplate(template, readMessage(message), new Set(template.anchors), []).input;
}

test('keeps constants and takes quoted text from the message', () => {
	const input = {operation: 'uppercase', text: 'hello'};
	expect(generalise("uppercase 'hello'", input, "please UPPERCASE 'good morning'")).toEqual({operation: 'uppercase', text: 'good morning'});
});

test('takes the rest of the message where the quotes are missing', () => {
	const input = {operation: 'uppercase', text: 'hello'};
	expect(generalise("uppercase 'hello'", input, 'uppercase the word hello?')).toEqual({operation: 'uppercase', text: 'hello'});
});

test('takes numbers in order and keeps a percentage apart from a fraction', () => {
	expect(generalise('15 percent of 240', {a: 15, b: 240}, '12.5 percent of 80')).toEqual({a: 12.5, b: 80});
	expect(generalise('raise by 5%', {factor: 0.05}, 'raise by 20%')).toEqual({factor: 0.2});
});

test('puts values where the words before them say, whatever their order', () => {
	const input = {find: 'cat', replacement: 'dog', text: 'the cat sat'};
	const message = "in 'banana' replace 'a' with 'o'";
	expect(generalise("replace 'cat' with 'dog' in 'the cat sat'", input, message)).toEqual({find: 'a', replacement: 'o', text: 'banana'});
});

test('takes a place name of several words', () => {
	expect(generalise('weather in Paris', {city: 'Paris'}, 'weather in Rio de Janeiro today')).toEqual({city: 'Rio de Janeiro'});
});

test('takes a condition to the end of the message', () => {
	const input = {where: 'price > 10', file: 'a.csv'};
	expect(generalise('filter a.csv where price > 10', input, 'filter b.csv where age <= 3')).toEqual({where: 'age <= 3', file: 'b.csv'});
});

test('takes a list of numbers whole', () => {
	expect(generalise('plot 1, 2, 3', {values: [1, 2, 3]}, 'plot 4, 5')).toEqual({values: [4, 5]});
});

test('takes values in nested inputs and in argument lists', () => {
	const input = {args: ['greet', '--kind', 'bash']};
	expect(generalise('create a bash skill called greet', input, 'create a bash skill called backup')).toEqual({
		args: ['backup', '--kind', 'bash'],
	});
	expect(generalise("tag 'a' of x.csv", {target: {file: 'x.csv', tag: 'a'}}, "tag 'b' of y.csv")).toEqual({
		target: {file: 'y.csv', tag: 'b'},
	});
});

test('never lets a value of the example through', () => {
	expect(generalise("uppercase 'hello'", {operation: 'uppercase', text: 'hello'}, 'uppercase')).toEqual({operation: 'uppercase'});
	expect(
		generalise('average of column price in sales.csv', {column: 'price', file: 'sales.csv'}, 'average in other.csv'),
	).not.toHaveProperty('column');
});

test('is not led astray by an example that names __proto__', () => {
	const input = JSON.parse('{"__proto__": {"polluted": "hello"}, "text": "hello"}');
	generalise("say 'hello'", input, "say 'x'");
	expect({}).not.toHaveProperty('polluted');
});

test.each(['kind', 'type', 'style', 'tea'])(
	'takes what the example puts into quotes for a value, also where its field is called %s',
	field => {
		expect(generalise("brew the tea 'green'", {[field]: 'green'}, "brew the tea 'lime'")).toEqual({[field]: 'lime'});
	},
);

test('keeps a word without quotes that chooses what is done', () => {
	expect(generalise("reverse 'abc'", {mode: 'reverse', text: 'abc'}, "reverse 'lime'")).toEqual({mode: 'reverse', text: 'lime'});
});
