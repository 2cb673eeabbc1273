/** Item 72: the same questions in SOCKS5, and what else that protocol offers. */

import {expect} from 'vitest';
import {uint16} from '../../sandbox/egress/harness.ts';
import {eachClient, get, type Request} from './clients.ts';
import {openWeb, reasonsOf, webAddress, webRule} from './web.ts';

const greeting = '\x05\x01\x02';
const login = '\x01\x05{user}\x20{password}';
const commands = {connect: 1, bind: 2, udp: 3};
const types = {v4: 1, name: 3, v6: 4};

function ask(command: number, type: number, host: Buffer, port = 80, after = ''): Buffer {
	return Buffer.concat([
		Buffer.from(greeting + login, 'latin1'),
		Buffer.from([5, command, 0, type]),
		host,
		uint16(port),
		Buffer.from(after),
	]);
}

function nameOf(text: string): Buffer {
	return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
}

const byName = (text: string, port?: number, after?: string) => ask(commands.connect, types.name, nameOf(text), port, after);
const mapped = Buffer.from('00000000000000000000ffff7f000001', 'hex');

const refused: Readonly<Record<string, readonly Request[]>> = {
	'not-allowed': [
		ask(commands.connect, types.v4, Buffer.from([127, 0, 0, 1])),
		ask(commands.connect, types.v4, Buffer.from([20, 0, 0, 1])),
		ask(commands.connect, types.v6, Buffer.from('00000000000000000000000000000001', 'hex')),
		ask(commands.connect, types.v6, mapped),
		byName('127.0.0.1'),
		byName('evil.test'),
		byName('web.test', 22),
	],
	'address-loopback': [byName('inward.test')],
	method: [
		ask(commands.bind, types.name, nameOf('web.test')),
		ask(commands.udp, types.v4, Buffer.alloc(4)),
		ask(9, types.name, nameOf('web.test')),
	],
	malformed: [
		byName('web.test', 0),
		byName(`${'a'.repeat(247)}.web.test`.slice(-255)),
		byName('evil.test\0.web.test'),
		byName('web.test\0'),
		byName('127.1'),
		byName('[::1]'),
		byName(''),
		ask(commands.connect, 2, nameOf('web.test')),
		ask(commands.connect, 0, Buffer.alloc(4)),
		Buffer.from(`${greeting + login}\x05\x01\x01\x03`, 'latin1'),
		// SOCKS4, as the HTTP side reads it.
		Buffer.from('\x04\x01\x00\x50\x14\x00\x00\x01x\0\r\n\r\n', 'latin1'),
	],
	credential: [
		Buffer.from('\x05\x01\x00', 'latin1'),
		Buffer.from(`${greeting}\x01\x05{user}\x03abc`, 'latin1'),
		Buffer.from(`${greeting}\x01\x04root\x20{password}`, 'latin1'),
	],
};

eachClient('SOCKS opens nothing that HTTP would not', async talk => {
	const {seen, canary, network} = await openWeb({'inward.test': [['127.0.0.1']], 'evil.test': [['20.0.0.9']]});
	const plain = get('/', 'Host: web.test', 'Connection: close').replace('Proxy-Authorization: {auth}\r\n', '');
	const honest = [byName('web.test', 80, plain), byName('WEB.test.', 80, plain)];
	const {decisions, dialled, lookups} = await talk([...Object.values(refused).flat(), ...honest], {
		allow: [webRule, 'inward.test:80'],
		network,
	});
	const expected = Object.fromEntries(Object.entries(refused).map(([reason, list]) => [reason, list.length]));
	expect(reasonsOf(decisions)).toEqual({...expected, rule: honest.length});
	expect(lookups).toEqual(['inward.test', 'web.test', 'web.test']);
	expect(dialled).toEqual([`${webAddress}:80`, `${webAddress}:80`]);
	expect([canary.connections(), seen.length]).toEqual([0, 2]);
});
