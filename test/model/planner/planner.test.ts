import {expect, test} from 'vitest';
import type {ToolDefinition} from '../../../source/core/tool.ts';
import type {ChatMessage, ModelEvent} from '../../../source/model/chat-model.ts';
import {createPlanner} from '../../../source/model/planner/planner.ts';

const calculator: ToolDefinition = {
	name: 'calculator',
	description: 'Does arithmetic.',
	parameters: {type: 'object', properties: {expression: {type: 'string'}}, required: ['expression']},
	examples: [{text: 'calculate 15 * 27', input: {expression: '15 * 27'}}],
};
const shout: ToolDefinition = {
	name: 'shout',
	description: 'Makes text loud.',
	parameters: {type: 'object', properties: {text: {type: 'string'}}, required: ['text']},
	examples: [{text: "shout 'hello'", input: {text: 'hello'}}],
};
const plain: ToolDefinition = {
	name: 'file-sizer',
	description: 'Tells the size of a file in bytes.',
	parameters: {
		type: 'object',
		properties: {file: {type: 'string'}, unit: {type: 'string', enum: ['bytes', 'kilobytes']}},
		required: ['file'],
	},
};
const help: ToolDefinition = {
	name: 'use_skill',
	description: 'Load the instructions of a skill.',
	parameters: {type: 'object', properties: {name: {type: 'string', enum: ['letter-guide']}}, required: ['name']},
	examples: [{text: 'Helps to write letters and e-mails.', input: {name: 'letter-guide'}}],
};

async function ask(
	messages: readonly ChatMessage[],
	tools: readonly ToolDefinition[] = [calculator, shout, plain, help],
): Promise<readonly ModelEvent[]> {
	const events: ModelEvent[] = [];
	for await (const event of createPlanner().stream({messages, tools}, new AbortController().signal)) {
		events.push(event);
	}

	return events;
}

async function say(text: string, tools?: readonly ToolDefinition[]): Promise<string> {
	const [event] = await ask([{role: 'user', content: text}], tools);
	return event?.type === 'text' ? event.text : JSON.stringify(event);
}

test('is an offline model with a name', async () => {
	const planner = createPlanner();
	expect(planner).toMatchObject({name: 'offline planner', offline: true, contextWindow: null});
	expect(await planner.models(new AbortController().signal)).toEqual(['offline planner']);
});

test('yields one call and ends for it', async () => {
	const events = await ask([{role: 'user', content: 'calculate 2 + 2'}]);
	expect(events).toEqual([
		{type: 'tool-call', call: {id: 'call-1', name: 'calculator', argumentsText: '{"expression":"2 + 2"}'}},
		{type: 'end', reason: 'tool-calls'},
	]);
});

test('says the result of a tool', async () => {
	const call = {id: 'call-1', name: 'calculator', argumentsText: '{}'};
	const events = await ask([
		{role: 'user', content: '15 * 27'},
		{role: 'assistant', content: '', toolCalls: [call]},
		{role: 'tool', toolCallId: 'call-1', name: 'calculator', content: '{"result":405}', ok: true},
	]);
	expect(events).toEqual([
		{type: 'text', text: '405'},
		{type: 'end', reason: 'stop'},
	]);
});

test('says why a tool failed', async () => {
	const call = {id: 'call-1', name: 'calculator', argumentsText: '{}'};
	const [event] = await ask([
		{role: 'user', content: '1 / 0'},
		{role: 'assistant', content: '', toolCalls: [call]},
		{role: 'tool', toolCallId: 'call-1', name: 'calculator', content: 'calculator failed: Cannot divide by zero.\nand more', ok: false},
	]);
	expect(event).toEqual({type: 'text', text: 'calculator failed: Cannot divide by zero.'});
});

test('asks for a missing field by name, with an example', async () => {
	expect(await say('shout')).toContain('Say what shout should do');
	expect(await say('please shout it')).toBe('shout needs "text". For example: shout \'hello\'');
});

test('reads a short answer together with the message that it asked about', async () => {
	const events = await ask([
		{role: 'user', content: 'please shout it'},
		{role: 'assistant', content: 'shout needs "text". For example: shout \'hello\''},
		{role: 'user', content: 'good morning'},
	]);
	expect(events[0]).toMatchObject({type: 'tool-call', call: {name: 'shout', argumentsText: '{"text":"good morning"}'}});
});

test('says what it is when nothing fits, with phrasings that would', async () => {
	const text = await say('who won the match yesterday');
	expect(text).toContain('offline planner: runs skills, does not converse');
	expect(text).toContain('calculate 15 * 27');
	expect(text).toContain('(shout)');
});

test('answers a greeting with what it can do', async () => {
	expect(await say('hi')).toContain('Try one of these:');
	expect(await say('help')).toContain("shout 'hello'");
});

test('says so when there are no skills at all', async () => {
	expect(await say('1 + 1', [])).toContain('skilllite init');
});

test('fills a tool without examples by its schema', async () => {
	const [event] = await ask([{role: 'user', content: 'size of notes.txt in kilobytes'}]);
	expect(event).toMatchObject({call: {name: 'file-sizer', argumentsText: '{"file":"notes.txt","unit":"kilobytes"}'}});
});

test('takes a whole JSON input, and key=value pairs', async () => {
	const [whole] = await ask([{role: 'user', content: 'use shout with {"text":"x"}'}]);
	const [pairs] = await ask([{role: 'user', content: 'use file-sizer file=a.bin unit=bytes'}]);
	expect(whole).toMatchObject({call: {name: 'shout', argumentsText: '{"text":"x"}'}});
	expect(pairs).toMatchObject({call: {name: 'file-sizer', argumentsText: '{"file":"a.bin","unit":"bytes"}'}});
});

test('says of a skill of instructions how to read it, and reads it when told so', async () => {
	expect(await say('help me write a letter')).toContain('read letter-guide');
	const [event] = await ask([{role: 'user', content: 'read letter-guide'}]);
	expect(event).toMatchObject({call: {name: 'use_skill', argumentsText: '{"name":"letter-guide"}'}});
});

test('says nothing once its signal has fired', async () => {
	const events: ModelEvent[] = [];
	for await (const event of createPlanner().stream(
		{messages: [{role: 'user', content: '1+1'}], tools: [calculator]},
		AbortSignal.abort(),
	)) {
		events.push(event);
	}

	expect(events).toEqual([]);
});
