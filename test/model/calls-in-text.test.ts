import {expect, test} from 'vitest';
import {CallsInText} from '../../source/model/calls-in-text.ts';
import {inWords} from '../../source/model/tools-in-words.ts';

/** Read a text that comes in pieces of this length. */
function read(text: string, length = 3) {
	const reader = new CallsInText(['calculator', 'clock']);
	let shown = '';
	for (let at = 0; at < text.length; at += length) {
		shown += reader.add(text.slice(at, at + length));
	}

	const {text: rest, calls} = reader.end();
	return {text: shown + rest, calls: calls.map(({name, argumentsText}) => `${name} ${argumentsText}`)};
}

const sum = '{"name": "calculator", "arguments": {"a": 1}}';

test.each([1, 3, 1000])('finds calls however they are fenced, in pieces of %i', length => {
	for (const text of [
		`\`\`\`tool_call\n${sum}\n\`\`\``,
		`\`\`\`json\n${sum}\n\`\`\`\n`,
		`<tool_call>\n${sum}\n</tool_call>`,
		`<tool_call>${sum}`,
		sum,
		'{"tool": "calculator",\n "parameters": {"a": 1}}\n',
		'```\n{"name": "calculator", "arguments": "{\\"a\\":1}"}\n```',
	]) {
		expect(read(text, length), text).toEqual({text: '', calls: ['calculator {"a":1}']});
	}
});

test('keeps the words around calls, and the order of several', () => {
	const text = `Two of them.\n\`\`\`tool_call\n${sum}\n\`\`\`\n\`\`\`tool_call\n{"name": "clock"}\n\`\`\`\nWaiting.`;
	expect(read(text)).toEqual({text: 'Two of them.\nWaiting.', calls: ['calculator {"a":1}', 'clock {}']});
});

test.each([
	'The object {"name": "calculator"} stands within a line.',
	'```json\n{"name": "nobody", "arguments": {}}\n```\nThat was an example.',
	'```python\nprint("{}")\n```\n',
	'{not json at all}\nand more',
	'`` two ticks\n` one\n< less',
	'',
])('leaves an answer as it is that only looks like a call: %j', text => {
	expect(read(text)).toEqual({text, calls: []});
});

test('passes text on as soon as it cannot become a call', () => {
	const reader = new CallsInText(['calculator']);
	expect(reader.add('`')).toBe('');
	expect(reader.add('x` is code')).toBe('`x` is code');
	expect(reader.add(' and goes on\n')).toBe(' and goes on\n');
	expect(reader.add('```js\nlet a;\n')).toBe('');
	expect(reader.add('```\n')).toBe('```js\nlet a;\n```\n');
	expect(reader.add('then')).toBe('then');
});

test('writes a conversation without a word of the protocol of tools', () => {
	const call = {id: 'c1', name: 'calculator', argumentsText: '{"a":1}'};
	const messages = inWords(
		[
			{role: 'system', content: 'Core.'},
			{role: 'user', content: 'Add.'},
			{role: 'assistant', content: 'So.', toolCalls: [call]},
			{role: 'tool', toolCallId: 'c1', name: 'calculator', content: '2', ok: true},
			{role: 'tool', toolCallId: 'c2', name: 'clock', content: 'no', ok: false},
			{role: 'user', content: 'And?'},
		],
		[{name: 'calculator', description: 'Adds.', parameters: {type: 'object'}}],
	);
	expect(messages.map(({role}) => role)).toEqual(['system', 'user', 'assistant', 'user']);
	expect(messages[0]?.content).toMatch(/^Core\.[\s\S]*- calculator: Adds\.\n {2}arguments: \{"type":"object"\}$/);
	expect(messages[2]?.content).toBe('So.\n\n```tool_call\n{"name": "calculator", "arguments": {"a":1}}\n```');
	expect(messages[3]?.content).toBe('Result of calculator:\n2\n\nResult of clock (it failed):\nno\n\nAnd?');
});
