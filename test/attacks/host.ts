/** What the tests plant and watch on the host: canary files, processes, listeners. */

import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {networkInterfaces} from 'node:os';
import {onTestFinished} from 'vitest';
import {asUser} from './identity.ts';

/** Who removes what was planted: the test that is running, or another one who planted it. */
export type AtEnd = (remove: () => void) => void;

export interface HostProcess {
	readonly pid: number;
	/** Stands in its command line and nowhere else. */
	readonly mark: string;
	isAlive(): boolean;
}

/** A process of the host with a command line of its own, as a given user. */
export async function startCanary(uid: number, atEnd: AtEnd = onTestFinished): Promise<HostProcess> {
	const mark = uniqueSeconds();
	const child: ChildProcess = spawn('/bin/sleep', [mark], {...asUser({uid, gid: uid}), env: {}, stdio: 'ignore'});
	await once(child, 'spawn');
	atEnd(() => {
		child.kill('SIGKILL');
	});
	return {pid: child.pid ?? 0, mark, isAlive: () => child.exitCode === null && child.signalCode === null};
}

/** A number of seconds, some minutes, that no other process sleeps for: `sleep` of it can be found again. */
export function uniqueSeconds(): string {
	return `1${randomBytes(1).readUInt8() % 10}7.${String(randomBytes(6).readUIntBE(0, 6)).padStart(15, '0')}`;
}

/** Host pids whose command line holds a text. */
export function processesWith(text: string): readonly number[] {
	return readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.filter(pid => commandLine(pid).includes(text))
		.map(Number);
}

/** How many processes with a text in their command line there were at most while something ran. */
export async function mostOf(text: string, running: Promise<unknown>): Promise<number> {
	let most = 0;
	let isOver = false;
	const over = running.finally(() => {
		isOver = true;
	});
	while (!isOver) {
		most = Math.max(most, processesWith(text).length);
		await new Promise(resolve => setTimeout(resolve, 3));
	}

	await over;
	return most;
}

function commandLine(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
	} catch {
		// It has ended.
		return '';
	}
}

export interface Listeners {
	readonly tcpPort: number;
	readonly udpPort: number;
	/** Addresses that reach them from this host: loopback and, where there is one, the network's. */
	readonly addresses: readonly string[];
	/** How many connections and datagrams have come up to now. */
	visitors(): Promise<{readonly connections: number; readonly datagrams: number}>;
}

/** TCP and UDP listeners on every address of the host, which count who comes. */
export async function listenOnHost(atEnd: AtEnd = onTestFinished): Promise<Listeners> {
	const host = hasIpv6() ? '::' : '0.0.0.0';
	const callers: number[] = [];
	const senders: number[] = [];
	const server = createServer(socket => {
		callers.push(socket.remotePort ?? 0);
		socket.on('error', () => {
			// The payload went away.
		});
		socket.end('HTTP/1.0 200 OK\r\n\r\nreached');
	});
	server.listen(0, host);
	const udp = createSocket(host === '::' ? 'udp6' : 'udp4');
	udp.on('message', (_bytes, {port}) => senders.push(port));
	udp.bind(0, host);
	await Promise.all([once(server, 'listening'), once(udp, 'listening')]);
	atEnd(() => {
		server.close();
		udp.close();
	});
	const address = server.address();
	const tcpPort = typeof address === 'object' && address !== null ? address.port : 0;
	const udpPort = udp.address().port;
	return {
		tcpPort,
		udpPort,
		addresses: hostAddresses(),
		// Queues keep their order: when our own visit has been counted, so has every one before it.
		visitors: async () => ({
			connections: await countBefore(callers, await call(tcpPort)),
			datagrams: await countBefore(senders, await send(udpPort)),
		}),
	};
}

async function countBefore(visits: number[], ours: number): Promise<number> {
	await waitFor(() => visits.includes(ours));
	visits.splice(visits.indexOf(ours), 1);
	return visits.length;
}

/** Connect once; gives the port that we came from. */
async function call(port: number): Promise<number> {
	const socket = connect(port, '127.0.0.1');
	await once(socket, 'connect');
	const {localPort = 0} = socket;
	socket.destroy();
	return localPort;
}

async function send(port: number): Promise<number> {
	const socket = createSocket('udp4');
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	const from = socket.address().port;
	await new Promise(resolve => socket.send('ours', port, '127.0.0.1', resolve));
	socket.close();
	return from;
}

function hasIpv6(): boolean {
	return Object.values(networkInterfaces()).some(list => list?.some(({address}) => address === '::1'));
}

function hostAddresses(): readonly string[] {
	const all = Object.values(networkInterfaces()).flatMap(list => list ?? []);
	// A link-local address needs its interface's name beside it.
	return all.map(({address}) => address).filter(address => !address.startsWith('fe80'));
}

const deadlineMs = 20_000;

/** Wait until something holds, looking every few milliseconds. Throws after twenty seconds, before anything here ends by itself. */
export async function waitFor(condition: () => boolean): Promise<void> {
	const begun = performance.now();
	while (!condition()) {
		if (performance.now() - begun > deadlineMs) {
			throw new Error(`It did not come true within ${deadlineMs} ms: ${condition}`);
		}

		await new Promise(resolve => setTimeout(resolve, 3));
	}
}
