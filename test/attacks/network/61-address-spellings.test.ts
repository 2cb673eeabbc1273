/** Item 61: addresses, in the spellings that resolvers and proxies read differently. */

import {expect} from 'vitest';
import {connectTo, eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webAddress, webRule} from './web.ts';

const odd = [
	'127.1',
	'2130706433',
	'0x7f000001',
	'0x7f.0.0.1',
	'017700000001',
	'0177.0.0.1',
	'127.000.000.001',
	'127.0.0.0x1',
	'127.0.0.1.',
	'0',
	'[::ffff:127.0.0.1]',
	'[0:0:0:0:0:0:0:1]',
	'[::1%25lo]',
	'[::FFFF:7f00:1]',
];
const canonical = ['127.0.0.1', '0.0.0.0', '10.0.0.1', '20.0.0.9', '[::1]', '[::]'];

eachClient('no spelling of an address gets anywhere', async talk => {
	const {seen, canary, network} = await openWeb();
	const spelled = [...odd, ...canonical];
	const requests = [
		...spelled.map(host => get(`http://${host}:80/`)),
		...spelled.map(host => connectTo(`${host}:80`)),
		get('http://web.test/'),
	];
	const {decisions, dialled, lookups} = await talk(requests, {allow: [webRule], network});
	expect(reasonsOf(decisions)).toEqual({malformed: 2 * odd.length, 'not-allowed': 2 * canonical.length, rule: 1});
	expect({dialled, lookups}).toEqual({dialled: [`${webAddress}:80`], lookups: ['web.test']});
	expect([canary.connections(), seen.length]).toEqual([0, 1]);
});

eachClient('a rule for all addresses opens none of this machine, and those of the world', async talk => {
	const {seen, canary, network} = await openWeb();
	const requests = [...odd, ...canonical, webAddress].map(host => get(`http://${host}:80/`));
	const {decisions, dialled} = await talk(requests, {allow: ['0.0.0.0/0:80', '[::]/0:80'], network});
	expect(reasonsOf(decisions)).toEqual({
		malformed: odd.length,
		'address-loopback': 2,
		'address-unspecified': 2,
		'address-private': 1,
		rule: 2,
	});
	expect(dialled).toEqual(['20.0.0.9:80', `${webAddress}:80`]);
	expect(seen).toHaveLength(1);
	expect(canary.connections()).toBe(1);
});
