/**
The other end of every connection of a rehearsal: it takes them all, answers HTTP with an empty JSON object and refuses TLS.

Nothing leaves the machine: no name is resolved, and what is dialled is a socket of ours in a folder of ours. What was asked
for is in the proxy's decisions, as in any run.
*/

import {mkdtempSync, rmSync} from 'node:fs';
import {connect, createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Outbound} from '../egress/outbound.ts';

export interface Recorder {
	readonly outbound: Outbound;
	close(): void;
}

/** A fatal alert: there is no certificate that we could show. */
const handshakeFailure = Buffer.from([21, 3, 3, 0, 2, 2, 40]);
const emptyAnswer = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';
const handshake = 22;
/** Long enough for a client to say what it wants, short of any limit of a run. */
const patienceMs = 2000;

/** Start one; it serves until it is closed. */
export async function startRecorder(): Promise<Recorder> {
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-recorder-'));
	const path = join(folder, 'socket');
	const open = new Set<Socket>();
	const server = createServer({allowHalfOpen: true}, socket => {
		open.add(socket);
		socket.once('close', () => open.delete(socket));
		answer(socket);
	});
	await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
	return {
		outbound: {open: async () => ({kind: 'open', socket: await dial(path)})},
		close() {
			server.close();
			for (const socket of open) {
				socket.destroy();
			}

			rmSync(folder, {recursive: true, force: true});
		},
	};
}

function dial(path: string): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const socket = connect({path, allowHalfOpen: true});
		// Stays for the life of the socket: without a listener an error would end our process.
		socket.on('error', reject).once('connect', () => resolve(socket));
	});
}

function answer(socket: Socket): void {
	let seen = '';
	socket.on('error', () => socket.destroy());
	socket.setTimeout(patienceMs, () => socket.destroy());
	socket.on('data', (bytes: Buffer) => {
		if (seen === '' && bytes[0] === handshake) {
			socket.end(handshakeFailure);
			return;
		}

		seen = (seen + bytes.toString('latin1')).slice(-16_384);
		if (seen.includes('\r\n\r\n')) {
			socket.end(emptyAnswer);
		}
	});
	socket.once('end', () => socket.end());
}
