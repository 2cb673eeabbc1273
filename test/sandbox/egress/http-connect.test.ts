import tls from 'node:tls';
import {expect, test} from 'vitest';
import {
	closed,
	connect,
	connectHead,
	craftHello,
	createCertificate,
	exchange,
	listen,
	listenRaw,
	openEgress,
	openTunnel,
	readUntil,
	realHello,
	serverNames,
	statusOf,
	until,
	type World,
} from './harness.ts';

const address = '20.0.0.1';

/** A proxy that allows api.example.test:443 with a TCP server behind it, and what the server got from `first` in a tunnel. */
async function sendFirst(first: Buffer, target = 'api.example.test:443', world: World = {}) {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['api.example.test:443'],
		names: {'api.example.test': [[address]]},
		servers: {[address]: server.port},
		...world,
	});
	const socket = await openTunnel(egress.port, target);
	socket.write(first);
	await readUntil(socket, 'pong');
	const isClosed = server.received() === '';
	if (isClosed) {
		await closed(socket);
	}

	return {received: server.received(), reasons: egress.decisions.map(({reason}) => reason)};
}

test('carries TLS to the allowed host, and the client verifies the certificate end to end', async context => {
	const certificate = createCertificate('api.example.test');
	if (!certificate) {
		context.skip('openssl is not installed');
		return;
	}

	const server = tls.createServer({key: certificate.key, cert: certificate.cert}, socket => socket.pipe(socket));
	const egress = await openEgress({
		allow: ['api.example.test'],
		names: {'api.example.test': [[address]]},
		servers: {[address]: await listen(server)},
	});
	const socket = await openTunnel(egress.port, 'API.example.test.:443');
	const secure = tls.connect({socket, servername: 'api.example.test', ca: certificate.cert});
	const echo = new Promise<string>(resolve => secure.once('data', (chunk: Buffer) => resolve(chunk.toString())));
	secure.write('through the tunnel');
	expect(await echo).toBe('through the tunnel');
	expect(secure.authorized).toBe(true);
	secure.end();
	await closed(socket);
	expect(egress.dialled).toEqual([`${address}:443`]);
	expect(egress.decisions).toEqual([{host: 'api.example.test', port: 443, allowed: true, reason: 'rule', protocol: 'connect'}]);
	expect(egress.egress.stats.bytesOut).toBeGreaterThan(0);
});

test('passes the greeting of a real client that names the host', async () => {
	const hello = await realHello('api.example.test');
	const {received, reasons} = await sendFirst(hello);
	expect(received).toBe(hello.toString('latin1'));
	expect(reasons).toEqual(['rule']);
});

test('passes a greeting in capitals and over two records', async () => {
	const hello = craftHello({extensions: [[0, serverNames('API.Example.test')]], recordBytes: 40});
	expect((await sendFirst(hello)).received).toBe(hello.toString('latin1'));
});

test.each([
	['names another host', async () => realHello('evil.example.test'), 'server-name'],
	['names nobody', async () => realHello(''), 'no-server-name'],
	[
		'hides its name',
		async () =>
			craftHello({
				extensions: [
					[0, serverNames('api.example.test')],
					[0xfe0d, Buffer.alloc(32)],
				],
			}),
		'encrypted-hello',
	],
	['names two hosts', async () => craftHello({extensions: [[0, serverNames('api.example.test', 'evil.test')]]}), 'malformed'],
	['names a host with NUL', async () => craftHello({extensions: [[0, serverNames('api.example.test\0.evil.test')]]}), 'server-name'],
	['is not TLS', async () => Buffer.from('GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n'), 'tls-required'],
] as const)('sends nothing on port 443 when the greeting %s', async (_title, hello, reason) => {
	const {received, reasons} = await sendFirst(await hello());
	expect(received).toBe('');
	expect(reasons).toEqual([reason]);
});

test('says access denied in a TLS alert', async () => {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['api.example.test'],
		names: {'api.example.test': [[address]]},
		servers: {[address]: server.port},
	});
	const socket = await openTunnel(egress.port, 'api.example.test:443');
	const secure = tls.connect({socket, servername: 'other.example.test'});
	const error = await new Promise<Error>(resolve => secure.once('error', resolve));
	expect(error.message).toContain('access denied');
});

