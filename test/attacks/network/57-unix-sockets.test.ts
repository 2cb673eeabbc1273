/** Item 57: Unix sockets of the host, in a folder that the skill may read and at abstract names. */

import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {node, type Payload, python} from '../payload.ts';
import {attack, connectedAttack, placeFolder, runBare} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {listenOnUnix} from './unix-canary.ts';
import {openWeb, webRule} from './web.ts';

// bash has no way to a Unix socket.
const clients: Readonly<Record<string, (names: readonly string[]) => Payload>> = {
	Python: names =>
		python(`
			import socket
			for name in ${JSON.stringify(names)}:
			    name = '\\0' + name[1:] if name[0] == '@' else name
			    def connect(kind, suffix):
			        with socket.socket(socket.AF_UNIX, kind) as client:
			            client.connect(name + suffix)
			    attempt(lambda: connect(socket.SOCK_STREAM, '.stream'))
			    attempt(lambda: connect(socket.SOCK_DGRAM, '.dgram'))
			    attempt(lambda: connect(socket.SOCK_SEQPACKET, '.packet'))
			    attempt(lambda: connect(socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC, '.stream'))
			    attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', name + '.dgram'))
			    for kind in [socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_SEQPACKET]:
			        attempt(lambda: socket.socketpair(socket.AF_UNIX, kind)[0].sendto(b'x', name + '.dgram'))
			        attempt(lambda: socket.socketpair(socket.AF_UNIX, kind)[0].sendmsg([b'x'], [], 0, name + '.dgram'))
			        attempt(lambda: socket.socketpair(socket.AF_UNIX, kind)[0].connect(name + '.stream'))
		`),
	Node: names =>
		node(`
			import {connect} from 'node:net';
			for (const name of ${JSON.stringify(names)}) {
				const path = (name[0] === '@' ? '\\0' + name.slice(1) : name) + '.stream';
				await attempt(() => new Promise((done, fail) => connect({path}, done).on('error', fail).unref()));
			}
		`),
};

for (const [name, client] of Object.entries(clients)) {
	for (const granted of [[], [webRule]]) {
		eachIdentity(
			`${name} reaches no Unix socket of the host${granted.length > 0 ? ' beside a granted network' : ''}`,
			async identity => {
				const folder = placeFolder(identity, {'readme.txt': 'readable'});
				const abstract = `@skilllite-${randomBytes(8).toString('hex')}`;
				const canary = await listenOnUnix([join(folder, 'host'), abstract]);
				await runBare(identity, client([join(folder, 'host'), abstract]));
				const before = await canary.visits();
				expect(before).toBeGreaterThan(1);
				const payload = client([join(folder, 'host'), '/workspace/host', abstract]);
				const options = {policy: {filesystem: {read: ['.']}, network: {allow: granted}}, workspace: folder};
				const outcome =
					granted.length === 0
						? await attack(identity, payload, options)
						: (await connectedAttack(identity, payload, {...options, network: (await openWeb()).network})).outcome;
				expect(await canary.visits()).toBe(before);
				expect(outcome.denied).toContainEqual(expect.objectContaining({kind: 'network', target: 'socket'}));
			},
			granted.length > 0 ? noNetworkOnLandlock : {},
		);
	}
}

eachIdentity('a skill reads the folder in which such a socket lies', async identity => {
	const folder = placeFolder(identity, {'readme.txt': 'readable'});
	await listenOnUnix([join(folder, 'host')]);
	const payload = python("print(open('readme.txt').read())");
	expect((await attack(identity, payload, {policy: {filesystem: {read: ['.']}}, workspace: folder})).stdout).toContain('readable');
});
