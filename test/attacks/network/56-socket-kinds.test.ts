/** Item 56: sockets towards the world of every kind, with no network granted and with one. */

import {expect} from 'vitest';
import {listenOnHost, type Listeners} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attack, connectedAttack, runBare} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {openWeb, webRule} from './web.ts';

const protocols = {default: 0, icmp: 1, tcp: 6, udp: 17, dccp: 33, icmp6: 58, sctp: 132, udplite: 136, raw: 255, mptcp: 262};
/** Streams, datagrams, raw, sequenced packets, DCCP. */
const types = [1, 2, 3, 5, 6];

const everyKind = ({addresses, tcpPort, udpPort}: Listeners) =>
	python(`
		import socket
		for family in [socket.AF_INET, socket.AF_INET6]:
		    for address in [a for a in ${JSON.stringify(addresses)} if (':' in a) == (family == socket.AF_INET6)]:
		        for kind in ${JSON.stringify(types)}:
		            for protocol in ${JSON.stringify(Object.values(protocols))}:
		                def reach():
		                    with socket.socket(family, kind, protocol) as client:
		                        client.settimeout(1)
		                        client.connect((address, ${tcpPort} if kind == 1 else ${udpPort}))
		                        client.send(b'reached')
		                        return 'sent'
		                attempt(reach)
	`);

const nodeSockets = ({addresses, tcpPort, udpPort}: Listeners) =>
	node(`
		import {createSocket} from 'node:dgram';
		import {connect} from 'node:net';
		for (const host of ${JSON.stringify(addresses)}) {
			await attempt(() => new Promise((done, fail) => connect(${tcpPort}, host, done).on('error', fail).unref()));
			await attempt(() => new Promise((done, fail) => {
				const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4').on('error', fail);
				socket.send('reached', ${udpPort}, host, error => { socket.close(); error ? fail(error) : done('sent'); });
			}));
		}
	`);

const shellSockets = ({addresses, tcpPort, udpPort}: Listeners) =>
	bash(`
		for address in ${addresses.filter(address => !address.includes(':')).join(' ')}; do
			exec 9<>/dev/tcp/$address/${tcpPort} && echo gained
			echo reached >/dev/udp/$address/${udpPort} && echo gained
		done
	`);

const payloads: Readonly<Record<string, (listeners: Listeners) => Payload>> = {
	Python: everyKind,
	Node: nodeSockets,
	'a shell': shellSockets,
};

for (const [name, payloadFor] of Object.entries(payloads)) {
	const applicability = name === 'a shell' ? {bwrapOnly: 'a shell may start other programs'} : {};
	eachIdentity(
		`no socket of ${name} reaches the host`,
		async identity => {
			const control = await listenOnHost();
			await runBare(identity, payloadFor(control));
			const {connections, datagrams} = await control.visitors();
			expect(Math.min(connections, datagrams)).toBeGreaterThan(0);
			const listeners = await listenOnHost();
			const {denied} = await attack(identity, payloadFor(listeners));
			expect(await listeners.visitors()).toEqual({connections: 0, datagrams: 0});
			expect(denied).toContainEqual(expect.objectContaining({kind: 'network', target: 'socket'}));
		},
		applicability,
	);

	eachIdentity(
		`no socket of ${name} reaches the host beside a granted network`,
		async identity => {
			const listeners = await listenOnHost();
			const {network} = await openWeb();
			const {outcome, decisions} = await connectedAttack(identity, payloadFor(listeners), {policy: {network: {allow: [webRule]}}, network});
			expect(await listeners.visitors()).toEqual({connections: 0, datagrams: 0});
			expect(outcome.denied).toContainEqual(expect.objectContaining({kind: 'network', target: 'socket'}));
			expect(decisions).toEqual([]);
		},
		noNetworkOnLandlock,
	);
}

eachIdentity(
	'beside a granted network there are sockets for TCP, and for nothing else',
	async identity => {
		const {seen, network} = await openWeb();
		const payload = python(`
			import socket, urllib.request
			for family in [socket.AF_INET, socket.AF_INET6]:
			    for kind in ${JSON.stringify(types)}:
			        for protocol in ${JSON.stringify(Object.values(protocols))}:
			            attempt(lambda: socket.socket(family, kind, protocol).close())
			attempt(lambda: urllib.request.urlopen('http://web.test/', timeout=10).read())
		`);
		const {outcome} = await connectedAttack(identity, payload, {policy: {network: {allow: [webRule]}}, network});
		const kinds = types.length * Object.keys(protocols).length;
		expect(outcome.denied).toEqual([{kind: 'network', target: 'socket', count: 2 * (kinds - 2)}]);
		expect(seen).toHaveLength(1);
	},
	noNetworkOnLandlock,
);
