/**
IP addresses and blocks as numbers, so that they are compared by their bits and never by their spelling.

`net.isIP` decides what is an address here; it is never used to decide what is
*not* one: resolvers read "127.1" and "2130706433" as 127.0.0.1 although
`net.isIP` says 0 for both. Names are kept apart by `host-name.ts`.
*/

import net from 'node:net';

export interface Address {
	readonly family: 4 | 6;
	readonly value: bigint;
}

/** All addresses whose first `prefix` bits are those of `base`. */
export interface Block {
	readonly base: Address;
	readonly prefix: number;
}

/** The address of any spelling that `net.isIP` knows, with IPv4-mapped ones as IPv4; undefined for names and for zone ids. */
export function parseAddress(text: string): Address | undefined {
	if (net.isIPv4(text)) {
		return {family: 4, value: parseQuad(text)};
	}

	if (!net.isIPv6(text) || text.includes('%')) {
		return undefined;
	}

	const value = parseGroups(text);
	// Dialling ::ffff:10.0.0.1 reaches 10.0.0.1, so it is 10.0.0.1 for every rule.
	return value >> 32n === 0xffffn ? {family: 4, value: value & 0xffff_ffffn} : {family: 6, value};
}

/** The one spelling of an address that we write and accept: dotted quad, or RFC 5952. */
export function formatAddress({family, value}: Address): string {
	if (family === 4) {
		return [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 0xffn).join('.');
	}

	const groups = Array.from({length: 8}, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
	return new net.SocketAddress({address: groups.join(':'), family: 'ipv6'}).address;
}

/**
Read `192.0.2.0/24`, `192.0.2.1` or `2001:db8::/32` as a block; a bare address is a block of one.

Undefined for anything else, and for a base with bits set beyond the prefix: such a rule does not mean what it says.
*/
export function parseBlock(text: string): Block | undefined {
	const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text);
	const base = match?.[1] === undefined ? undefined : parseAddress(match[1]);
	if (!base || (base.family === 4 && text.includes(':'))) {
		return undefined;
	}

	const prefix = Number(match?.[2] ?? widthOf(base));
	if (prefix > widthOf(base)) {
		return undefined;
	}

	const hostBits = BigInt(widthOf(base) - prefix);
	return (base.value >> hostBits) << hostBits === base.value ? {base, prefix} : undefined;
}

export function containsAddress({base, prefix}: Block, address: Address): boolean {
	const hostBits = BigInt(widthOf(base) - prefix);
	return base.family === address.family && base.value >> hostBits === address.value >> hostBits;
}

function widthOf(address: Address): 32 | 128 {
	return address.family === 4 ? 32 : 128;
}

function parseQuad(text: string): bigint {
	return text.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseGroups(text: string): bigint {
	const [head = '', tail] = text.split('::');
	const before = groupsOf(head);
	const after = groupsOf(tail ?? '');
	const zeros = Array.from({length: 8 - before.length - after.length}, () => 0n);
	return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | group, 0n);
}

/** The 16-bit groups of one side of `::`; a dotted quad at the end makes two. */
function groupsOf(side: string): readonly bigint[] {
	return side
		.split(':')
		.filter(group => group !== '')
		.flatMap(group => {
			const quad = group.includes('.') ? parseQuad(group) : undefined;
			return quad === undefined ? [BigInt(`0x${group}`)] : [quad >> 16n, quad & 0xffffn];
		});
}
