import net from 'node:net';
import {expect, test} from 'vitest';
import {proxyUser} from '../../../sandbox/egress/credential.ts';
import {closed, connect, credential, exchange, listenRaw, openEgress, readUntil, realHello, uint16} from './harness.ts';

const address = '20.0.0.1';
const greeting = Buffer.from([5, 1, 2]);

function password(user: string, secret: string): Buffer {
	return Buffer.concat([Buffer.from([1, user.length]), Buffer.from(user), Buffer.from([secret.length]), Buffer.from(secret)]);
}

function request(command: number, type: number, body: Buffer, port: number): Buffer {
	return Buffer.concat([Buffer.from([5, command, 0, type]), body, uint16(port)]);
}

function named(name: string): Buffer {
	return Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'latin1')]);
}

/** All of a client's messages at once; the bytes of the answers after the two of the greeting and the two of the password. */
async function ask(port: number, message: Buffer): Promise<number[]> {
	const answer = await exchange(port, Buffer.concat([greeting, password(proxyUser, credential), message]));
	const bytes = [...Buffer.from(answer, 'latin1')];
	expect(bytes.slice(0, 4)).toEqual([5, 2, 1, 0]);
	return bytes.slice(4);
}

test('connects to an allowed name', async () => {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['api.example.test:7'],
		names: {'api.example.test': [[address]]},
		servers: {[address]: server.port},
	});
	const socket = await connect(egress.port);
	socket.write(
		Buffer.concat([greeting, password(proxyUser, credential), request(1, 3, named('API.example.test'), 7), Buffer.from('ping')]),
	);
	await readUntil(socket, 'pong');
	expect(server.received()).toBe('ping');
	expect(egress.decisions).toEqual([{host: 'api.example.test', port: 7, allowed: true, reason: 'rule', protocol: 'socks5'}]);
});

test('takes the messages of a slow client byte by byte', async () => {
	const server = await listenRaw();
	const egress = await openEgress({allow: ['a.test:7'], names: {'a.test': [[address]]}, servers: {[address]: server.port}});
	const socket = await connect(egress.port);
	socket.setNoDelay(true);
	for (const byte of Buffer.concat([greeting, password(proxyUser, credential), request(1, 3, named('a.test'), 7), Buffer.from('p')])) {
		await new Promise(resolve => {
			socket.write(Buffer.from([byte]), resolve);
		});
	}

	await readUntil(socket, 'pong');
	expect(server.received()).toBe('p');
});

test('compares the TLS name on port 443', async () => {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['api.example.test'],
		names: {'api.example.test': [[address]]},
		servers: {[address]: server.port},
	});
	const open = (hello: Buffer) =>
		Buffer.concat([greeting, password(proxyUser, credential), request(1, 3, named('api.example.test'), 443), hello]);
	await exchange(egress.port, open(await realHello('evil.test')));
	expect(server.received()).toBe('');
	expect(egress.decisions.map(({reason}) => reason)).toEqual(['server-name']);
	const hello = await realHello('api.example.test');
	const socket = await connect(egress.port);
	socket.write(open(hello));
	await readUntil(socket, 'pong');
	expect(server.received()).toBe(hello.toString('latin1'));
});

test('connects to addresses, v4 and v6, only by rules for them', async () => {
	const server = await listenRaw();
	const egress = await openEgress({
		allow: ['20.0.0.0/24:7', '[2606:4700::]/32:7'],
		servers: {[address]: server.port, '2606:4700::1': server.port},
	});
	const six = Buffer.from('26064700000000000000000000000001', 'hex');
	for (const message of [request(1, 1, Buffer.from([20, 0, 0, 1]), 7), request(1, 4, six, 7)]) {
		const socket = await connect(egress.port);
		socket.write(Buffer.concat([greeting, password(proxyUser, credential), message, Buffer.from('ping')]));
		await readUntil(socket, 'pong');
	}

	expect(egress.dialled).toEqual(['20.0.0.1:7', '2606:4700::1:7']);
	expect((await ask(egress.port, request(1, 1, Buffer.from([20, 0, 1, 1]), 7)))[1]).toBe(2);
});

