import {expect, test} from 'vitest';
import {createCredential, proxyUser} from '../../../sandbox/egress/credential.ts';
import {createEgress} from '../../../sandbox/egress/proxy.ts';
import {emptyPolicy} from '../../../sandbox/policy.ts';
import {
	authorization,
	closed,
	connect,
	connectHead,
	createHandClock,
	credential,
	exchange,
	getHead,
	listen,
	listenHttp,
	listenRaw,
	openEgress,
	openTunnel,
	readUntil,
	realHello,
	statusOf,
	until,
	type World,
} from './harness.ts';
import net from 'node:net';

const address = '20.0.0.1';

/** A proxy that allows a.test:7, with a TCP server behind it. */
async function openWithEcho(world: World = {}) {
	const server = await listenRaw();
	const egress = await openEgress({allow: ['a.test:7'], names: {'a.test': [[address]]}, servers: {[address]: server.port}, ...world});
	return {server, ...egress};
}

function basic(user: string, password: string): string {
	return `Proxy-Authorization: Basic ${btoa(`${user}:${password}`)}`;
}

test.each([
	['no credential', []],
	['the credential of another run', [basic(proxyUser, createCredential())]],
	['an empty password', [basic(proxyUser, '')]],
	['another user', [basic('other', credential)]],
	['the credential twice', [authorization, authorization]],
	['another scheme', [`Proxy-Authorization: Bearer ${credential}`]],
	['bytes that are not Base64', ['Proxy-Authorization: Basic %%%']],
	['the credential for the server', [authorization.replace('Proxy-', '')]],
] as const)('answers 407 to a client with %s', async (_title, headers) => {
	const {port, dialled, decisions, lookups} = await openWithEcho();
	const answer = await exchange(port, ['CONNECT a.test:7 HTTP/1.1', ...headers, '', ''].join('\r\n'));
	expect(statusOf(answer)).toBe(407);
	expect(answer).toMatch(/^Proxy-Authenticate: Basic/m);
	expect([dialled, lookups]).toEqual([[], []]);
	expect(decisions.map(({reason}) => reason)).toEqual(['credential']);
});

test('gives up on a client that sends its request too slowly', async () => {
	const clock = createHandClock();
	const {port, decisions} = await openWithEcho({clock});
	const silent = await connect(port);
	const slow = await connect(port);
	slow.write('CONNECT a.test:7 HTTP/1.1\r\nX-Slow: ');
	const socks = await connect(port);
	socks.write(Buffer.from([5, 1, 2]));
	await readUntil(socks, '\x05\x02');
	socks.resume();
	const gone = Promise.all([silent, slow, socks].map(closed));
	for (let passed = 0; passed < 30; passed += 1) {
		clock.advance(1000);
		slow.write('x');
		await new Promise(setImmediate);
	}

	await gone;
	expect(decisions.map(({reason}) => reason)).toEqual(['timeout', 'timeout', 'timeout']);
});

test('gives up on a tunnel for TLS whose greeting never ends', async () => {
	const clock = createHandClock();
	const server = await listenRaw();
	const egress = await openEgress({clock, allow: ['a.test'], names: {'a.test': [[address]]}, servers: {[address]: server.port}});
	const socket = await openTunnel(egress.port, 'a.test:443');
	socket.write((await realHello('a.test')).subarray(0, 40));
	socket.resume();
	clock.advance(10_001);
	await closed(socket);
	expect(egress.decisions.map(({reason}) => reason)).toEqual(['timeout']);
	expect(server.received()).toBe('');
});

test('cuts an idle tunnel, and leaves a busy one alone', async () => {
	const clock = createHandClock();
	const {port} = await openWithEcho({clock});
	const [idle, busy] = [await openTunnel(port, 'a.test:7'), await openTunnel(port, 'a.test:7')];
	for (let minute = 0; minute < 4; minute += 1) {
		clock.advance(40_000);
		busy.write('ping');
		await readUntil(busy, 'pong');
	}

	idle.resume();
	await closed(idle);
	expect(busy.closed).toBe(false);
});

test('refuses a head that is too large', async () => {
	const {port, decisions} = await openWithEcho();
	expect(statusOf(await exchange(port, connectHead('a.test:7', `X-Large: ${'x'.repeat(20_000)}`)))).toBe(431);
	expect(statusOf(await exchange(port, 'x'.repeat(20_000)))).toBe(431);
	expect(decisions.map(({reason}) => reason)).toEqual(['too-large', 'too-large']);
});

