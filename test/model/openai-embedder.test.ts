import {expect, onTestFinished, test} from 'vitest';
import {createOpenAiEmbedder} from '../../source/model/openai-embedder.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {Reply, Scenario} from '../model-server/scenario.ts';

const words = {kind: 'words', dimensions: 32} as const;
const {signal} = new AbortController();

async function embedderOf(embeddings: Scenario['embeddings'], apiKey: string | null = null, scenario: Partial<Scenario> = {}) {
	const server = await startModelServer({title: 'embeddings', steps: [], ...scenario, ...(embeddings ? {embeddings} : {})});
	onTestFinished(() => server.close());
	const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey, model: 'embedder', source: 'a test'} as const;
	return {server, embedder: createOpenAiEmbedder(endpoint)};
}

function json(body: unknown): Reply {
	return {kind: 'bytes', contentType: 'application/json', body: typeof body === 'string' ? body : JSON.stringify(body)};
}

test('texts become vectors of length one, in their order, and only what is needed is sent', async () => {
	const {server, embedder} = await embedderOf(words, 'the-key');
	expect(server.requests).toEqual([]);
	const [first, second] = await embedder.embed(['heron', 'crane'], signal);
	expect(Math.hypot(...(first ?? []))).toBeCloseTo(1, 5);
	expect(await embedder.embed(['crane'], signal)).toEqual([second]);
	expect(embedder.name).toBe(`embedder at 127.0.0.1:${server.port}`);
	const [request] = server.requests;
	expect(request?.body).toEqual({model: 'embedder', input: ['heron', 'crane'], encoding_format: 'float'});
	expect(request?.headers).toMatchObject({authorization: 'Bearer the-key', 'user-agent': 'skilllite'});
	expect(Object.keys(request?.headers ?? {}).filter(name => name.startsWith('x-'))).toEqual([]);
});

test('an endpoint may send them in any order', async () => {
	const data = [
		{index: 1, embedding: [0, 2]},
		{index: 0, embedding: [3, 0]},
	];
	const {embedder} = await embedderOf(() => json({data}));
	expect(await embedder.embed(['a', 'b'], signal)).toEqual([Float32Array.of(1, 0), Float32Array.of(0, 1)]);
});

test.each<[string, unknown, RegExp]>([
	['no list', {object: 'list'}, /did not answer with a vector/],
	['another number of vectors', {data: []}, /did not answer with a vector/],
	['a text', '"hello"', /did not answer with a vector/],
	['NaN', '{"data": [{"index": 0, "embedding": [NaN, 1]}]}', /cannot be read|broke off/],
	['null among the numbers', {data: [{index: 0, embedding: [null, 1]}]}, /point anywhere/],
	['a number that is too large', '{"data": [{"index": 0, "embedding": [1e400, 1]}]}', /point anywhere/],
	['only zeros', {data: [{index: 0, embedding: [0, 0, 0]}]}, /point anywhere/],
	['nothing', {data: [{index: 0, embedding: []}]}, /point anywhere/],
	['a text as vector', {data: [{index: 0, embedding: 'AAAA'}]}, /point anywhere/],
	['a vector of a million numbers', {data: [{index: 0, embedding: Array(1_000_000).fill(1)}]}, /point anywhere/],
	['an index of somewhere else', {data: [{index: 7, embedding: [1]}]}, /point anywhere/],
])('what makes no sense is an error, not a vector: %s', async (_, body, reason) => {
	const {embedder} = await embedderOf(() => json(body));
	await expect(embedder.embed(['heron'], signal)).rejects.toMatchObject({code: 'model', message: expect.stringMatching(reason)});
});

test('another number of dimensions than before is an error', async () => {
	const {embedder} = await embedderOf(request => ({...words, dimensions: request === 1 ? 32 : 64}));
	await embedder.embed(['heron'], signal);
	await expect(embedder.embed(['heron'], signal)).rejects.toThrow('64 numbers where there were 32');
});

test.each<[string, Reply | null, RegExp]>([
	['404', null, /no model "embedder" or no such address \(404\)/],
	['401', {kind: 'error', status: 401, body: {error: {message: 'wrong key the-secret-key'}}}, /refused the key \(401\)/],
	['500', {kind: 'error', status: 500, body: 'oops'}, /failed \(500\)/],
	['a closed connection', {kind: 'drop'}, /Cannot reach/],
])('says what is wrong with an endpoint, and never its key: %s', async (_, reply, reason) => {
	const {embedder} = await embedderOf(reply ? () => reply : undefined, 'the-secret-key');
	const failure: unknown = await embedder.embed(['heron'], signal).catch(thrown => thrown);
	expect(failure).toMatchObject({code: 'model', message: expect.stringMatching(reason)});
	expect(String(failure)).not.toContain('the-secret-key');
});

test('an endpoint that never answers is left when the signal fires', async () => {
	const {embedder} = await embedderOf(() => ({kind: 'hang'}));
	await expect(embedder.embed(['heron'], AbortSignal.timeout(50))).rejects.toThrow(/timeout/i);
});

test('a long text is cut, and never within a character: half of one is no JSON for many servers', async () => {
	const {server, embedder} = await embedderOf(words);
	await embedder.embed([`${'a'.repeat(1999)}🦩 and more`], signal);
	const [text = ''] = server.embedded().at(-1) ?? [];
	expect(text.length).toBe(2000);
	expect(text.isWellFormed()).toBe(true);
});