test.each([
	['a name that no rule allows', request(1, 3, named('evil.test'), 7), 2],
	['a name with NUL', request(1, 3, named('a.test\0.evil.test'), 7), 2],
	['a name with a line break', request(1, 3, named('a.test\r\n'), 7), 2],
	['an empty name', request(1, 3, named(''), 7), 2],
	['the longest name', request(1, 3, named('a'.repeat(255)), 7), 2],
	['loopback', request(1, 1, Buffer.from([127, 0, 0, 1]), 7), 2],
	['loopback as a name', request(1, 3, named('127.0.0.1'), 7), 2],
	['loopback as a number', request(1, 3, named('2130706433'), 7), 2],
	['mapped loopback', request(1, 4, Buffer.from('00000000000000000000ffff7f000001', 'hex'), 7), 2],
	['IPv6 loopback', request(1, 4, Buffer.from('00000000000000000000000000000001', 'hex'), 7), 2],
	['metadata', request(1, 1, Buffer.from([169, 254, 169, 254]), 80), 2],
	['port 0', request(1, 3, named('a.test'), 0), 2],
	['BIND', request(2, 3, named('a.test'), 7), 7],
	['UDP ASSOCIATE', request(3, 3, named('a.test'), 7), 7],
	['an unknown address type', request(1, 2, Buffer.alloc(4), 7), 8],
	['another version', Buffer.from([4, 1, 0, 1, 20, 0, 0, 1, 0, 7]), 1],
])('refuses %s', async (_title, message, code) => {
	const egress = await openEgress({allow: ['a.test:7', '127.0.0.0/8:7'], names: {'a.test': [[address]]}});
	expect((await ask(egress.port, message)).slice(0, 2)).toEqual([5, code]);
	expect(egress.dialled).toEqual([]);
	expect(egress.decisions.map(({allowed}) => allowed)).toEqual([false]);
});

test('refuses a client without a password, with a wrong one, and with another user', async () => {
	const egress = await openEgress({allow: ['a.test:7'], names: {'a.test': [[address]]}});
	const answers = [
		await exchange(egress.port, Buffer.from([5, 1, 0])),
		await exchange(egress.port, Buffer.concat([greeting, password(proxyUser, 'guess')])),
		await exchange(egress.port, Buffer.concat([greeting, password('other', credential)])),
		await exchange(egress.port, Buffer.concat([greeting, password('', '')])),
	];
	expect(answers.map(answer => [...Buffer.from(answer, 'latin1')])).toEqual([
		[5, 255],
		[5, 2, 1, 1],
		[5, 2, 1, 1],
		[5, 2, 1, 1],
	]);
	expect(egress.decisions.map(({reason}) => reason)).toEqual(['credential', 'credential', 'credential', 'credential']);
	expect(egress.dialled).toEqual([]);
});

test('tells a name that does not resolve and a server that does not answer from a refusal', async () => {
	const egress = await openEgress({allow: ['gone.test:7', 'down.test:7'], names: {'down.test': [[address]]}});
	expect((await ask(egress.port, request(1, 3, named('gone.test'), 7)))[1]).toBe(4);
	expect((await ask(egress.port, request(1, 3, named('down.test'), 7)))[1]).toBe(4);
	expect(egress.decisions.map(({reason}) => reason)).toEqual(['unresolved', 'unreachable']);
});

test('decides nothing for a client that hangs up in the middle', async () => {
	const egress = await openEgress({allow: ['a.test:7']});
	const whole = Buffer.concat([greeting, password(proxyUser, credential), request(1, 3, named('a.test'), 7)]);
	for (const length of [1, 2, greeting.length, greeting.length + 4, whole.length - 5, whole.length - 1]) {
		const socket = await connect(egress.port);
		socket.end(whole.subarray(0, length));
		socket.resume();
		await closed(socket);
	}

	expect(egress.decisions).toEqual([]);
});

test('does not speak SOCKS4', async () => {
	const egress = await openEgress({allow: ['20.0.0.1:7']});
	const socket = net.connect(egress.port, '127.0.0.1');
	socket.end(Buffer.from([4, 1, 0, 7, 20, 0, 0, 1, 0]));
	await readUntil(socket, 'never');
	expect(egress.dialled).toEqual([]);
});
