/** Item 66: allowed names whose owner lets them lead back inside. */

import {networkInterfaces} from 'node:os';
import {expect} from 'vitest';
import {connectTo, eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webAddress, webRule} from './web.ts';

const addresses: Readonly<Record<string, readonly string[]>> = {
	'address-loopback': ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1'],
	'address-unspecified': ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0'],
	'address-private': ['10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.1.1', '::ffff:192.168.1.1', 'fec0::1'],
	'address-shared': ['100.64.0.1', '100.127.255.254'],
	'address-link-local': ['169.254.1.1', 'fe80::1'],
	'address-unique-local': ['fc00::1', 'fd12:3456::1'],
	'address-multicast': ['224.0.0.1', 'ff02::1'],
	'address-broadcast': ['255.255.255.255'],
	'address-reserved': ['192.0.2.1', '198.18.0.1', '240.0.0.1', '2001:db8::1', '2002:808:808::1', '100::1', '::ffff:0:7f00:1'],
	'address-embedded': [
		'::7f00:1',
		'::a00:1',
		'64:ff9b::7f00:1',
		'64:ff9b::a9fe:a9fe',
		'64:ff9b:1::a00:1',
		'2002:7f00:1::',
		'2002:c0a8:101::1',
		'2001:0:808:808::80ff:fffe',
	],
	// With its zone, as the system names it, an address cannot be checked.
	unresolved: ['fe80::1%eth0'],
};

/** An address of this host beyond loopback; none in an empty namespace. */
const own = Object.values(networkInterfaces())
	.flatMap(list => list ?? [])
	.filter(({internal, address}) => !internal && !address.startsWith('fe80'))
	.map(({address}) => address);

eachClient('a name leads to no address inside', async talk => {
	const all = [...Object.values(addresses).flat(), ...own];
	const names = Object.fromEntries(all.map((address, index) => [`n${index}.test`, [[address]]]));
	const {seen, canary, network} = await openWeb(names);
	const hosts = Object.keys(names);
	const requests = [...hosts.map(host => get(`http://${host}/`)), ...hosts.slice(0, 4).map(host => connectTo(`${host}:80`))];
	const {decisions, dialled, lookups} = await talk([...requests, get('http://web.test/')], {
		allow: [webRule, ...hosts.map(host => `${host}:80`)],
		network,
	});
	const expected = Object.fromEntries(Object.entries(addresses).map(([reason, list]) => [reason, list.length]));
	expect(reasonsOf(decisions)).toEqual({
		...expected,
		'address-loopback': 8,
		...(own.length > 0 ? {'address-own': own.length} : {}),
		rule: 1,
	});
	expect(lookups).toHaveLength(requests.length + 1);
	expect(dialled).toEqual([`${webAddress}:80`]);
	expect([canary.connections(), seen.length]).toEqual([0, 1]);
});

eachClient('a private address opens to a rule for it, this machine to none', async talk => {
	const {seen, network} = await openWeb({'printer.test': [['10.0.0.7']], 'self.test': [['127.0.0.1']], 'router.test': [['10.0.1.1']]});
	const servers = {...network.servers, '10.0.0.7': network.servers?.[webAddress] ?? 0};
	const {decisions, dialled} = await talk(
		['printer.test', 'self.test', 'router.test'].map(host => get(`http://${host}/`)),
		{
			allow: ['printer.test:80', 'self.test:80', 'router.test:80', '10.0.0.0/24:80', '127.0.0.0/8:80'],
			network: {...network, servers},
		},
	);
	expect(reasonsOf(decisions)).toEqual({rule: 1, 'address-loopback': 1, 'address-private': 1});
	expect(dialled).toEqual(['10.0.0.7:80']);
	expect(seen).toHaveLength(1);
});
