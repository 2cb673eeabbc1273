/** What the proxy decided about one request, and the words for it. */

import type {Display} from '../base/display.ts';
import type {AddressClass} from './addresses.ts';

export type Protocol = 'connect' | 'http' | 'socks5' | 'unknown';

/** Why nothing was, or nothing more is, let through. */
export type Refusal =
	| `address-${Exclude<AddressClass, 'public'>}`
	| 'byte-limit'
	| 'connection-limit'
	| 'credential'
	| 'denied'
	| 'encrypted-hello'
	| 'internal'
	| 'lookup-rate'
	| 'malformed'
	| 'method'
	| 'no-server-name'
	| 'not-allowed'
	| 'pipelined'
	| 'server-name'
	| 'timeout'
	| 'tls-required'
	| 'too-large';

/** The network's failure, not the policy's answer. */
export type Failure = 'unresolved' | 'unreachable';

/**
One decision, for the audit log.

Each request gives one; a connection that was let through and is then cut
(`byte-limit`, `server-name`, `pipelined`) gives a second. `allowed` says what
the policy answered: `unresolved` and `unreachable` are allowed and failed.
*/
export interface Decision {
	/** As it was asked for, made safe to print; empty when the connection did not come that far. */
	readonly host: Display;
	/** 0 when not known. */
	readonly port: number;
	readonly allowed: boolean;
	readonly reason: 'rule' | Failure | Refusal;
	readonly protocol: Protocol;
}

const sentences: Readonly<Record<Refusal | Failure, string>> = {
	'address-broadcast': 'it resolves to a broadcast address',
	'address-embedded': 'it resolves to an IPv6 address that hides an IPv4 address which is not public',
	'address-link-local': 'it resolves to a link-local address',
	'address-loopback': 'it resolves to this machine (loopback)',
	'address-metadata': 'it resolves to the metadata service of a cloud',
	'address-multicast': 'it resolves to a multicast address',
	'address-own': 'it resolves to an address of this machine',
	'address-private': 'it resolves to a private address, which needs a rule for that address',
	'address-reserved': 'it resolves to a reserved address, which needs a rule for that address',
	'address-shared': 'it resolves to an address of the provider network, which needs a rule for that address',
	'address-unique-local': 'it resolves to a private address, which needs a rule for that address',
	'address-unspecified': 'it resolves to no address in particular',
	'byte-limit': 'this run has used up its network bytes',
	'connection-limit': 'this run has used up its connections',
	credential: 'the proxy credential of this run is missing or wrong',
	denied: 'a deny rule of the policy covers it',
	'encrypted-hello': 'the TLS greeting hides the name it is for',
	internal: 'the proxy failed',
	'lookup-rate': 'too many different names were asked for under a wildcard',
	malformed: 'the request is malformed',
	method: 'the proxy does not offer this kind of request',
	'no-server-name': 'the TLS greeting names no host',
	'not-allowed': 'no rule of the policy allows it',
	pipelined: 'the proxy serves one request on a connection',
	'server-name': 'the TLS greeting names another host',
	timeout: 'the request took too long to arrive',
	'tls-required': 'only TLS may use port 443',
	'too-large': 'the head of the request is too large',
	unresolved: 'its name was not resolved',
	unreachable: 'it was not reached',
};

/** Why, as a clause for people: "no rule of the policy allows it". */
export function describeReason(reason: Refusal | Failure): string {
	return sentences[reason];
}
