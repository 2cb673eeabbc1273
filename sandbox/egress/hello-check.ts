/** Whether the first bytes that a client sends through a tunnel are for the host that the tunnel was asked for. */

import {readClientHello} from './client-hello.ts';
import type {Refusal} from './decision.ts';
import {parseHost, type Target} from './host-name.ts';
import type {Screened} from './relay.ts';

/** The port on which nothing but TLS passes. */
export const tlsPort = 443;

export type HelloVerdict = 'incomplete' | 'passes' | Refusal;

/**
Judge the bytes that have arrived so far.

- TLS must name the host of the tunnel. Towards an IP address it may name nobody, since TLS has no names for addresses.
- An encrypted ClientHello is refused: the name we can read is not the one the server acts on.
- Other protocols pass on every port but 443: the rule that allowed the port named it.
*/
export function judgeHello(bytes: Buffer, target: Target, maxBytes: number): HelloVerdict {
	const hello = readClientHello(bytes);
	switch (hello.kind) {
		case 'incomplete':
			return bytes.length > maxBytes ? 'too-large' : 'incomplete';
		case 'not-tls':
			return target.port === tlsPort ? 'tls-required' : 'passes';
		case 'malformed':
			return 'malformed';
		case 'hello':
			return hello.isEncrypted ? 'encrypted-hello' : judgeName(hello.serverName, target);
	}
}

/**
A screen for ports where the server may speak first: bytes pass at once unless they begin like TLS,
which is held back until its greeting is complete.
*/
export function createHelloScreen(target: Target, maxBytes: number, refuse: (reason: Refusal) => void): (bytes: Buffer) => Screened {
	let held: Buffer | undefined = Buffer.alloc(0);
	return bytes => {
		if (held === undefined) {
			return {kind: 'pass', bytes};
		}

		held = Buffer.concat([held, bytes]);
		const verdict = judgeHello(held, target, maxBytes);
		if (verdict === 'incomplete') {
			return {kind: 'pass', bytes: Buffer.alloc(0)};
		}

		if (verdict !== 'passes') {
			refuse(verdict);
			return {kind: 'stop'};
		}

		const released = held;
		held = undefined;
		return {kind: 'pass', bytes: released};
	};
}

function judgeName(serverName: string | undefined, {host}: Target): HelloVerdict {
	if (serverName === undefined) {
		return host.kind === 'address' ? 'passes' : 'no-server-name';
	}

	return parseHost(serverName)?.text === host.text ? 'passes' : 'server-name';
}
