/** Clients that take no notice of the proxy: they reach nothing, and whoever started the skill learns why. */

import {expect} from 'vitest';
import {listenOnHost} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attack, connectedAttack} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

/** By name and by address, then through the proxy. */
const clients: Readonly<Record<string, (addresses: readonly string[], port: number) => Payload>> = {
	Python: (addresses, port) =>
		python(`
			import http.client, time, urllib.request
			for host in ['web.test', *${JSON.stringify(addresses)}]:
			    attempt(lambda: http.client.HTTPConnection(host, ${port}, timeout=5).request('GET', '/'))
			attempt(lambda: urllib.request.urlopen('http://web.test/', timeout=10).read())
			time.sleep(0.3)
		`),
	Node: (addresses, port) =>
		node(`
			import {connect} from 'node:net';
			for (const host of ['web.test', ...${JSON.stringify(addresses)}]) {
				await attempt(() => new Promise((done, fail) => connect(${port}, host, done).on('error', fail)));
			}
			await attempt(async () => (await fetch('http://web.test/')).text());
			await new Promise(resolve => setTimeout(resolve, 300));
		`),
	curl: (addresses, port) =>
		bash(`
			for host in web.test ${addresses.map(address => (address.includes(':') ? `'[${address}]'` : address)).join(' ')}; do
				curl -sS --max-time 5 --noproxy '*' "http://$host:${port}/"
			done
			curl -sS --max-time 5 http://web.test/
			sleep 0.3
		`),
};

for (const [name, client] of Object.entries(clients)) {
	eachIdentity(
		`${name} reaches nothing past the proxy, and that is said`,
		async identity => {
			const listeners = await listenOnHost();
			const {seen, network} = await openWeb();
			const addresses = [...listeners.addresses, '20.0.0.1', '2606:4700::1'];
			const {outcome, decisions} = await connectedAttack(identity, client(addresses, listeners.tcpPort), {
				policy: {network: {allow: [webRule]}, exec: name === 'curl' ? ['curl'] : []},
				network,
			});
			expect(await listeners.visitors()).toEqual({connections: 0, datagrams: 0});
			expect(outcome.denied).toContainEqual(expect.objectContaining({kind: 'network', target: 'socket'}));
			expect(outcome.denied).toContainEqual(expect.objectContaining({kind: 'network', target: 'direct connection'}));
			expect(outcome.hint).toContain('HTTPS_PROXY');
			expect(reasonsOf(decisions)).toEqual({rule: 1});
			expect(seen).toHaveLength(1);
		},
		{...noNetworkOnLandlock, needs: name === 'curl' ? ['curl'] : []},
	);
}

eachIdentity('where no network was granted, no proxy is named', async identity => {
	const payload = python(`
		import socket
		attempt(lambda: socket.create_connection(('web.test', 80), timeout=5))
	`);
	const outcome = await attack(identity, payload);
	expect(outcome.denied).toEqual([{kind: 'network', target: 'socket', count: expect.any(Number)}]);
	expect(outcome).not.toHaveProperty('hint');
});
