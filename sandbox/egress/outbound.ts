/**
The way out: from a target that was asked for to a socket that reaches it, or the reason why not.

A name is resolved once; every address of the answer is checked; what is dialled
is a checked address, never the name. An answer with one bad address is refused
whole, since honest zones do not mix public and private addresses.
*/

import dns from 'node:dns';
import net, {type Socket} from 'node:net';
import os from 'node:os';
import {type Address, formatAddress, parseAddress} from './ip-address.ts';
import {type Clock, within} from './clock.ts';
import type {Failure, Refusal} from './decision.ts';
import type {Host, Target} from './host-name.ts';
import type {EgressLimits} from './limits.ts';
import {createLookupCap} from './lookup-cap.ts';
import {decideHost, type HostRules, refusalOfAddress} from './rules.ts';

/** All addresses of a name; a name without any is an empty list or an error. */
export type Resolver = (name: string) => Promise<readonly string[]>;
/** Start to connect to an address; the socket is half-open capable and not yet connected. */
export type Dialer = (address: string, port: number) => Socket;

export type Opened =
	| {readonly kind: 'open'; readonly socket: Socket}
	| {readonly kind: 'refused'; readonly reason: Refusal}
	| {readonly kind: 'failed'; readonly reason: Failure};

export interface Outbound {
	/** Decide, resolve, check and dial; gives up when `signal` fires. */
	open(target: Target, signal: AbortSignal): Promise<Opened>;
}

export interface OutboundOptions {
	readonly rules: HostRules;
	readonly limits: EgressLimits;
	readonly clock: Clock;
	readonly resolver: Resolver;
	readonly dialer: Dialer;
	/** Addresses of this host, asked at each check: interfaces come and go. */
	readonly ownAddresses: () => readonly string[];
}

const maxDialled = 6;
/** How long an address is tried while others are left: IPv6 that leads nowhere is common. */
const impatientMs = 1000;

export const systemResolver: Resolver = async name => (await dns.promises.lookup(name, {all: true})).map(({address}) => address);

export const systemDialer: Dialer = (address, port) => net.connect({host: address, port, allowHalfOpen: true});

/** The addresses of this host's interfaces. */
export function interfaceAddresses(): readonly string[] {
	return Object.values(os.networkInterfaces()).flatMap(list => (list ?? []).map(({address}) => address));
}

export function createOutbound(options: OutboundOptions): Outbound {
	const {rules, limits, clock} = options;
	const mayLookUp = createLookupCap(limits.lookups, limits.lookupWindowMs, clock);
	const resolve = shareAnswers(options.resolver);

	return {
		async open({host, port}, signal) {
			const decision = decideHost(rules, host, port);
			if (!decision.allowed) {
				return {kind: 'refused', reason: decision.reason};
			}

			if (decision.rule.match.kind === 'below' && !mayLookUp(host.text)) {
				return {kind: 'refused', reason: 'lookup-rate'};
			}

			const answers = await answersFor(host, name => within(clock, limits.resolveMs, signal, resolve(name)));
			const own = options.ownAddresses().flatMap(text => parseAddress(text) ?? []);
			const refusals = answers.map(address => address && refusalOfAddress(rules, address, port, own));
			const refusal = refusals.find(reason => reason !== undefined);
			if (refusal) {
				return {kind: 'refused', reason: refusal};
			}

			// An address that we cannot read (a zone id, for one) has not been checked.
			const addresses = answers.flatMap(address => address ?? []);
			if (addresses.length === 0 || addresses.length < answers.length) {
				return {kind: 'failed', reason: 'unresolved'};
			}

			const socket = await dialFirst(addresses, port, signal, options);
			return socket ? {kind: 'open', socket} : {kind: 'failed', reason: 'unreachable'};
		},
	};
}

async function answersFor(
	host: Host,
	resolve: (name: string) => Promise<readonly string[] | undefined>,
): Promise<readonly (Address | undefined)[]> {
	return host.kind === 'address' ? [host.address] : ((await resolve(host.text)) ?? []).map(parseAddress);
}

/** One lookup at a time for a name: lookups of the system occupy the few threads that also serve our files. */
function shareAnswers(resolver: Resolver): Resolver {
	const pending = new Map<string, Promise<readonly string[]>>();
	return async name => {
		const answer = pending.get(name) ?? resolver(name).finally(() => pending.delete(name));
		pending.set(name, answer);
		return answer;
	};
}

async function dialFirst(
	addresses: readonly Address[],
	port: number,
	signal: AbortSignal,
	{dialer, clock, limits}: OutboundOptions,
): Promise<Socket | undefined> {
	const tried = addresses.slice(0, maxDialled);
	for (const [index, address] of tried.entries()) {
		if (signal.aborted) {
			return undefined;
		}

		const limitMs = index === tried.length - 1 ? limits.dialMs : Math.min(impatientMs, limits.dialMs);
		const socket = dialer(formatAddress(address), port);
		if (await within(clock, limitMs, signal, connected(socket))) {
			return socket;
		}

		socket.destroy();
	}

	return undefined;
}

async function connected(socket: Socket): Promise<true> {
	return new Promise((resolve, reject) => {
		socket.once('connect', () => resolve(true));
		// Stays for the life of the socket: without a listener an error would end our process.
		socket.on('error', reject);
	});
}