test('serves so many connections at a time and lets others wait their turn', async () => {
	const {port, egress, server} = await openWithEcho({limits: {connections: 2}});
	const [first] = [await openTunnel(port, 'a.test:7'), await openTunnel(port, 'a.test:7')];
	const third = await connect(port);
	third.write(connectHead('a.test:7'));
	await until(() => egress.stats.connections === 3);
	expect(egress.stats.active).toBe(2);
	expect(server.connections()).toBe(2);
	first?.destroy();
	expect(statusOf(await readUntil(third, '\r\n\r\n'))).toBe(200);
});

test('closes connections beyond the waiting ones and beyond the total, and reports that once', async () => {
	const {port, egress, decisions} = await openWithEcho({limits: {connections: 1, waiting: 1, connectionsTotal: 50}});
	await openTunnel(port, 'a.test:7');
	const waiting = await connect(port);
	await until(() => egress.stats.connections === 2);
	const flood = await Promise.all(Array.from({length: 100}, () => connect(port)));
	await Promise.all(
		flood.map(socket => {
			socket.resume();
			return closed(socket);
		}),
	);
	expect(waiting.closed).toBe(false);
	expect(egress.stats).toMatchObject({connections: 102, active: 1, refused: 100});
	expect(decisions.map(({reason}) => reason)).toEqual(['rule', 'connection-limit']);
});

test('cuts an upload and a download at the byte limit of the run', async () => {
	const limits = {bytesEachWay: 1_000_000};
	const upload = await openWithEcho({limits});
	const socket = await openTunnel(upload.port, 'a.test:7');
	socket.resume();
	const pump = () => {
		while (!socket.destroyed && socket.write(Buffer.alloc(65_536))) {
			// Until the buffer is full.
		}
	};
	socket.on('drain', pump);
	pump();
	await closed(socket);
	expect(upload.server.received().length).toBeLessThanOrEqual(1_000_000);
	await until(() => upload.decisions.length === 2);
	expect(upload.decisions.map(({reason}) => reason)).toEqual(['rule', 'byte-limit']);

	const endless = net.createServer(peer => {
		peer.on('error', () => undefined);
		const fill = () => {
			while (!peer.destroyed && peer.write(Buffer.alloc(65_536))) {
				// Until the buffer is full.
			}
		};
		peer.on('drain', fill);
		fill();
	});
	const download = await openEgress({
		limits,
		allow: ['a.test:7'],
		names: {'a.test': [[address]]},
		servers: {[address]: await listen(endless)},
	});
	const reader = await openTunnel(download.port, 'a.test:7');
	let got = 0;
	reader.on('data', (chunk: Buffer) => {
		got += chunk.length;
	});
	reader.resume();
	await closed(reader);
	expect(got).toBeLessThanOrEqual(1_000_000);
});

test('counts the bytes of all connections together', async () => {
	const {port, decisions} = await openWithEcho({limits: {bytesEachWay: 10}});
	const first = await openTunnel(port, 'a.test:7');
	first.write('12345678');
	await readUntil(first, 'pong');
	const second = await openTunnel(port, 'a.test:7');
	second.resume();
	second.write('12345678');
	await closed(second);
	expect(decisions.map(({reason}) => reason)).toEqual(['rule', 'rule', 'byte-limit']);
});

test('rations lookups of random labels under a wildcard, and nothing else', async () => {
	const clock = createHandClock();
	const server = await listenHttp();
	const labels = Array.from({length: 8}, (_, index) => `secret${index}.example.test`);
	const names = Object.fromEntries([...labels, 'named.example.test'].map(name => [name, [[address]]]));
	const {port, lookups, decisions} = await openEgress({
		clock,
		allow: ['*.example.test:80', 'named.example.test:80'],
		names,
		servers: {[address]: server.port},
		limits: {lookups: 3, lookupWindowMs: 60_000},
	});
	const statuses = [];
	for (const name of labels.slice(0, 6)) {
		statuses.push(statusOf(await exchange(port, getHead(`http://${name}/`))));
	}

	expect(statuses).toEqual([200, 200, 200, 429, 429, 429]);
	expect(lookups).toEqual(labels.slice(0, 3));
	expect(statusOf(await exchange(port, getHead(`http://${labels[0]}/`)))).toBe(200);
	expect(statusOf(await exchange(port, getHead('http://named.example.test/')))).toBe(200);
	clock.advance(60_001);
	expect(statusOf(await exchange(port, getHead(`http://${labels[7]}/`)))).toBe(200);
	expect(decisions.filter(({reason}) => reason === 'lookup-rate')).toHaveLength(3);
});

