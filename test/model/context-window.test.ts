import {createServer} from 'node:http';
import {afterEach, beforeEach, expect, onTestFinished, test, vi} from 'vitest';
import type {ProviderName} from '../../source/core/endpoints.ts';
import {findContextWindow} from '../../source/model/context-window.ts';
import {bePatient} from './patience.ts';

beforeEach(bePatient);
afterEach(() => void vi.restoreAllMocks());

/** A server that answers these paths with JSON, and any other with 404. */
async function served(answers: Readonly<Record<string, unknown>>): Promise<string> {
	const server = createServer((request, response) => {
		const answer = answers[request.url ?? ''];
		response.writeHead(answer === undefined ? 404 : 200, {'content-type': 'application/json'}).end(JSON.stringify(answer ?? {}));
	}).listen(0, '127.0.0.1');
	await new Promise(resolve => server.once('listening', resolve));
	onTestFinished(() => void server.close());
	const address = server.address();
	return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1`;
}

function find(provider: ProviderName, baseUrl: string, model = 'm') {
	return findContextWindow({provider, baseUrl, model, apiKey: null, source: 'a test'}, new AbortController().signal);
}

test.each([
	['ollama', '/api/ps', {models: [{name: 'm:latest', context_length: 4096}]}],
	['llamacpp', '/props', {default_generation_settings: {n_ctx: 4096}}],
	['lmstudio', '/api/v0/models', {data: [{id: 'm', loaded_context_length: 4096, max_context_length: 99_999}]}],
	['vllm', '/v1/models', {data: [{id: 'other'}, {id: 'm', max_model_len: 4096}]}],
	['openrouter', '/v1/models', {data: [{id: 'm', context_length: 4096}]}],
] as const)('asks %s for the window of its model', async (provider, path, answer) => {
	expect(await find(provider, await served({[path]: answer}))).toBe(4096);
});

test.each([
	['says nothing', {}],
	['has another model', {'/v1/models': {data: [{id: 'other', max_model_len: 4096}]}}],
	['says nonsense', {'/v1/models': {data: [{id: 'm', max_model_len: '4096'}, null, 7]}}],
	['says an impossible size', {'/v1/models': {data: [{id: 'm', max_model_len: 3}]}}],
])('knows no window of a server that %s', async (_, answers) => {
	expect(await find('vllm', await served(answers))).toBeNull();
});

test('knows no window of a server that is gone', async () => {
	expect(await find('ollama', 'http://127.0.0.1:9/v1')).toBeNull();
});
