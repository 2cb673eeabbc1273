/** Tool servers over HTTP: what leaves, where to, and how much is read. */

import {expect, test} from 'vitest';
import {openBench} from './bench.ts';
import {reply, startHttpServer} from './http-server.ts';
import {eventually} from '../../eventually.ts';

test('a server is asked about by its address, gets the headers that were written down, and gives results', async () => {
	const server = await startHttpServer();
	const bench = await openBench({
		servers: {web: {url: server.url, headers: {authorization: `Bearer \${TOKEN}`}}},
		env: {TOKEN: 'token-of-the-person'},
	});
	expect(bench.asked[0]).toMatchObject({tool: 'mcp:web', detail: expect.stringContaining(server.url)});
	expect(bench.asked[0]?.detail).toMatch(/with the headers authorization/);
	expect(bench.asked[0]?.detail).not.toContain('token-of-the-person');
	expect(await bench.call('mcp__web__echo', {text: 'hello'})).toMatchObject({ok: true, text: 'hello', label: 'foreign'});
	expect(server.headers.every(({authorization}) => authorization === 'Bearer token-of-the-person')).toBe(true);
	expect(bench.servers.lines()[0]).toContain(`MCP server web: ${new URL(server.url).origin}`);
});

test('a redirect to another host is not followed, and no header goes there', async () => {
	const other = await startHttpServer();
	const server = await startHttpServer((_, response) => {
		response.writeHead(307, {location: other.url}).end();
		return true;
	});
	const bench = await openBench({servers: {web: {url: server.url, headers: {'x-key': 'secret-key'}}}});
	expect(server.heard.length).toBeGreaterThan(0);
	expect(other.headers).toEqual([]);
	expect(bench.names()).toEqual([]);
	expect(bench.servers.lines()[0]).toMatch(/^web: ended/);
});

test('what a server repeats of a header is not shown', async () => {
	const server = await startHttpServer((message, response, request) => {
		if (message.method !== 'tools/call') {
			return false;
		}

		response.writeHead(500).end(`no: ${request.headers['x-key']}`);
		return true;
	});
	const bench = await openBench({servers: {web: {url: server.url, headers: {'x-key': 'secret-key'}}}});
	const {ok, text} = await bench.call('mcp__web__echo', {text: 'x'});
	expect([ok, text.includes('secret-key')]).toEqual([false, false]);
	expect(text).toContain('no: …');
	expect(bench.servers.lines().join('\n')).not.toContain('secret-key');
});

test('an answer without an end is not read to its end', async () => {
	let sent = 0;
	let isClosed = false;
	const server = await startHttpServer((message, response) => {
		if (message.method !== 'tools/call') {
			return false;
		}

		response.writeHead(200, {'content-type': 'application/json'});
		response.once('close', () => {
			isClosed = true;
		});
		const block = 'x'.repeat(1 << 20);
		const push = () => {
			while (!isClosed && sent < 1 << 30) {
				sent += block.length;
				if (!response.write(block)) {
					response.once('drain', push);
					return;
				}
			}
		};
		push();
		return true;
	});
	const bench = await openBench({servers: {web: {url: server.url}}});
	expect(await bench.call('mcp__web__echo', {text: 'x'})).toMatchObject({ok: false});
	await eventually(() => expect(isClosed).toBe(true));
	expect(sent).toBeLessThan(200 * 1024 * 1024);
});

test('a call without an answer is given up in time, and an interrupted one at once; the server is told both times', async () => {
	const server = await startHttpServer(({method}) => method === 'tools/call');
	const bench = await openBench({servers: {web: {url: server.url, timeoutSecs: 0.3}}});
	expect(await bench.call('mcp__web__echo', {text: 'x'})).toMatchObject({ok: false, ended: 'wall'});
	await eventually(() => expect(server.heard.filter(({method}) => method === 'notifications/cancelled').length).toBe(1));
	const patient = await openBench({servers: {web: {url: server.url}}});
	const stop = new AbortController();
	const call = patient.call('mcp__web__echo', {text: 'x'}, stop.signal);
	await eventually(() => expect(server.heard.filter(({method}) => method === 'tools/call').length).toBe(2));
	stop.abort();
	expect(await call).toMatchObject({ok: false, ended: 'cancelled'});
	await eventually(() => expect(server.heard.filter(({method}) => method === 'notifications/cancelled').length).toBe(2));
});

test('a stream that ends and asks to be opened again at once, for ever, does not keep us busy', async () => {
	let streams = 0;
	const server = await startHttpServer(
		() => false,
		response => {
			streams += 1;
			response.writeHead(200, {'content-type': 'text/event-stream'});
			response.end('retry: 0\nid: 1\ndata:\n\n');
		},
	);
	const bench = await openBench({servers: {web: {url: server.url}}});
	await eventually(() => expect(bench.servers.lines()[0]).toMatch(/^web: ended/));
	expect(streams).toBeGreaterThan(1);
	expect(streams).toBeLessThan(1000);
});

test('a server that was restarted and forgot us is greeted anew by the next call', async () => {
	let forgets = false;
	const server = await startHttpServer((_, response) => {
		if (forgets) {
			forgets = false;
			response.writeHead(404).end();
			return true;
		}

		return false;
	});
	const bench = await openBench({servers: {web: {url: server.url}}});
	forgets = true;
	expect(await bench.call('mcp__web__echo', {text: 'a'})).toMatchObject({ok: false});
	expect(await bench.call('mcp__web__echo', {text: 'b'})).toMatchObject({ok: true, text: 'b'});
	expect(server.heard.filter(({method}) => method === 'initialize').length).toBe(2);
});

test('a picture, a link and a resource are said in words', async () => {
	const content = [
		{type: 'image', data: 'AAAA', mimeType: 'image/png'},
		{type: 'resource_link', uri: 'file:///a', name: 'a'},
		{type: 'resource', resource: {uri: 'file:///b', text: 'its text'}},
	];
	const server = await startHttpServer(({method, id}, response) => {
		if (method !== 'tools/call') {
			return false;
		}

		reply(response, id, {content});
		return true;
	});
	const bench = await openBench({servers: {web: {url: server.url}}});
	const {text} = await bench.call('mcp__web__echo', {text: 'x'});
	expect(text).toBe('[A picture that is not shown: image/png, 3 bytes.]\n[A link: a, file:///a]\n[file:///b]\nits text');
});
