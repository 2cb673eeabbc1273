/** Item 8: a door opened on the host. */

import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {freePort, reachedWhile} from './knock.ts';
import {node, python, type Payload} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {listenOn} from './the-twenty.ts';

const payloads: Readonly<Record<string, (port: number) => Payload>> = {
	Python: listenOn,
	Node: port =>
		node(`
			import {createServer} from 'node:net';
			await attempt(() => new Promise((done, fail) => {
				const server = createServer(() => { server.close(); done('reached'); }).on('error', fail);
				server.listen(${port}, '0.0.0.0');
			}));
		`),
};

for (const [name, payloadFor] of Object.entries(payloads)) {
	eachIdentity(`nobody reaches a port that ${name} opens`, async identity => {
		const port = await freePort();
		expect(await reachedWhile(port, runBare(identity, payloadFor(port)))).toBe(true);
		expect(await reachedWhile(port, attack(identity, payloadFor(port)))).toBe(false);
	});
}

eachIdentity('a skill serves itself through pipes', async identity => {
	const payload = python(`
		import os, select, threading
		read, write = os.pipe()
		threading.Thread(target=lambda: os.write(write, b'served')).start()
		select.select([read], [], [], 5)
		print(os.read(read, 10))
	`);
	expect((await attack(identity, payload)).stdout).toContain("b'served'");
});