test('lets other protocols through on another port that a rule names, server first or client first', async () => {
	const server = await listenRaw('pong');
	const egress = await openEgress({
		allow: ['git.example.test:22'],
		names: {'git.example.test': [[address]]},
		servers: {[address]: server.port},
	});
	const socket = await openTunnel(egress.port, 'git.example.test:22');
	socket.write('SSH-2.0-client\r\n');
	expect(await readUntil(socket, 'pong')).toBe('pong');
	expect(server.received()).toBe('SSH-2.0-client\r\n');
	expect(egress.decisions.map(({reason}) => reason)).toEqual(['rule']);
});

test('still compares the name of TLS on other ports', async () => {
	const world = {allow: ['api.example.test:8443']};
	const target = 'api.example.test:8443';
	const stopped = await sendFirst(await realHello('evil.example.test'), target, world);
	expect(stopped).toEqual({received: '', reasons: ['rule', 'server-name']});
	const hello = await realHello('api.example.test');
	expect((await sendFirst(hello, target, world)).received).toBe(hello.toString('latin1'));
});

test('needs no name towards an address that a rule allows, and no other name than the address', async () => {
	const world = {allow: [`${address}:443`]};
	const nameless = await realHello('');
	expect((await sendFirst(nameless, `${address}:443`, world)).received).toBe(nameless.toString('latin1'));
	expect((await sendFirst(await realHello('evil.test'), `${address}:443`, world)).received).toBe('');
});

test('sends what the client wrote before the tunnel was open', async () => {
	const server = await listenRaw();
	const egress = await openEgress({allow: ['a.test:7'], names: {'a.test': [[address]]}, servers: {[address]: server.port}});
	const socket = await connect(egress.port);
	socket.write(`${connectHead('a.test:7')}early bird`);
	await readUntil(socket, 'pong');
	expect(server.received()).toBe('early bird');
});

test.each([
	['another port: ssh', 'api.example.test:22', 403],
	['another port: mail', 'api.example.test:25', 403],
	['another port: redis', 'api.example.test:6379', 403],
	['port 0', 'api.example.test:0', 400],
	['port 65536', 'api.example.test:65536', 400],
	['no port', 'api.example.test', 400],
	['a host that no rule names', 'evil.test:443', 403],
	['a suffix glued on', 'api.example.test.evil.test:443', 403],
	['a prefix glued on', 'evilapi.example.test:443', 403],
	['a name below', 'x.api.example.test:443', 403],
	['the metadata address', '169.254.169.254:80', 403],
	['the metadata name', 'metadata.google.internal:80', 403],
	['loopback', '127.0.0.1:443', 403],
	['IPv6 loopback', '[::1]:443', 403],
	['mapped loopback', '[::ffff:127.0.0.1]:443', 400],
	['IPv6 loopback in full', '[0:0:0:0:0:0:0:1]:443', 400],
	['a short address', '127.1:443', 400],
	['a decimal address', '2130706433:443', 400],
	['a hex address', '0x7f000001:443', 400],
	['an octal address', '0177.0.0.1:443', 400],
	['zero', '0:443', 400],
	['no address in particular', '0.0.0.0:443', 403],
	['a zone id', '[fe80::1%25lo]:443', 400],
	['a user name', 'api.example.test@evil.test:443', 400],
	['a fragment', 'evil.test#api.example.test:443', 400],
	['a question mark', 'evil.test?api.example.test:443', 400],
	['a slash', 'evil.test/api.example.test:443', 400],
	['a backslash', 'evil.test\\api.example.test:443', 400],
	['an escaped NUL', 'api.example.test%00.evil.test:443', 400],
	['NUL', 'evil.test\0api.example.test:443', 400],
	['a leading space', ' api.example.test:443', 400],
	['a tab', 'api.example.test\t:443', 400],
	['an extra line', 'api.example.test:443\r\nX: y\r\n\r\nCONNECT evil.test:443', 400],
	['another alphabet', 'аpi.example.test:443', 400],
	['a full-width dot', 'api。example.test:443', 400],
	['punycode of another name', 'xn--pi-7ka.example.test:443', 403],
])('opens no tunnel for %s', async (_title, target, status) => {
	const egress = await openEgress({allow: ['api.example.test'], names: {'evil.test': [[address]]}, ownAddresses: []});
	const answer = await exchange(egress.port, Buffer.from(connectHead(target), 'utf8'));
	expect(statusOf(answer)).toBe(status);
	expect(egress.lookups).toEqual([]);
	expect(egress.dialled).toEqual([]);
	expect(egress.decisions.filter(({allowed}) => allowed)).toEqual([]);
	expect(egress.decisions).toHaveLength(1);
});

