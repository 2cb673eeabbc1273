/** Made-up names, public-looking addresses and loopback servers, joined by the proxy's resolver and dialer. */

import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import {onTestFinished} from 'vitest';
import type {Clock} from '../../../sandbox/egress/clock.ts';
import type {Decision} from '../../../sandbox/egress/decision.ts';
import {proxyUser} from '../../../sandbox/egress/credential.ts';
import type {EgressLimits} from '../../../sandbox/egress/limits.ts';
import {createEgress, type Egress} from '../../../sandbox/egress/proxy.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';

export const credential = 'secret-of-this-run';
export const authorization = `Proxy-Authorization: Basic ${btoa(`${proxyUser}:${credential}`)}`;

export interface World {
	readonly allow?: readonly string[];
	readonly deny?: readonly string[];
	/** What each name resolves to, one answer a lookup; the last one stays. */
	readonly names?: Readonly<Record<string, readonly (readonly string[])[]>>;
	/** Which loopback port stands behind an address. */
	readonly servers?: Readonly<Record<string, number>>;
	readonly limits?: Partial<EgressLimits>;
	readonly clock?: Clock;
	readonly ownAddresses?: readonly string[];
}

export interface OpenedEgress {
	readonly port: number;
	readonly egress: Egress;
	readonly decisions: Decision[];
	readonly lookups: string[];
	/** `address:port` of each attempt to connect. */
	readonly dialled: string[];
}

/** A proxy behind a loopback listener, closed with the test. */
export async function openEgress(world: World): Promise<OpenedEgress> {
	const decisions: Decision[] = [];
	const lookups: string[] = [];
	const dialled: string[] = [];
	const egress = createEgress({
		policy: parsePolicy({network: {allow: world.allow ?? [], deny: world.deny ?? []}}),
		credential,
		onDecision: decision => decisions.push(decision),
		...(world.limits ? {limits: world.limits} : {}),
		...(world.clock ? {clock: world.clock} : {}),
		...(world.ownAddresses ? {ownAddresses: () => world.ownAddresses ?? []} : {}),
		resolver: async name => {
			lookups.push(name);
			const answers = world.names?.[name] ?? [];
			const turn = lookups.filter(lookup => lookup === name).length - 1;
			return answers[Math.min(turn, answers.length - 1)] ?? [];
		},
		dialer: (address, port) => {
			dialled.push(`${address}:${port}`);
			// Port 1 of loopback stands for a server that is not there.
			return net.connect({host: '127.0.0.1', port: world.servers?.[address] ?? 1, allowHalfOpen: true});
		},
	});
	const port = await listen(net.createServer({allowHalfOpen: true}, socket => egress.handle(socket)));
	onTestFinished(() => egress.close());
	return {port, egress, decisions, lookups, dialled};
}

/** The loopback port of a server that is closed with the test. */
export async function listen(server: net.Server): Promise<number> {
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		if (server instanceof http.Server) {
			server.closeAllConnections();
		}
	});
	const address = server.address();
	return typeof address === 'object' && address ? address.port : 0;
}

export interface SeenRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: http.IncomingHttpHeaders;
	readonly body: string;
}

/** A plain HTTP server that answers "hello" and keeps what it was asked. */
export async function listenHttp(): Promise<{readonly port: number; readonly seen: SeenRequest[]}> {
	const seen: SeenRequest[] = [];
	const server = http.createServer((request, response) => {
		let body = '';
		request.on('data', chunk => {
			body += chunk;
		});
		request.on('end', () => {
			seen.push({method: request.method ?? '', url: request.url ?? '', headers: request.headers, body});
			if (request.url === '/moved') {
				response.writeHead(302, {location: 'http://denied.test/'});
			}

			response.end('hello');
		});
	});
	return {port: await listen(server), seen};
}

