/** Trying a port of this host from outside. */

import {once} from 'node:events';
import {connect, createServer} from 'node:net';

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	return typeof address === 'object' && address !== null ? address.port : 0;
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
