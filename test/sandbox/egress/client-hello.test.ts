import {expect, test} from 'vitest';
import {readClientHello} from '../../../sandbox/egress/client-hello.ts';
import {craftHello, realHello, serverNames} from './harness.ts';

test('finds the name in the greeting of a real client', async () => {
	expect(readClientHello(await realHello('api.example.org'))).toEqual({kind: 'hello', serverName: 'api.example.org', isEncrypted: false});
});

test('says when a real client names nobody', async () => {
	expect(readClientHello(await realHello(''))).toEqual({kind: 'hello', serverName: undefined, isEncrypted: false});
});

test('waits for more at every cut of a greeting', async () => {
	const hello = await realHello('api.example.org');
	for (let length = 0; length < hello.length; length += 1) {
		expect(readClientHello(hello.subarray(0, length)).kind, String(length)).toBe('incomplete');
	}
});

test('puts a greeting together that is spread over records', () => {
	const hello = craftHello({extensions: [[0, serverNames('api.example.org')]], recordBytes: 20});
	expect(readClientHello(hello)).toMatchObject({kind: 'hello', serverName: 'api.example.org'});
});

test('does not follow a greeting into dozens of records', () => {
	expect(readClientHello(craftHello({extensions: [[0, serverNames('api.example.org')]], recordBytes: 2})).kind).toBe('malformed');
});

test('sees an encrypted greeting behind its outer name', () => {
	const hello = craftHello({
		extensions: [
			[0, serverNames('api.example.org')],
			[0xfe0d, Buffer.alloc(40)],
		],
	});
	expect(readClientHello(hello)).toMatchObject({kind: 'hello', isEncrypted: true});
});

test.each([
	[
		'two name extensions',
		[
			[0, serverNames('api.example.org')],
			[0, serverNames('evil.test')],
		],
	],
	['two names', [[0, serverNames('api.example.org', 'evil.test')]]],
	['an empty name', [[0, serverNames('')]]],
	['an empty name list', [[0, serverNames()]]],
	['a name list that is cut short', [[0, serverNames('api.example.org').subarray(0, 9)]]],
	['bytes behind the name list', [[0, Buffer.concat([serverNames('api.example.org'), Buffer.from([0])])]]],
] as const)('calls a greeting with %s malformed', (_title, extensions) => {
	expect(readClientHello(craftHello({extensions})).kind).toBe('malformed');
});

test('calls a greeting malformed when something follows it in its record', () => {
	const hello = craftHello({extensions: [[0, serverNames('api.example.org')]]});
	const longer = Buffer.concat([hello, Buffer.from([1])]);
	longer.writeUInt16BE(hello.length - 5 + 1, 3);
	expect(readClientHello(longer).kind).toBe('malformed');
});

test('calls a greeting malformed when a length inside reaches beyond it', () => {
	const hello = craftHello({extensions: [[0, serverNames('api.example.org')]]});
	hello.writeUInt8(200, 5 + 4 + 2 + 32);
	expect(readClientHello(hello).kind).toBe('malformed');
});

test('calls another handshake message malformed, even one of the same shape', () => {
	const hello = craftHello({extensions: [[0, serverNames('api.example.org')]]});
	hello.writeUInt8(2, 5);
	expect(readClientHello(hello).kind).toBe('malformed');
	expect(readClientHello(hello.subarray(0, 7)).kind).toBe('malformed');
});

test('reads a greeting without any extension as one that names nobody', () => {
	const body = Buffer.concat([Buffer.from([3, 3]), Buffer.alloc(32), Buffer.from([0, 0, 2, 0, 47, 1, 0])]);
	const hello = Buffer.concat([Buffer.from([22, 3, 1, 0, body.length + 4, 1, 0, 0, body.length]), body]);
	expect(readClientHello(hello)).toEqual({kind: 'hello', serverName: undefined, isEncrypted: false});
});

test.each(['GET / HTTP/1.1\r\n', 'SSH-2.0-x\r\n', '\x80\x2e\x01\x03\x01', '\x16\x02\x00'])('sees that %j is not TLS', text => {
	expect(readClientHello(Buffer.from(text, 'latin1')).kind).toBe('not-tls');
});
