/**
The allow-listing proxy of one run: the only way from a sandbox with network grants to the world.

It does not listen: connections are handed to it, wherever they were accepted.
It holds the policy, the credential and the counters of one run and is closed
with it. Whatever is not understood, not allowed or fails is not let through.
*/

import type {Socket} from 'node:net';
import type {Policy} from '../policy.ts';
import {type Clock, systemClock} from './clock.ts';
import {isCredential} from './credential.ts';
import type {Decision} from './decision.ts';
import {serveHttp} from './http.ts';
import {defaultEgressLimits, type EgressLimits} from './limits.ts';
import {createOutbound, type Dialer, interfaceAddresses, type Outbound, type Resolver, systemDialer, systemResolver} from './outbound.ts';
import type {Direction} from './relay.ts';
import {parseHostRules} from './rules.ts';
import {decisionOn, type Session, underHeadDeadline} from './session.ts';
import {SocketReader} from './socket-reader.ts';
import {serveSocks} from './socks5.ts';

export interface EgressOptions {
	/** What was granted; only its network part is used. */
	readonly policy: Policy;
	/** The password of this run, from `createCredential`. */
	readonly credential: string;
	readonly onDecision: (decision: Decision) => void;
	readonly limits?: Partial<EgressLimits>;
	/** For tests: they bring made-up names to loopback servers. What a resolver says is checked all the same; a dialer gets checked addresses only. */
	readonly resolver?: Resolver;
	readonly dialer?: Dialer;
	/** Instead of rules, resolver and dialer: who brings this decides alone where targets lead. */
	readonly outbound?: Outbound;
	readonly clock?: Clock;
	readonly ownAddresses?: () => readonly string[];
}

export interface EgressStats {
	/** Connections handed over so far. */
	readonly connections: number;
	readonly active: number;
	readonly refused: number;
	readonly bytesOut: number;
	readonly bytesIn: number;
}

export interface Egress {
	/** Serve one connection; it is closed in the end, whatever happens. Best accepted with `allowHalfOpen`. */
	handle(socket: Socket): void;
	/** Cut all connections, take no more, and wait until they are gone. */
	close(): Promise<void>;
	readonly stats: EgressStats;
}

/** A proxy for one run. Throws a PolicyError when a rule of the policy cannot be read. */
export function createEgress(options: EgressOptions): Egress {
	return new RunEgress(options);
}

const lingerMs = 1000;

class RunEgress implements Egress {
	readonly #options: EgressOptions;
	readonly #limits: EgressLimits;
	readonly #clock: Clock;
	readonly #outbound: Outbound;
	readonly #serving = new Map<Socket, Promise<void>>();
	readonly #waiting: Socket[] = [];
	readonly #bytes: Record<Direction, number> = {out: 0, in: 0};
	#connections = 0;
	#refused = 0;
	#isLimitReported = false;
	#isClosed = false;

	constructor(options: EgressOptions) {
		this.#options = options;
		this.#limits = {...defaultEgressLimits, ...options.limits};
		this.#clock = options.clock ?? systemClock;
		this.#outbound =
			options.outbound ??
			createOutbound({
				rules: parseHostRules(options.policy.network),
				limits: this.#limits,
				clock: this.#clock,
				resolver: options.resolver ?? systemResolver,
				dialer: options.dialer ?? systemDialer,
				ownAddresses: options.ownAddresses ?? interfaceAddresses,
			});
	}

	get stats(): EgressStats {
		return {
			connections: this.#connections,
			active: this.#serving.size,
			refused: this.#refused,
			bytesOut: this.#bytes.out,
			bytesIn: this.#bytes.in,
		};
	}