test('lets nothing through when the resolver or the dialer fails', async () => {
	for (const broken of ['resolver', 'dialer'] as const) {
		const decisions: string[] = [];
		const egress = createEgress({
			policy: {...emptyPolicy, network: {allow: ['a.test:7'], deny: []}},
			credential,
			onDecision: ({reason}) => decisions.push(reason),
			resolver: async () => {
				if (broken === 'resolver') {
					throw new Error('no resolver');
				}

				return [address];
			},
			dialer: () => {
				throw new Error('no dialer');
			},
		});
		const port = await listen(net.createServer(socket => egress.handle(socket)));
		expect(statusOf(await exchange(port, connectHead('a.test:7')))).not.toBe(200);
		expect(decisions).toEqual([broken === 'resolver' ? 'unresolved' : 'internal']);
		await egress.close();
	}
});

test('goes on to the next address when one does not answer for a second', async () => {
	const clock = createHandClock();
	const server = await listenRaw();
	const dialled: string[] = [];
	const egress = createEgress({
		clock,
		policy: {...emptyPolicy, network: {allow: ['a.test:7'], deny: []}},
		credential,
		onDecision: () => undefined,
		resolver: async () => ['2606:4700::1', address],
		dialer: to => {
			dialled.push(to);
			return to === address ? net.connect(server.port, '127.0.0.1') : new net.Socket();
		},
	});
	const port = await listen(net.createServer(socket => egress.handle(socket)));
	const socket = await connect(port);
	socket.write(connectHead('a.test:7'));
	await until(() => dialled.length === 1);
	clock.advance(1000);
	expect(statusOf(await readUntil(socket, '\r\n\r\n'))).toBe(200);
	expect(dialled).toEqual(['2606:4700::1', address]);
	await egress.close();
});

test('lets nothing more through once a decision cannot be recorded', async () => {
	const server = await listenRaw();
	const egress = createEgress({
		policy: {...emptyPolicy, network: {allow: ['a.test:7'], deny: []}},
		credential,
		onDecision: () => {
			throw new Error('disk full');
		},
		resolver: async () => [address],
		dialer: () => net.connect(server.port, '127.0.0.1'),
	});
	const port = await listen(net.createServer(socket => egress.handle(socket)));
	await exchange(port, `${connectHead('a.test:7')}secret`);
	expect(await exchange(port, connectHead('a.test:7'))).toBe('');
	expect(server.received()).toBe('');
	await egress.close();
});

test('treats a lookup that gives unreadable addresses as no answer', async () => {
	const egress = await openEgress({allow: ['a.test:7'], names: {'a.test': [['fe80::1%lo', address]]}});
	expect(statusOf(await exchange(egress.port, connectHead('a.test:7')))).toBe(502);
	expect(egress.dialled).toEqual([]);
});

test('survives clients that reset, hang up early, or hang up while it dials', async () => {
	const {port, egress, server, decisions} = await openWithEcho();
	for (const bytes of ['', 'CONN', connectHead('a.test:7'), `${connectHead('a.test:7')}ping`]) {
		const [reset, ended] = [await connect(port), await connect(port)];
		reset.write(bytes, () => reset.resetAndDestroy());
		ended.end(bytes);
		ended.resume();
	}

	await until(() => egress.stats.connections === 8);
	expect(decisions.filter(({allowed}) => !allowed)).toEqual([]);
	const socket = await openTunnel(port, 'a.test:7');
	socket.write('still here');
	await readUntil(socket, 'pong');
	expect(server.received()).toContain('still here');
	socket.destroy();
	await until(() => egress.stats.active === 0);
});

test('cuts every connection when it is closed, and takes no more', async () => {
	const {port, egress} = await openWithEcho();
	const tunnel = await openTunnel(port, 'a.test:7');
	const half = await connect(port);
	half.write('CONNECT');
	await until(() => egress.stats.active === 2);
	tunnel.resume();
	half.resume();
	await egress.close();
	await Promise.all([closed(tunnel), closed(half)]);
	expect(egress.stats.active).toBe(0);
	const late = await connect(port);
	late.resume();
	await closed(late);
	expect(egress.stats.connections).toBe(2);
});
