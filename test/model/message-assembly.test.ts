import {expect, test} from 'vitest';
import {MessageAssembly} from '../../source/model/message-assembly.ts';

function assemble(...deltas: readonly unknown[]): MessageAssembly {
	const message = new MessageAssembly();
	for (const delta of deltas) {
		message.add({choices: [{delta}]});
	}

	return message;
}

function callsOf(...parts: readonly unknown[]) {
	return assemble(...parts.map(part => ({tool_calls: [part]})))
		.calls()
		.map(({id, name, argumentsText}) => [id, name, argumentsText]);
}

test('joins the parts of one call that come with a fresh id each, and no name', () => {
	const parts = [
		{index: 0, id: 'a', function: {name: 'sum', arguments: '{"a"'}},
		{index: 0, id: 'b', function: {arguments: ':1}'}},
	];
	expect(callsOf(...parts)).toEqual([['a', 'sum', '{"a":1}']]);
});

test('joins the parts of one call that repeat id and name', () => {
	const parts = [
		{id: 'a', function: {name: 'sum', arguments: '{"a"'}},
		{id: 'a', function: {name: 'sum', arguments: ':1}'}},
	];
	expect(callsOf(...parts)).toEqual([['a', 'sum', '{"a":1}']]);
});

test('keeps interleaved parts of two calls apart', () => {
	const parts = [
		{index: 0, id: 'a', function: {name: 'sum', arguments: '{'}},
		{index: 1, id: 'b', function: {name: 'sum', arguments: '['}},
		{index: 0, function: {arguments: '}'}},
		{index: 1, function: {arguments: ']'}},
	];
	expect(callsOf(...parts)).toEqual([
		['a', 'sum', '{}'],
		['b', 'sum', '[]'],
	]);
});

test('takes arguments that come as an object', () => {
	expect(callsOf({index: 0, id: 'a', function: {name: 'sum', arguments: {a: 1}}})).toEqual([['a', 'sum', '{"a":1}']]);
});

test('reads content that is a list of parts', () => {
	const message = new MessageAssembly();
	const content = [{type: 'text', text: 'one '}, {type: 'image'}, {type: 'text', text: 'two'}, 7];
	expect(message.add({choices: [{delta: {content}}]})).toEqual([
		{type: 'text', text: 'one '},
		{type: 'text', text: 'two'},
	]);
});

test.each([
	null,
	7,
	'x',
	[],
	{},
	{choices: 1},
	{choices: [null]},
	{choices: [{delta: {tool_calls: {a: 1}, content: {b: 2}}, finish_reason: 3}], usage: {prompt_tokens: -1}},
])('passes over the chunk %j', chunk => {
	const message = new MessageAssembly();
	expect(message.add(chunk)).toEqual([]);
	expect([message.begun, message.finishReason, message.usage, message.calls()]).toEqual([false, null, null, []]);
});
