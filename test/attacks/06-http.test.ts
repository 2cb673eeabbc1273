/** Item 6: a connection to anywhere. */

import {expect} from 'vitest';
import {listenOnHost, type Listeners} from './host.ts';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {connectTo} from './the-twenty.ts';

const nodeClient = ({addresses, tcpPort}: Listeners) => {
	const urls = addresses.map(address => `http://${address.includes(':') ? `[${address}]` : address}:${tcpPort}/`);
	return node(`
		import {connect} from 'node:net';
		for (const url of ${JSON.stringify(urls)}) {
			await attempt(async () => (await fetch(url)).text());
		}
		for (const host of ${JSON.stringify(addresses)}) {
			await attempt(() => new Promise((done, fail) => connect(${tcpPort}, host, () => done('connected')).on('error', fail).unref()));
		}
	`);
};

const shellClient = ({addresses, tcpPort, udpPort}: Listeners) =>
	bash(`for address in ${addresses.filter(address => !address.includes(':')).join(' ')}; do
		exec 9<>/dev/tcp/$address/${tcpPort} && echo connected
		echo x > /dev/udp/$address/${udpPort}
	done`);

for (const [name, client] of Object.entries({Python: connectTo, Node: nodeClient, 'a shell': shellClient})) {
	eachIdentity(`${name} connects to no address of the host`, async identity => {
		const control = await listenOnHost();
		await runBare(identity, client(control));
		expect((await control.visitors()).connections).toBeGreaterThan(0);
		const listeners = await listenOnHost();
		const {denied} = await attack(identity, client(listeners));
		expect(await listeners.visitors()).toEqual({connections: 0, datagrams: 0});
		expect(denied).toContainEqual(expect.objectContaining({kind: 'network', target: 'socket'}));
	});
}

eachIdentity('a skill talks to itself through a pair of sockets', async identity => {
	const payload = python(`
		import asyncio, socket
		one, two = socket.socketpair()
		one.sendall(b'hello')
		async def main():
		    reader, writer = await asyncio.open_connection(sock=two)
		    return await reader.read(5)
		print(asyncio.run(main()))
	`);
	expect((await attack(identity, payload)).stdout).toContain("b'hello'");
});
