import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createChatBody, type Quirks} from '../../source/model/chat-body.ts';
import type {ChatImage, ChatMessage, ChatRequest, ModelEvent} from '../../source/model/chat-model.ts';
import {createQuirkStore} from '../../source/model/known-quirks.ts';
import {createOpenAiModel} from '../../source/model/openai-model.ts';
import {atOnce} from '../agent/talk.ts';
import {type ModelServer, startModelServer} from '../model-server/model-server.ts';
import {imagesIn} from '../model-server/request-body.ts';
import type {Reply} from '../model-server/scenario.ts';

const image: ChatImage = {
	name: 'cat.png',
	mediaType: 'image/png',
	bytes: 3,
	width: 1,
	height: 1,
	sha256: '0'.repeat(64),
	label: 'user',
	read: () => Buffer.from([0, 128, 255]),
};
const dataUrl = 'data:image/png;base64,AID/';
const pictured: ChatMessage = {role: 'user', content: 'See @cat.png', images: [image]};
const request: ChatRequest = {messages: [pictured], tools: []};
const none: Quirks = {noStreamOptions: false, noTools: false, completionTokens: false, fixedTemperature: false, noImages: false};
const environment = {...process.env};
let server: ModelServer | undefined;
let home = '';

beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'skilllite-test-'));
	process.env.SKILLLITE_HOME = home;
});

afterEach(async () => {
	process.env = {...environment};
	rmSync(home, {recursive: true});
	await server?.close();
	server = undefined;
});

/** A model that refuses pictures in this way and answers without them. */
async function refusing(status: number, message: string) {
	const error: Reply = {kind: 'error', status, body: message === '' ? '' : {error: {message}}};
	server = await startModelServer({
		title: 'refuses',
		steps: [
			{when: {hasImage: true}, reply: error, times: 'always'},
			{reply: {kind: 'answer', text: '{{last}}'}, times: 'always'},
		],
	});
	const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey: null, model: 'm', source: 'a test'} as const;
	const known = createQuirkStore(endpoint);
	return {server, known, model: createOpenAiModel({endpoint, timing: atOnce, known})};
}

async function collect(events: AsyncIterable<ModelEvent>) {
	const all: ModelEvent[] = [];
	for await (const event of events) {
		all.push(event);
	}

	const reasons = all.flatMap(event => (event.type === 'retry' ? [event.reason] : []));
	return {reasons, text: all.map(event => (event.type === 'text' ? event.text : '')).join('')};
}

const signal = new AbortController().signal;

test('a picture is a part behind the text; a message without one stays a text', () => {
	const body = createChatBody(
		{messages: [{role: 'user', content: 'hi'}, pictured], tools: []},
		{model: 'm', quirks: none, echoes: new Map()},
	);
	expect(body.messages).toEqual([
		{role: 'user', content: 'hi'},
		{
			role: 'user',
			content: [
				{type: 'text', text: 'See @cat.png'},
				{type: 'image_url', image_url: {url: dataUrl}},
			],
		},
	]);
});

test('tools in words keep the pictures, of two messages that become one too', () => {
	const messages: readonly ChatMessage[] = [pictured, {...pictured, content: 'And this'}];
	const body = createChatBody({messages, tools: []}, {model: 'm', quirks: {...none, noTools: true}, echoes: new Map()});
	expect(imagesIn(body)).toEqual([dataUrl, dataUrl]);
	expect(body.messages).toHaveLength(1);
});

test.each([
	[400, 'Invalid content type. image_url is only supported by certain models.'],
	[404, 'No endpoints found that support image input'],
	[400, 'messages[1]: unknown variant `image_url`, expected `text`'],
	[422, 'Failed to deserialize the JSON body into the target type: messages[0]: unknown variant `image_url`, expected `text`'],
	[500, 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj'],
	[500, 'Failed to parse messages: unsupported content[].type: image_url'],
	[400, 'Model does not support images. Please use a model that does.'],
	[400, "'messages.0.content' must be a string"],
	[422, 'Input should be a valid string: content should be a valid string'],
	[400, 'At most 0 image(s) may be provided in one request.'],
	[400, 'test is not a multimodal model'],
	[500, 'this model is missing data required for image input'],
	[400, 'This model does not support vision.'],
])('knows a model without pictures by %i %s, and remembers it', async (status, message) => {
	const {model, known, server} = await refusing(status, message);
	const first = await collect(model.stream(request, signal));
	expect(first.reasons).toEqual(['custom:m takes no images; it was told only the names']);
	expect(first.text).toBe('See @cat.png\n\n[image cat.png is not shown: m takes no images]');
	expect(known.read()).toEqual({noImages: true});
	expect(server.chats()).toHaveLength(2);
});

test.each([
	[400, 'Bad request'],
	[422, ''],
])('asks once more without pictures after an unclear %i %j, and remembers nothing of it', async (status, message) => {
	const {model, known, server} = await refusing(status, message);
	const {reasons, text} = await collect(model.stream(request, signal));
	expect(reasons).toEqual([expect.stringContaining(`answered with status ${status}; it is told only the names of the images`)]);
	expect(text).toContain('[image cat.png is not shown');
	expect(known.read()).toEqual({});
	await collect(model.stream(request, signal));
	expect(server.chats().map(body => imagesIn(body).length)).toEqual([1, 0, 1, 0]);
});

test.each([
	[400, 'You uploaded an unsupported image. Please make sure your image is valid.'],
	[400, 'Image size exceeds the maximum of 5 MB'],
	[400, 'Could not decode the image'],
	[400, "This model's maximum context length is 8192 tokens."],
	[401, 'No key for a model with image input'],
])('does not take %i %s for a model without pictures', async (status, message) => {
	const {model, known, server} = await refusing(status, message);
	await expect(collect(model.stream(request, signal))).rejects.toThrow();
	expect(known.read()).toEqual({});
	expect(server.chats()).toHaveLength(1);
});

test('a refusal of a request without pictures is not about them', async () => {
	const {model} = await refusing(400, 'x');
	expect((await collect(model.stream({messages: [{role: 'user', content: 'hi'}], tools: []}, signal))).text).toBe('hi');
	await server?.close();
	server = await startModelServer({title: '', steps: [{reply: {kind: 'error', status: 400, body: 'no'}, times: 'always'}]});
	const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey: null, model: 'm', source: 'a test'} as const;
	const stubborn = createOpenAiModel({endpoint, timing: atOnce});
	await expect(collect(stubborn.stream({messages: [{role: 'user', content: 'hi'}], tools: []}, signal))).rejects.toThrow('400');
	expect(server.chats()).toHaveLength(1);
	await expect(collect(stubborn.stream(request, signal))).rejects.toThrow('400');
	expect(server.chats()).toHaveLength(3);
});
