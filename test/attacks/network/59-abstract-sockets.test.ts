/** Item 59: the sockets of a desktop (session bus, display server), which need no file to be reached. */

import {randomBytes} from 'node:crypto';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {node, type Payload, python} from '../payload.ts';
import {attack, connectedAttack, runBare} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {listenOnUnix} from './unix-canary.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

const clients: Readonly<Record<string, (names: readonly string[]) => Payload>> = {
	Python: names =>
		python(`
			import socket, urllib.request
			for name in ${JSON.stringify(names)}:
			    attempt(lambda: socket.socket(socket.AF_UNIX).connect('\\0' + name[1:] + '.stream'))
			attempt(lambda: urllib.request.urlopen('http://web.test/', timeout=10).read())
		`),
	Node: names =>
		node(`
			import {connect} from 'node:net';
			for (const name of ${JSON.stringify(names)}) {
				await attempt(() => new Promise((done, fail) => connect({path: '\\0' + name.slice(1) + '.stream'}, done).on('error', fail).unref()));
			}
			await attempt(async () => (await fetch('http://web.test/')).text());
		`),
};

for (const [name, client] of Object.entries(clients)) {
	eachIdentity(`${name} finds no desktop`, async identity => {
		const mark = randomBytes(8).toString('hex');
		const names = [`@/tmp/.X11-unix/X${mark}`, `@/tmp/dbus-${mark}`];
		const canary = await listenOnUnix(names);
		await runBare(identity, client(names));
		expect(await canary.visits()).toBe(names.length);
		const {denied} = await attack(identity, client(names));
		expect(await canary.visits()).toBe(names.length);
		expect(denied).toContainEqual(expect.objectContaining({kind: 'network', target: 'socket'}));
	});

	eachIdentity(
		`${name} finds none beside a granted network, which works`,
		async identity => {
			const names = [`@/tmp/.X11-unix/X${randomBytes(8).toString('hex')}`];
			const canary = await listenOnUnix(names);
			const {seen, network} = await openWeb();
			const {decisions} = await connectedAttack(identity, client(names), {policy: {network: {allow: [webRule]}}, network});
			expect(await canary.visits()).toBe(0);
			expect(reasonsOf(decisions)).toEqual({rule: 1});
			expect(seen).toHaveLength(1);
		},
		noNetworkOnLandlock,
	);
}
