/** Item 69: TLS inside an allowed tunnel that asks for another host, for none, or hides which. */

import {expect} from 'vitest';
import {craftHello, realHello, serverNames} from '../../sandbox/egress/harness.ts';
import {connectTo, eachClient, get, type Request} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

const named = (...names: readonly string[]) => craftHello({extensions: [[0, serverNames(...names)]]});
const hidden = craftHello({
	extensions: [
		[0, serverNames('secure.test')],
		[0xfe0d, Buffer.from([0, 0, 1, 0, 1, 7, 0, 0, 0, 0])],
	],
});
const twice = craftHello({
	extensions: [
		[0, serverNames('secure.test')],
		[0, serverNames('other.test')],
	],
});

const through = (tunnel: string, bytes: Request) =>
	Buffer.concat([Buffer.from(connectTo(tunnel)), Buffer.from(bytes.toString('latin1'), 'latin1')]);

const refused: Readonly<Record<string, readonly Request[]>> = {
	'server-name': [named('other.test'), named('secure.test.other.test'), named('20.0.0.2'), named('secure.test\0.other.test')],
	'no-server-name': [craftHello({extensions: []})],
	'encrypted-hello': [hidden],
	malformed: [twice, named('secure.test', 'other.test'), named('')],
	'tls-required': ['GET / HTTP/1.1\r\nHost: other.test\r\n\r\n', 'SSH-2.0-x\r\n', '\x16\x02\x00\x00\x05\x01'],
};

eachClient('nothing leaves a tunnel to port 443 but TLS that names its host', async talk => {
	const {seen, canary, network} = await openWeb({'secure.test': [['20.0.0.2']]});
	const honest = [
		await realHello('secure.test'),
		named('SECURE.test'),
		craftHello({extensions: [[0, serverNames('secure.test')]], recordBytes: 20}),
	];
	const requests = [...Object.values(refused).flat(), ...honest].map(bytes => through('secure.test:443', bytes));
	const {decisions} = await talk([...requests, get('http://web.test/')], {allow: [webRule, 'secure.test'], network});
	const expected = Object.fromEntries(Object.entries(refused).map(([reason, list]) => [reason, list.length]));
	expect(reasonsOf(decisions)).toEqual({...expected, rule: honest.length + 1});
	expect(canary.received()).toBe(Buffer.concat(honest).toString('latin1'));
	expect(seen).toHaveLength(1);
});

eachClient('TLS is compared on every port, and may name nobody towards an address', async talk => {
	const {canary, network} = await openWeb({'secure.test': [['20.0.0.2']]});
	const nameless = craftHello({extensions: []});
	const requests = [
		through('secure.test:8443', named('other.test')),
		through('secure.test:8443', nameless),
		through('20.0.0.3:443', named('other.test')),
		through('secure.test:8443', 'hello'),
		through('20.0.0.3:443', nameless),
	];
	const {decisions} = await talk(requests, {allow: ['secure.test:8443', '20.0.0.3:443'], network});
	// Where the server may speak first, the tunnel is open before it is cut.
	expect(reasonsOf(decisions)).toEqual({'server-name': 2, 'no-server-name': 1, rule: 4});
	expect(canary.received()).toBe(`hello${nameless.toString('latin1')}`);
});
