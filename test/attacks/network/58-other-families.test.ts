/** Item 58: the families that lead to virtual machines, to the kernel and past its address checks. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {python} from '../payload.ts';
import {attack, connectedAttack, runBare} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {openWeb, webRule} from './web.ts';

/** AF_MAX is 46; AF_UNIX, AF_INET and AF_INET6 are items of their own. */
const others = Array.from({length: 46}, (_, family) => family).filter(family => ![1, 2, 10].includes(family));
const types = [1, 2, 3, 5];
const kinds = others.length * types.length;

// Node and bash have no way to name a family.
const everyFamily = python(`
	import socket
	for family in ${JSON.stringify(others)}:
	    for kind in ${JSON.stringify(types)}:
	        attempt(lambda: 'a socket ' + str(socket.socket(family, kind)))
	        attempt(lambda: 'a pair ' + str(socket.socketpair(family, kind)))
	for cid in [1, 2, 3, 0xffffffff]:
	    def call():
	        with socket.socket(40, socket.SOCK_STREAM) as client:
	            client.settimeout(1)
	            return client.connect((cid, 22))
	    attempt(call)
`);

eachIdentity('no other family has a socket', async identity => {
	// Netlink has one for everybody. On the host itself the others would have the kernel load their modules.
	const netlink = python(`
		import socket
		attempt(lambda: 'a socket ' + str(socket.socket(16, socket.SOCK_RAW)))
	`);
	expect(await runBare(identity, netlink)).toContain('gained: a socket');
	const {denied} = await attack(identity, everyFamily);
	expect(denied).toEqual(
		expect.arrayContaining([
			{kind: 'network', target: 'socket', count: kinds + 4},
			{kind: 'network', target: 'socketpair', count: kinds},
		]),
	);
});

eachIdentity(
	'no other family has one beside a granted network, which works',
	async identity => {
		const {seen, network} = await openWeb();
		const payload = {
			...everyFamily,
			source: `import urllib.request\n${everyFamily.source}urllib.request.urlopen('http://web.test/', timeout=10)\n`,
		};
		const {outcome} = await connectedAttack(identity, payload, {policy: {network: {allow: [webRule]}}, network});
		expect(outcome.denied).toEqual(
			expect.arrayContaining([
				{kind: 'network', target: 'socket', count: kinds + 4},
				{kind: 'network', target: 'socketpair', count: kinds},
			]),
		);
		expect([outcome.exitCode, seen.length]).toEqual([0, 1]);
	},
	noNetworkOnLandlock,
);
