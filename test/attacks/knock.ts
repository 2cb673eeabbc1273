/** Trying a port of this host from outside. */

import {randomInt} from 'node:crypto';
import {once} from 'node:events';
import {connect, createServer} from 'node:net';

/** A port at which nobody listens, below those that the system gives away: no other test is given it meanwhile. */
export async function freePort(): Promise<number> {
	const port = randomInt(15_000, 30_000);
	const server = createServer().listen(port, '127.0.0.1');
	try {
		await once(server, 'listening');
		return port;
	} catch {
		return freePort();
	} finally {
		server.close();
	}
}

/** Try to connect over and over while something runs; whether it ever worked. */
export async function reachedWhile(port: number, running: Promise<unknown>): Promise<boolean> {
	let going = true;
	let reached = false;
	const knocking = (async () => {
		while (going) {
			reached = (await knock(port)) || reached;
		}
	})();
	await running;
	going = false;
	await knocking;
	return reached;
}

function knock(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => setTimeout(resolve, 5, false));
	});
}
