/** Servers made with the official SDK, as most are, over both transports. */

import {existsSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {Server} from '@modelcontextprotocol/sdk/server/index.js';
import {StreamableHTTPServerTransport} from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {CallToolRequestSchema, ListToolsRequestSchema} from '@modelcontextprotocol/sdk/types.js';
import {build} from 'esbuild';
import {expect, onTestFinished, test} from 'vitest';
import {createPlace, openBench} from './bench.ts';

const definition = {
	name: 'shout',
	description: 'Says it louder.',
	inputSchema: {type: 'object', properties: {text: {type: 'string'}}},
} as const;

function createOfficial(): Server {
	const server = new Server({name: 'official', version: '1'}, {capabilities: {tools: {}}});
	server.setRequestHandler(ListToolsRequestSchema, () => ({tools: [definition]}));
	server.setRequestHandler(CallToolRequestSchema, ({params}) => ({
		content: [{type: 'text', text: String(params.arguments?.text).toUpperCase()}],
	}));
	return server;
}

const systemNode = ['/usr/bin/node', '/usr/local/bin/node'].find(path => existsSync(path));

// What a sandbox shows of the system is where packages of the system are.
test.skipIf(systemNode === undefined)('by stdio, under the Node of the system', async () => {
	const place = createPlace();
	const source = `
		import {Server} from '@modelcontextprotocol/sdk/server/index.js';
		import {StdioServerTransport} from '@modelcontextprotocol/sdk/server/stdio.js';
		import {CallToolRequestSchema, ListToolsRequestSchema} from '@modelcontextprotocol/sdk/types.js';
		const server = new Server({name: 'official', version: '1'}, {capabilities: {tools: {}}});
		server.setRequestHandler(ListToolsRequestSchema, () => ({tools: [${JSON.stringify(definition)}]}));
		server.setRequestHandler(CallToolRequestSchema, ({params}) => ({content: [{type: 'text', text: params.arguments.text.toUpperCase()}]}));
		await server.connect(new StdioServerTransport());`;
	await build({
		stdin: {contents: source, resolveDir: import.meta.dirname},
		bundle: true,
		platform: 'node',
		format: 'esm',
		banner: {js: "import {createRequire} from 'node:module'; const require = createRequire('file:///workspace/x.mjs');"},
		outfile: join(place.project, 'official.mjs'),
		logLevel: 'error',
	});
	const bench = await openBench({place, servers: {own: {command: systemNode, args: [join(place.project, 'official.mjs')]}}});
	expect(await bench.call('mcp__own__shout', {text: 'hello'})).toMatchObject({ok: true, text: 'HELLO'});
});

test('by streamable HTTP, with a session', async () => {
	const official = createOfficial();
	const transport = new StreamableHTTPServerTransport({sessionIdGenerator: () => 'session-1'});
	// The SDK's own types do not agree under exactOptionalPropertyTypes.
	await official.connect(transport as Parameters<Server['connect']>[0]);
	const web = createServer((request, response) => void transport.handleRequest(request, response));
	await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve));
	onTestFinished(async () => {
		await official.close();
		web.closeAllConnections();
		web.close();
	});
	const bench = await openBench({servers: {own: {url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/mcp`}}});
	expect(await bench.call('mcp__own__shout', {text: 'hello'})).toMatchObject({ok: true, text: 'HELLO'});
	expect(await bench.call('mcp__own__shout', {text: 'again'})).toMatchObject({ok: true, text: 'AGAIN'});
});