/** A TCP server that keeps what it got and answers each piece with `reply`. */
export async function listenRaw(
	reply = 'pong',
): Promise<{readonly port: number; readonly received: () => string; readonly connections: () => number}> {
	const chunks: Buffer[] = [];
	let connections = 0;
	const sockets = new Set<net.Socket>();
	const server = net.createServer(socket => {
		connections += 1;
		sockets.add(socket);
		socket.on('error', () => undefined);
		socket.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			socket.write(reply);
		});
	});
	onTestFinished(() => {
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	return {port: await listen(server), received: () => Buffer.concat(chunks).toString('latin1'), connections: () => connections};
}

/** Connect to the proxy; the socket is gone with the test. */
export async function connect(port: number): Promise<net.Socket> {
	const socket = net.connect({host: '127.0.0.1', port});
	socket.on('error', () => undefined);
	onTestFinished(() => {
		socket.destroy();
	});
	await new Promise<void>(resolve => socket.once('connect', () => resolve()));
	return socket;
}

/** Send bytes and give everything that comes back until the proxy closes. */
export async function exchange(port: number, bytes: string | Buffer): Promise<string> {
	const socket = await connect(port);
	const chunks: Buffer[] = [];
	socket.on('data', (chunk: Buffer) => chunks.push(chunk));
	socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
	await closed(socket);
	return Buffer.concat(chunks).toString('latin1');
}

export async function closed(socket: net.Socket): Promise<void> {
	return new Promise(resolve => {
		if (socket.closed) {
			resolve();
		} else {
			socket.once('close', () => resolve());
		}
	});
}

/** Read from a socket until the text has come, and give what has come. */
export async function readUntil(socket: net.Socket, text: string): Promise<string> {
	let got = '';
	return new Promise(resolve => {
		const onData = (chunk: Buffer) => {
			got += chunk.toString('latin1');
			if (got.includes(text)) {
				settle();
			}
		};
		const settle = () => {
			socket.off('data', onData);
			socket.off('close', settle);
			socket.pause();
			resolve(got);
		};
		socket.on('data', onData);
		socket.on('close', settle);
		socket.resume();
	});
}

export function connectHead(target: string, ...headers: readonly string[]): string {
	return [`CONNECT ${target} HTTP/1.1`, authorization, ...headers, '', ''].join('\r\n');
}

export function getHead(url: string, ...headers: readonly string[]): string {
	return [`GET ${url} HTTP/1.1`, authorization, ...headers, '', ''].join('\r\n');
}

/** The status of an HTTP answer; 0 without one. */
export function statusOf(answer: string): number {
	return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** A tunnel to `target` through CONNECT; throws when the proxy refuses. */
export async function openTunnel(port: number, target: string): Promise<net.Socket> {
	const socket = await connect(port);
	socket.write(connectHead(target));
	const answer = await readUntil(socket, '\r\n\r\n');
	if (statusOf(answer) !== 200) {
		throw new Error(answer);
	}

	return socket;
}

/** The bytes with which a real TLS client of Node opens a connection; `servername` '' sends no name. */
export async function realHello(servername: string): Promise<Buffer> {
	const server = net.createServer();
	const port = await listen(server);
	return new Promise(resolve => {
		server.once('connection', socket => {
			socket.on('error', () => undefined);
			socket.once('data', (bytes: Buffer) => {
				socket.destroy();
				resolve(bytes);
			});
		});
		tls.connect({host: '127.0.0.1', port, servername}).on('error', () => undefined);
	});
}

export interface HelloParts {
	/** Raw bodies of extensions by type, in order. */
	readonly extensions: readonly (readonly [type: number, body: Buffer])[];
	/** Cut the handshake message into records of this many bytes. */
	readonly recordBytes?: number;
}

/** A ClientHello with exactly these extensions. */
export function craftHello({extensions, recordBytes = 16_384}: HelloParts): Buffer {
	const list = Buffer.concat(extensions.flatMap(([type, body]) => [uint16(type), uint16(body.length), body]));
	const body = Buffer.concat([uint16(0x0303), Buffer.alloc(32), Buffer.from([0, 0, 2, 0x13, 1, 1, 0]), uint16(list.length), list]);
	const message = Buffer.concat([Buffer.from([1, 0]), uint16(body.length), body]);
	const records: Buffer[] = [];
	for (let offset = 0; offset < message.length; offset += recordBytes) {
		const fragment = message.subarray(offset, offset + recordBytes);
		records.push(Buffer.from([22, 3, 1]), uint16(fragment.length), fragment);
	}

	return Buffer.concat(records);
}

/** The body of a server_name extension with these names. */
export function serverNames(...names: readonly string[]): Buffer {
	const list = Buffer.concat(names.flatMap(name => [Buffer.from([0]), uint16(name.length), Buffer.from(name, 'latin1')]));
	return Buffer.concat([uint16(list.length), list]);
}

export function uint16(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value);
	return bytes;
}

export interface Certificate {
	readonly key: Buffer;
	readonly cert: Buffer;
	readonly certPath: string;
}

/** A self-signed certificate for these names; undefined where openssl is missing. */
export function createCertificate(...names: readonly string[]): Certificate | undefined {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'egress-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const [keyPath, certPath] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
	const alternatives = names.map(name => `DNS:${name}`).join(',');
	const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyPath];
	const subject = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${alternatives}`];
	try {
		execFileSync('openssl', ['req', '-x509', ...newKey, '-days', '2', '-out', certPath, ...subject], {stdio: 'ignore'});
	} catch {
		return undefined;
	}

	return {key: readFileSync(keyPath), cert: readFileSync(certPath), certPath};
}

/** A clock that moves only when told to. */
export function createHandClock(): Clock & {readonly advance: (ms: number) => void} {
	let now = 0;
	let timers: {readonly at: number; readonly action: () => void}[] = [];
	return {
		now: () => now,
		after(delayMs, action) {
			const timer = {at: now + delayMs, action};
			timers.push(timer);
			return () => {
				timers = timers.filter(other => other !== timer);
			};
		},
		advance(ms) {
			now += ms;
			const due = timers.filter(timer => timer.at <= now);
			timers = timers.filter(timer => timer.at > now);
			for (const {action} of due) {
				action();
			}
		},
	};
}

/** Wait until a condition holds, at most a minute. */
export async function until(holds: () => boolean): Promise<void> {
	const deadline = Date.now() + 60_000;
	while (!holds()) {
		if (Date.now() > deadline) {
			throw new Error('The condition did not come true.');
		}

		await new Promise(resolve => {
			setImmediate(resolve);
		});
	}
}