test.each([
	['loopback', ['127.0.0.1']],
	['this network', ['0.0.0.0']],
	['IPv6 loopback', ['::1']],
	['mapped loopback', ['::ffff:127.0.0.1']],
	['10/8', ['10.0.0.1']],
	['172.16/12', ['172.20.0.1']],
	['192.168/16', ['192.168.0.1']],
	['the provider network', ['100.64.0.1']],
	['link-local', ['169.254.1.1']],
	['metadata', ['169.254.169.254']],
	['a unique local address', ['fd00::1']],
	['an address of this host', ['20.0.0.99']],
	['NAT64 of loopback', ['64:ff9b::7f00:1']],
	['6to4 of a private address', ['2002:a00:1::']],
	['a public and a private address', [address, '10.0.0.1']],
])('dials nothing when a name resolves to %s', async (_title, answer) => {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['api.example.test'],
		names: {'api.example.test': [answer]},
		servers: Object.fromEntries(answer.map(text => [text, server.port])),
		ownAddresses: ['20.0.0.99'],
	});
	const reply = await exchange(egress.port, connectHead('api.example.test:443'));
	expect(statusOf(reply)).toBe(403);
	expect(egress.dialled).toEqual([]);
	expect(egress.decisions.map(({reason}) => reason)).toEqual([expect.stringMatching(/^address-/)]);
});

test('reaches a private address that an IP rule opens', async () => {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['intranet.example.test:7', '10.0.0.0/8:7'],
		names: {'intranet.example.test': [['10.0.0.1']]},
		servers: {'10.0.0.1': server.port},
	});
	const socket = await openTunnel(egress.port, 'intranet.example.test:7');
	socket.write('ping');
	expect(await readUntil(socket, 'pong')).toBe('pong');
});

test('resolves a name once and dials the address it checked', async () => {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['api.example.test:7'],
		names: {'api.example.test': [[address], ['127.0.0.1']]},
		servers: {[address]: server.port, '127.0.0.1': server.port},
	});
	await openTunnel(egress.port, 'api.example.test:7');
	expect(egress.lookups).toEqual(['api.example.test']);
	expect(egress.dialled).toEqual([`${address}:7`]);
	const second = await exchange(egress.port, connectHead('api.example.test:7'));
	expect(statusOf(second)).toBe(403);
	expect(egress.dialled).toEqual([`${address}:7`]);
});

test('tries the next checked address when the first does not answer', async () => {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['api.example.test:7'],
		names: {'api.example.test': [['20.0.0.2', address]]},
		servers: {[address]: server.port},
	});
	await openTunnel(egress.port, 'api.example.test:7');
	expect(egress.dialled).toEqual(['20.0.0.2:7', `${address}:7`]);
});

test('tells a name that does not resolve and a server that does not answer from a refusal', async () => {
	const egress = await openEgress({allow: ['gone.test', 'down.test'], names: {'down.test': [[address]]}});
	expect(statusOf(await exchange(egress.port, connectHead('gone.test:443')))).toBe(502);
	expect(statusOf(await exchange(egress.port, connectHead('down.test:443')))).toBe(502);
	expect(egress.decisions.map(({allowed, reason}) => [allowed, reason])).toEqual([
		[true, 'unresolved'],
		[true, 'unreachable'],
	]);
});

test.each(['Content-Length: 5', 'Transfer-Encoding: chunked'])('opens no tunnel for a request with a body: %s', async header => {
	const egress = await openEgress({allow: ['api.example.test'], names: {'api.example.test': [[address]]}});
	expect(statusOf(await exchange(egress.port, connectHead('api.example.test:443', header)))).toBe(400);
	expect(egress.dialled).toEqual([]);
});

test('makes a hostile host name safe to print', async () => {
	const egress = await openEgress({allow: []});
	await exchange(egress.port, connectHead('\x1b[2Jevil\x07:443'));
	await until(() => egress.decisions.length === 1);
	expect(egress.decisions[0]?.host).not.toMatch(/\p{Cc}/u);
});
