import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createQuirkStore} from '../../source/model/known-quirks.ts';
import {createOpenAiModel} from '../../source/model/openai-model.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {ScenarioName} from '../model-server/scenarios.ts';

const day = 24 * 60 * 60 * 1000;
const endpoint = {baseUrl: 'http://127.0.0.1:1/v1', model: 'small'};
const none = {noStreamOptions: false, noTools: false, completionTokens: false, fixedTemperature: false, noImages: false};
const environment = {...process.env};
let home = '';

beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'skilllite-quirks-'));
	process.env.SKILLLITE_HOME = home;
});
afterEach(() => {
	process.env = {...environment};
	rmSync(home, {recursive: true});
});

const file = () => join(home, 'model-quirks.json');

test('keeps what is known of one model of one endpoint, for nobody else to read', () => {
	createQuirkStore(endpoint).write({...none, noTools: true});
	expect(createQuirkStore(endpoint).read()).toEqual({noTools: true});
	expect(createQuirkStore({...endpoint, model: 'other'}).read()).toEqual({});
	expect(statSync(file()).mode & 0o777).toBe(0o600);
	expect(readFileSync(file(), 'utf8')).not.toContain('127.0.0.1');
});

test('asks again after a month, and takes nothing from the future', () => {
	createQuirkStore(endpoint, () => 100 * day).write({...none, noTools: true});
	expect(createQuirkStore(endpoint, () => 130 * day).read()).toEqual({noTools: true});
	expect(createQuirkStore(endpoint, () => 131 * day).read()).toEqual({});
	expect(createQuirkStore(endpoint, () => 99 * day).read()).toEqual({});
});

test('keeps a hundred endpoints and no more', () => {
	for (let port = 1; port <= 120; port++) {
		createQuirkStore({...endpoint, baseUrl: `http://127.0.0.1:${port}`}).write({...none, noTools: true});
	}

	expect(Object.keys(JSON.parse(readFileSync(file(), 'utf8')))).toHaveLength(100);
	expect(createQuirkStore({...endpoint, baseUrl: 'http://127.0.0.1:120'}).read()).toEqual({noTools: true});
});

test.each(['', '{', 'null', '[1]', '{"x": 1}', '{"x": {"at": "y", "quirks": {}}}'])('forgets a file that says %j', text => {
	writeFileSync(file(), text);
	expect(createQuirkStore(endpoint).read()).toEqual({});
	createQuirkStore(endpoint).write({...none, noTools: true});
	expect(createQuirkStore(endpoint).read()).toEqual({noTools: true});
});

test('does not fail where nothing can be written', () => {
	process.env.SKILLLITE_HOME = '/proc/nowhere';
	expect(() => createQuirkStore(endpoint).write({...none, noTools: true})).not.toThrow();
	expect(createQuirkStore(endpoint).read()).toEqual({});
});

/** Asks once with a tool, as a process of its own would; gives the events' types and how many requests it took. */
async function ask(scenario: ScenarioName, port = 0) {
	const server = await startModelServer(scenario, port);
	const found = {provider: 'custom', model: 'test-model', baseUrl: server.baseUrl, apiKey: null, source: 'the test'} as const;
	const model = createOpenAiModel({endpoint: found, known: createQuirkStore(found)});
	const types: string[] = [];
	try {
		const request = {messages: [{role: 'user', content: 'hi'} as const], tools: [{name: 'sum', description: 'Adds.', parameters: {}}]};
		for await (const {type} of model.stream(request, new AbortController().signal)) {
			types.push(type);
		}
	} catch {
		types.push('error');
	}

	await server.close();
	return {types, requests: server.chats().length, port: server.port};
}

test('a model that knows no tools is told of them in words from the first request of the next process', async () => {
	const first = await ask('no-tools');
	expect([first.types.includes('retry'), first.requests]).toEqual([true, 2]);
	const second = await ask('no-tools', first.port);
	expect([second.types.includes('retry'), second.requests, second.types.at(-1)]).toEqual([false, 1, 'end']);
});

test('nothing is kept of a complaint after which the request failed all the same', async () => {
	const {port} = await startAndFail();
	expect(createQuirkStore({baseUrl: `http://127.0.0.1:${port}/v1`, model: 'test-model'}).read()).toEqual({});
});

async function startAndFail() {
	const refusal = {kind: 'error', status: 400, body: {error: {message: 'tools are not supported while the server starts'}}} as const;
	const server = await startModelServer({title: 'never answers', steps: [{reply: refusal, times: 'always'}]});
	const found = {provider: 'custom', model: 'test-model', baseUrl: server.baseUrl, apiKey: null, source: 'the test'} as const;
	const model = createOpenAiModel({endpoint: found, known: createQuirkStore(found)});
	const request = {messages: [{role: 'user', content: 'hi'} as const], tools: [{name: 'sum', description: 'Adds.', parameters: {}}]};
	await expect(Array.fromAsync(model.stream(request, new AbortController().signal))).rejects.toThrow('rejected the request');
	await server.close();
	return server;
}