	handle(socket: Socket): void {
		// A client that resets its connection is no failure of ours; the close that follows is what counts.
		socket.on('error', () => undefined);
		socket.pause();
		if (this.#isClosed) {
			socket.destroy();
			return;
		}

		this.#connections += 1;
		if (this.#connections > this.#limits.connectionsTotal || this.#waiting.length >= this.#limits.waiting) {
			this.#reportLimitOnce();
			socket.destroy();
			return;
		}

		this.#waiting.push(socket);
		this.#serveWaiting();
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		for (const socket of [...this.#waiting.splice(0), ...this.#serving.keys()]) {
			socket.destroy();
		}

		await Promise.all(this.#serving.values());
	}

	#serveWaiting(): void {
		while (this.#serving.size < this.#limits.connections) {
			const socket = this.#waiting.shift();
			if (!socket) {
				return;
			}

			const served = this.#serve(socket).finally(() => {
				this.#serving.delete(socket);
				this.#serveWaiting();
			});
			this.#serving.set(socket, served);
		}
	}

	/** Serve one connection until it is closed; never rejects. */
	async #serve(client: Socket): Promise<void> {
		const gone = new AbortController();
		const closed = new Promise<void>(resolve => {
			client.once('close', () => {
				gone.abort();
				resolve();
			});
		});
		if (client.destroyed) {
			return;
		}

		try {
			const session = this.#sessionOf(client, gone.signal);
			await serveProtocol(session);
			session.reader.release();
			this.#linger(client);
		} catch {
			// Fail closed: what we did not foresee is cut off, and the run goes on without it.
			this.#report(decisionOn('', 'unknown', {allowed: false, reason: 'internal'}));
			client.destroy();
		}

		await closed;
	}

	/**
	Read and drop what the client still sends for a moment, then close.

	Closing a socket with unread bytes sends a reset, which can take our answer away before the client has read it.
	*/
	#linger(client: Socket): void {
		if (client.destroyed) {
			return;
		}

		client.end();
		client.on('data', () => undefined);
		client.once('end', () => client.destroySoon());
		client.resume();
		const cancel = this.#clock.after(client.readableEnded ? 0 : lingerMs, () => client.destroy());
		client.once('close', cancel);
	}

	#sessionOf(client: Socket, signal: AbortSignal): Session {
		const {credential} = this.#options;
		return {
			client,
			signal,
			reader: new SocketReader(client),
			limits: this.#limits,
			clock: this.#clock,
			outbound: this.#outbound,
			isCredential: (user, password) => isCredential(user, password, credential),
			spend: (direction, bytes) => this.#spend(direction, bytes),
			report: decision => this.#report(decision),
		};
	}

	#spend(direction: Direction, bytes: number): boolean {
		this.#bytes[direction] += bytes;
		return !this.#isClosed && this.#bytes[direction] <= this.#limits.bytesEachWay;
	}

	#report(decision: Decision): void {
		// Connections that end because the run ended were not decided on.
		if (this.#isClosed) {
			return;
		}

		this.#refused += decision.allowed ? 0 : 1;
		try {
			this.#options.onDecision(decision);
		} catch {
			// Fail closed: traffic that cannot be recorded does not happen.
			void this.close();
		}
	}

	/** Once a run: a flood of connections must not become a flood of records. */
	#reportLimitOnce(): void {
		this.#refused += this.#isLimitReported ? 1 : 0;
		if (!this.#isLimitReported) {
			this.#isLimitReported = true;
			this.#report(decisionOn('', 'unknown', {allowed: false, reason: 'connection-limit'}));
		}
	}
}

/** SOCKS5 begins with its version, a byte that no HTTP method begins with. */
async function serveProtocol(session: Session): Promise<void> {
	const {value: hasBegun, isLate} = await underHeadDeadline(session, () => session.reader.until(bytes => bytes.length > 0));
	if (!hasBegun) {
		if (isLate) {
			session.report(decisionOn('', 'unknown', {allowed: false, reason: 'timeout'}));
		}

		return;
	}

	await (session.reader.bytes[0] === 5 ? serveSocks(session) : serveHttp(session));
}
