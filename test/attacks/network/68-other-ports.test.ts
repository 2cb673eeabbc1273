/** Item 68: other services of the allowed host. */

import {expect} from 'vitest';
import {connectTo, eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

const ports = [22, 25, 53, 81, 443, 3128, 6379, 65_535];
const impossible = ['0', '65536', '65616', '4294967376', '-1', '0x50', '8e1', '80a', '٨٠'];

eachClient('no port opens but the one that the rule names', async talk => {
	const {seen, canary, network} = await openWeb();
	const toPorts = [...ports.map(String), ...impossible].map(port => connectTo(Buffer.from(`web.test:${port}`).toString('latin1')));
	const plain = [...ports, 0].map(port => get(`http://web.test:${port}/`));
	const {decisions, dialled, lookups} = await talk([...toPorts, connectTo('web.test'), ...plain, get('http://web.test:80/')], {
		allow: [webRule],
		network,
	});
	// Plain requests to 443 are refused before the rules are asked.
	expect(reasonsOf(decisions)).toEqual({
		'not-allowed': 2 * ports.length - 1,
		'tls-required': 1,
		malformed: impossible.length + 2,
		rule: 1,
	});
	expect([dialled.length, lookups.length, seen.length, canary.connections()]).toEqual([1, 1, 1, 0]);
});

eachClient('a deny rule for a port wins over a wildcard', async talk => {
	const {seen, canary, network} = await openWeb({'a.web.test': [['20.0.0.1']], 'b.web.test': [['20.0.0.9']]});
	const {decisions} = await talk([get('http://b.web.test/'), connectTo('b.web.test:80'), get('http://a.web.test/')], {
		allow: ['*.web.test:80'],
		deny: ['b.web.test:80'],
		network,
	});
	expect(reasonsOf(decisions)).toEqual({denied: 2, rule: 1});
	expect([canary.connections(), seen.length]).toEqual([0, 1]);
});
