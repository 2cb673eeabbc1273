/** Item 76: more connections, more patience and more bytes than a run has. */

import net from 'node:net';
import {expect} from 'vitest';
import {defaultEgressLimits} from '../../../sandbox/egress/limits.ts';
import {listen} from '../../sandbox/egress/harness.ts';
import {eachIdentity} from '../identity.ts';
import {node, python} from '../payload.ts';
import {connectedAttack} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

const policy = {network: {allow: [webRule, 'sink.test:80']}};

const proxyOf = `
import os, socket, threading, urllib.parse, urllib.request
proxy = urllib.parse.urlsplit(os.environ['HTTP_PROXY'])
def connect():
    return socket.create_connection((proxy.hostname, proxy.port), timeout=20)
def fetch():
    return urllib.request.urlopen('http://web.test/', timeout=20).read()
`;

eachIdentity(
	'connections beyond the total are closed, and said once',
	async identity => {
		const {seen, network} = await openWeb();
		const limits = {connectionsTotal: 500};
		const payload = python(`${proxyOf}
attempt(fetch)
for _ in range(600):
    connect().close()
attempt(fetch)
`);
		const {decisions, dialled} = await connectedAttack(identity, payload, {policy, network: {...network, limits}});
		expect(reasonsOf(decisions)).toEqual({rule: 1, 'connection-limit': 1});
		expect([dialled.length, seen.length]).toEqual([1, 1]);
	},
	noNetworkOnLandlock,
);

eachIdentity(
	'clients that never finish a request hold up others only for so long',
	async identity => {
		const {seen, network} = await openWeb();
		const payload = python(`${proxyOf}
slow = [connect() for _ in range(24)]
def trickle():
    for byte in b'GET http://web.test/ HTTP/1.1\\r\\nX: ' + b'x' * 2000:
        for client in slow:
            try:
                client.send(bytes([byte]))
            except OSError:
                pass
        threading.Event().wait(0.02)
threading.Thread(target=trickle, daemon=True).start()
attempt(fetch)
`);
		const limits = {connections: 8, headMs: 500};
		const {decisions, dialled} = await connectedAttack(identity, payload, {policy, network: {...network, limits}});
		const {timeout, ...others} = reasonsOf(decisions);
		// The last few may still be trickling when the run ends.
		expect(timeout).toBeGreaterThanOrEqual(16);
		expect(others).toEqual({rule: 1});
		expect([dialled.length, seen.length]).toEqual([1, 1]);
	},
	noNetworkOnLandlock,
);

/** A server that counts what it is sent. */
async function openSink(): Promise<{readonly port: number; readonly received: () => number}> {
	let received = 0;
	const server = net.createServer(socket => {
		socket.on('error', () => undefined);
		socket.on('data', bytes => {
			received += bytes.length;
		});
	});
	return {port: await listen(server), received: () => received};
}

const uploads = {
	Python: python(`${proxyOf}
def upload():
    body = (bytes(1 << 20) for _ in range(1024))
    return urllib.request.urlopen(urllib.request.Request('http://sink.test/', data=body, headers={'Content-Length': str(1 << 30)}), timeout=20).read()
attempt(fetch)
attempt(upload)
attempt(fetch)
`),
	Node: node(`
		import http from 'node:http';
		const fetchOne = async () => (await fetch('http://web.test/')).text();
		const upload = () => new Promise((done, fail) => {
			const request = http.request('http://sink.test/', {method: 'POST'}, done).on('error', fail);
			let left = 1024;
			const more = () => {
				while (left-- > 0 && request.write(Buffer.alloc(1 << 20)));
				left > 0 ? request.once('drain', more) : request.end();
			};
			more();
		});
		await attempt(fetchOne);
		await attempt(upload);
		await attempt(fetchOne);
	`),
};

for (const [name, payload] of Object.entries(uploads)) {
	eachIdentity(
		`an upload of a gigabyte by ${name} ends at the bytes of the run`,
		async identity => {
			const [{seen, network}, sink] = await Promise.all([openWeb({'sink.test': [['20.0.0.5']]}), openSink()]);
			const servers = {...network.servers, '20.0.0.5': sink.port};
			const {decisions} = await connectedAttack(identity, payload, {policy, network: {...network, servers}});
			expect(decisions).toContainEqual(expect.objectContaining({host: 'sink.test', allowed: false, reason: 'byte-limit'}));
			expect(sink.received()).toBeGreaterThan(defaultEgressLimits.bytesEachWay * 0.9);
			expect(sink.received()).toBeLessThanOrEqual(defaultEgressLimits.bytesEachWay);
			// What came before the flood was served, what came after was not.
			expect(seen).toHaveLength(1);
		},
		noNetworkOnLandlock,
	);
}
