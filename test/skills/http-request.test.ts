import {buffer} from 'node:stream/consumers';
import {expect, test} from 'vitest';
import {hasOpenssl, startServer, startWeb} from './loopback-web.ts';
import {runBundled, runPlain} from './run-bundled.ts';

const request = (input: unknown) => runPlain('http-request', input);

test('gives status, headers and parsed JSON', async () => {
	const address = await startServer((_, response) => response.setHeader('content-type', 'application/json').end('{"a":"ü"}'));
	const run = await request({url: `${address}/x`});
	expect(run).toMatchObject({
		exitCode: 0,
		result: {status: 200, url: `${address}/x`, headers: {'content-type': 'application/json'}, json: {a: 'ü'}},
	});
});

test('sends method, query, headers and body as asked', async () => {
	const address = await startServer(async (message, response) => {
		const body = (await buffer(message)).toString();
		response.end(`${message.method} ${message.url} ${message.headers['x-mark']} ${message.headers['content-type']} ${body}`);
	});
	const run = await request({url: `${address}/ä?a=1`, method: 'post', query: {q: 'x y', n: 2}, headers: {'X-Mark': 'm'}, json: {k: [1]}});
	expect(run.result).toMatchObject({text: 'POST /%C3%A4?a=1&q=x+y&n=2 m application/json {"k": [1]}'});
});

test('treats a status of 400 or more as an answer', async () => {
	const address = await startServer((_, response) => response.writeHead(404, {'content-type': 'text/plain'}).end('gone'));
	const run = await request({url: address});
	expect(run).toMatchObject({exitCode: 0, result: {status: 404, text: 'gone'}});
});

test('follows a redirect without taking credentials to another host', async () => {
	const other = await startServer((message, response) => response.end(`authorization: ${message.headers.authorization}`));
	const first = await startServer((_, response) => response.writeHead(302, {location: `${other}/there`}).end());
	const run = await request({url: first, headers: {Authorization: 'Bearer t'}});
	expect(run.result).toMatchObject({url: `${other}/there`, text: 'authorization: undefined'});
});

test.each(['file:///etc/hostname', 'ftp://127.0.0.1/x'])('does not follow a redirect to %s', async location => {
	const address = await startServer((_, response) => response.writeHead(302, {location}).end());
	const run = await request({url: address});
	expect(run).toMatchObject({exitCode: 1, result: {error: expect.stringMatching(/no web address|unknown url type/)}});
});

test('cuts a long body and says so, and gives the length of bytes that are no text', async () => {
	const address = await startServer((message, response) => {
		response.end(message.url === '/long' ? Buffer.alloc(1_100_000, 'a') : Buffer.from([0xff, 0xfe, 0x00, 0x81]));
	});
	const [long, binary] = await Promise.all([request({url: `${address}/long`}), request({url: `${address}/binary`})]);
	expect(long.result).toMatchObject({truncated: true, text: expect.stringMatching(/^a{1048576}$/)});
	expect(binary.result).toMatchObject({bytes: 4});
});

test.skipIf(!hasOpenssl)('goes through the proxy of the sandbox with its credential, and says when a host is not granted', async () => {
	const web = await startWeb(['example.com:443'], (_, response) => response.end('hello'));
	const [granted, refused] = await Promise.all([
		runPlain('http-request', {url: 'https://example.com/'}, {env: web.env}),
		runPlain('http-request', {url: 'https://example.net/'}, {env: web.env}),
	]);
	expect(granted).toMatchObject({exitCode: 0, result: {status: 200, text: 'hello'}});
	expect(refused).toMatchObject({
		exitCode: 1,
		result: {error: 'The host is not granted to this skill. Add it with --allow-net HOST (in a chat --allow net:HOST).'},
	});
	expect(web.asked.toSorted()).toEqual(['example.com:443', 'example.net:443']);
});

test('tells a refusal of the proxy apart from an answer of the host, for plain http as well', async () => {
	const granted = await runBundled('http-request', {url: 'http://example.com/'});
	expect(granted).toMatchObject({
		exitCode: 1,
		result: {error: expect.stringMatching(/^The request was not let through: .*--allow-net HOST:80 \(in a chat --allow net:HOST:80\)\.$/)},
	});
	const secure = await runBundled('http-request', {url: 'https://not-granted.example/'});
	expect(secure).toMatchObject({
		exitCode: 1,
		result: {error: 'The host is not granted to this skill. Add it with --allow-net HOST (in a chat --allow net:HOST).'},
	});
});

test('says in one sentence that nobody answers', async () => {
	const run = await request({url: 'http://127.0.0.1:1/'});
	expect(run).toMatchObject({exitCode: 1, result: {error: expect.stringMatching(/^No answer came: .*refused\.$/)}, stderr: ''});
});

test.each([
	[{}, '"url" must begin with https:// or http://.'],
	[{url: 'file:///etc/hostname'}, '"url" must begin with https:// or http://.'],
	[{url: 'https://u:p@example.com/'}, '"url" must not hold a name and password; use the header "Authorization".'],
	[{url: 'https://example.com/a b'}, '"url" holds white space or control characters.'],
	[{url: 'https://[::1'}, '"url" is not an address.'],
	[{url: 'https://example.com', method: 'TRACE'}, '"method" must be one of GET, POST, PUT, PATCH, DELETE, HEAD.'],
	[{url: 'https://example.com', headers: {X: 'a\r\nB: c'}}, 'Header "X" holds characters that a header cannot hold.'],
	[{url: 'https://example.com', headers: {Host: 'other'}}, 'Header "Host" is set by the skill itself.'],
	[{url: 'https://example.com', body: 'a', method: 'GET'}, 'A GET request has no body.'],
	[{url: 'https://example.com', timeout: 0}, '"timeout" must be a number of seconds from 1 to 40.'],
])('refuses %j before it sends anything', async (input, error) => {
	const run = await runBundled('http-request', input);
	expect(run).toMatchObject({exitCode: 1, result: {error}, stderr: ''});
});
