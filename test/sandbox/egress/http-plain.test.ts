import {expect, test} from 'vitest';
import {
	authorization,
	closed,
	connect,
	exchange,
	getHead,
	listen,
	listenHttp,
	listenRaw,
	openEgress,
	readUntil,
	statusOf,
	until,
} from './harness.ts';
import net from 'node:net';

const address = '20.0.0.1';

async function openWithServer(allow: readonly string[] = ['api.example.test:80']) {
	const server = await listenHttp();
	const egress = await openEgress({
		allow,
		names: {'api.example.test': [[address]], 'denied.test': [[address]]},
		servers: {[address]: server.port},
	});
	return {server, egress};
}

test('fetches from the allowed host with the path, the query and a Host of its own', async () => {
	const {server, egress} = await openWithServer();
	const answer = await exchange(egress.port, getHead('http://API.example.test/a/b?c=d', 'Host: denied.test', 'Accept: text/plain'));
	expect(statusOf(answer)).toBe(200);
	expect(answer).toContain('hello');
	expect(server.seen).toMatchObject([{method: 'GET', url: '/a/b?c=d', headers: {host: 'api.example.test', accept: 'text/plain'}}]);
	expect(egress.dialled).toEqual([`${address}:80`]);
	expect(egress.decisions).toEqual([{host: 'api.example.test', port: 80, allowed: true, reason: 'rule', protocol: 'http'}]);
});

test('keeps the credential and what belongs to the connection away from the server', async () => {
	const {server, egress} = await openWithServer(['api.example.test:8080']);
	await exchange(
		egress.port,
		getHead(
			'http://api.example.test:8080',
			'Proxy-Connection: keep-alive',
			'Connection: x-private, keep-alive',
			'X-Private: 1',
			'Upgrade: h2c',
			'TE: trailers',
		),
	);
	expect(server.seen[0]?.url).toBe('/');
	expect(server.seen[0]?.headers).toEqual({host: 'api.example.test:8080', connection: 'close'});
});

test('carries a body of known length and one in chunks', async () => {
	const {server, egress} = await openWithServer();
	const post = (framing: string, body: string) => ['POST http://api.example.test/ HTTP/1.1', authorization, framing, '', body].join('\r\n');
	expect(statusOf(await exchange(egress.port, post('Content-Length: 4', 'wiki')))).toBe(200);
	expect(statusOf(await exchange(egress.port, post('Transfer-Encoding: chunked', '4\r\nwiki\r\n5\r\npedia\r\n0\r\n\r\n')))).toBe(200);
	expect(server.seen.map(({body}) => body)).toEqual(['wiki', 'wikipedia']);
});

test('carries a body that comes after its head, piece by piece', async () => {
	const server = await listenRaw('');
	const egress = await openEgress({allow: ['a.test:80'], names: {'a.test': [[address]]}, servers: {[address]: server.port}});
	const socket = await connect(egress.port);
	socket.write(['POST http://a.test/ HTTP/1.1', authorization, 'Content-Length: 8', '', ''].join('\r\n'));
	for (const piece of ['wi', 'kipe', 'di']) {
		socket.write(piece);
		await until(() => server.received().endsWith(piece));
	}

	expect(server.received().endsWith('\r\n\r\nwikipedi')).toBe(true);
});

test('counts heads and bodies toward the byte limit of the run', async () => {
	const server = await listenRaw('x'.repeat(500));
	const open = async (bytesEachWay: number) =>
		openEgress({limits: {bytesEachWay}, allow: ['a.test:80'], names: {'a.test': [[address]]}, servers: {[address]: server.port}});
	const tight = await open(20);
	expect(statusOf(await exchange(tight.port, getHead('http://a.test/')))).toBe(403);
	expect(server.received()).toBe('');
	const roomy = await open(200);
	await exchange(roomy.port, getHead('http://a.test/'));
	expect(server.received()).toMatch(/^GET \/ /);
	for (const {decisions} of [tight, roomy]) {
		expect(decisions.map(({reason}) => reason)).toEqual(['rule', 'byte-limit']);
	}
});

test('tells a name that does not resolve from a refusal', async () => {
	const egress = await openEgress({allow: ['gone.test:80']});
	expect(statusOf(await exchange(egress.port, getHead('http://gone.test/')))).toBe(502);
	expect(egress.decisions).toMatchObject([{allowed: true, reason: 'unresolved'}]);
});

test('sends a pipelined second request nowhere, and answers the first', async () => {
	const {server, egress} = await openWithServer(['api.example.test:80', 'other.example.test:80']);
	const answer = await exchange(egress.port, getHead('http://api.example.test/first') + getHead('http://denied.test/second'));
	expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
	expect(server.seen.map(({url}) => url)).toEqual(['/first']);
	expect(egress.decisions.map(({reason}) => reason)).toEqual(['rule', 'pipelined']);
});

