/**
The one grammar for what may stand where a host stands: in a rule, a URL, a CONNECT line, a SOCKS request, an SNI.

One spelling per host, read once: whatever another parser down the road might
read differently (numbers that resolvers take for addresses, percent signs,
user names, other alphabets) is not a host. Names of other alphabets come as
their `xn--` form and are compared as such.
*/

import {type Address, formatAddress, parseAddress} from './ip-address.ts';

export type Host =
	| {readonly kind: 'name'; readonly text: string}
	| {readonly kind: 'address'; readonly text: string; readonly address: Address};

export interface Target {
	readonly host: Host;
	readonly port: number;
}

const maxNameLength = 253;
const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
/** A last label like this makes resolvers read the whole name as a number. */
const numericLabel = /^(?:\d+|0x[0-9a-f]*)$/;

/** Read a name or a canonical IP address (IPv6 without brackets); undefined for everything else. */
export function parseHost(text: string): Host | undefined {
	// Before lower-casing: the Kelvin sign, for one, would become an ordinary k.
	if (text.length > 255 || !/^[A-Za-z0-9._:-]+$/.test(text)) {
		return undefined;
	}

	const lower = text.toLowerCase();
	const address = parseAddress(lower);
	if (address) {
		return formatAddress(address) === lower ? addressHost(address) : undefined;
	}

	const name = lower.endsWith('.') ? lower.slice(0, -1) : lower;
	const labels = name.split('.');
	const isName = name.length <= maxNameLength && labels.every(part => label.test(part)) && !numericLabel.test(labels.at(-1) ?? '');
	return isName ? {kind: 'name', text: name} : undefined;
}

/** The host of an address that came as bits. */
export function addressHost(address: Address): Host {
	return {kind: 'address', text: formatAddress(address), address};
}

/** Read `host:port` with IPv6 in brackets; without `defaultPort` the port must be there. Undefined when malformed. */
export function parseAuthority(text: string, defaultPort?: number): Target | undefined {
	const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::([1-9]\d{0,4}))?$/.exec(text);
	const host = match && parseHost(match[1] ?? match[2] ?? '');
	const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
	if (!host || port === undefined || port > 65_535) {
		return undefined;
	}

	// Brackets mean IPv6, and IPv6 means brackets.
	return (match?.[1] !== undefined) === isIpv6(host) ? {host, port} : undefined;
}

/** The host as it is written before `:port`. */
export function formatHost(host: Host): string {
	return isIpv6(host) ? `[${host.text}]` : host.text;
}

function isIpv6(host: Host): boolean {
	return host.kind === 'address' && host.address.family === 6;
}