test('closes after one answer, so that a second request is decided on its own connection', async () => {
	const {server, egress} = await openWithServer();
	const socket = await connect(egress.port);
	socket.write(getHead('http://api.example.test/first'));
	expect(await readUntil(socket, 'hello')).toMatch(/connection: close/i);
	socket.resume();
	await closed(socket);
	expect(statusOf(await exchange(egress.port, getHead('http://denied.test/second')))).toBe(403);
	expect(server.seen.map(({url}) => url)).toEqual(['/first']);
});

test('hands a redirect to the client, whose next request is decided anew', async () => {
	const {server, egress} = await openWithServer();
	const answer = await exchange(egress.port, getHead('http://api.example.test/moved'));
	expect(statusOf(answer)).toBe(302);
	expect(answer).toContain('http://denied.test/');
	expect(statusOf(await exchange(egress.port, getHead('http://denied.test/')))).toBe(403);
	expect(server.seen).toHaveLength(1);
});

test.each([
	['both lengths', ['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\nGET'],
	['two lengths', ['Content-Length: 4', 'Content-Length: 0'], 'wiki'],
	['a disguised coding', ['Transfer-Encoding: xchunked'], '0\r\n\r\n'],
	['a folded coding', ['Transfer-Encoding:', ' chunked'], '0\r\n\r\n'],
	['a space before the colon', ['Transfer-Encoding : chunked'], '0\r\n\r\n'],
	['two Host headers', ['Host: api.example.test', 'Host: denied.test'], ''],
] as const)('refuses a request that could be smuggled: %s', async (_title, headers, body) => {
	const {server, egress} = await openWithServer();
	const head = ['POST http://api.example.test/ HTTP/1.1', authorization, ...headers, '', body].join('\r\n');
	expect(statusOf(await exchange(egress.port, head))).toBe(400);
	expect(egress.dialled).toEqual([]);
	expect(server.seen).toEqual([]);
});

test('cuts a request whose chunks turn out malformed', async () => {
	const server = await listenRaw();
	const egress = await openEgress({allow: ['a.test:80'], names: {'a.test': [[address]]}, servers: {[address]: server.port}});
	const head = ['POST http://a.test/ HTTP/1.1', authorization, 'Transfer-Encoding: chunked', '', '4;x\r\nwiki\r\n'].join('\r\n');
	await exchange(egress.port, head);
	expect(server.received()).not.toContain('wiki');
	expect(egress.decisions.map(({reason}) => reason)).toEqual(['rule', 'malformed']);
});

test.each([
	['a path alone', '/index.html', 400],
	['an https URL', 'https://api.example.test/', 400],
	['another scheme', 'ftp://api.example.test/', 400],
	['a user name', 'http://user:pw@api.example.test/', 400],
	['a fragment', 'http://api.example.test/#x', 400],
	['a backslash in the host', 'http://api.example.test\\@evil.test/', 400],
	['an escaped dot', 'http://api%2eexample.test/', 400],
	['no host', 'http:///x', 400],
	['a decimal address', 'http://2852039166/latest/meta-data/', 400],
	['the metadata service', 'http://169.254.169.254/latest/meta-data/', 403],
	['loopback', 'http://127.0.0.1/', 403],
	['a host that no rule names', 'http://denied.test/', 403],
	['the allowed host on another port', 'http://api.example.test:8080/', 403],
])('refuses %s', async (_title, url, status) => {
	const {egress, server} = await openWithServer();
	expect(statusOf(await exchange(egress.port, getHead(url)))).toBe(status);
	expect(egress.dialled).toEqual([]);
	expect(server.seen).toEqual([]);
});

test('sends no plain request to port 443, even where the rule allows the host', async () => {
	const {egress} = await openWithServer(['api.example.test:443']);
	expect(statusOf(await exchange(egress.port, getHead('http://api.example.test:443/')))).toBe(403);
	expect(egress.decisions.map(({reason}) => reason)).toEqual(['tls-required']);
});

test('passes a large answer whole to a slow reader', async () => {
	const size = 5_000_000;
	const server = net.createServer({allowHalfOpen: true}, socket => {
		socket.once('data', () => socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), Buffer.alloc(size, 'x')])));
	});
	const egress = await openEgress({allow: ['a.test:80'], names: {'a.test': [[address]]}, servers: {[address]: await listen(server)}});
	const socket = await connect(egress.port);
	let got = 0;
	socket.on('data', (chunk: Buffer) => {
		got += chunk.length;
		socket.pause();
		setImmediate(() => socket.resume());
	});
	socket.write(getHead('http://a.test/'));
	await closed(socket);
	expect(got).toBe(size + 'HTTP/1.1 200 OK\r\n\r\n'.length);
	expect(egress.egress.stats.bytesIn).toBe(got);
});
