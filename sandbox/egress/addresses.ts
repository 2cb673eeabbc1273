/**
What kind of place an address is, judged by its bits after resolution.

Only `public` is reachable by a name alone. The `openable` classes need an IP
rule of the policy; the others are closed for good: the host itself, what
configures it, and forms that hide one address inside another.
*/

import {type Address, type Block, containsAddress, parseBlock} from './ip-address.ts';

export type AddressClass =
	| 'public'
	| 'unspecified'
	| 'loopback'
	| 'own'
	| 'metadata'
	| 'link-local'
	| 'private'
	| 'shared'
	| 'unique-local'
	| 'reserved'
	| 'multicast'
	| 'broadcast'
	| 'embedded';

export interface Classified {
	readonly class: AddressClass;
	/** The special-purpose block it lies in, if it lies in a known one. */
	readonly block?: Block;
}

/** Classes that an IP rule can open, when the rule stays within the block. */
export const openableClasses: ReadonlySet<AddressClass> = new Set(['private', 'shared', 'unique-local', 'reserved']);

/** First match wins, so single addresses stand before the blocks around them. */
const specialBlocks = table([
	['169.254.169.254', 'metadata'],
	['100.100.100.200', 'metadata'],
	['168.63.129.16', 'metadata'],
	['192.0.0.192', 'metadata'],
	['0.0.0.0/8', 'unspecified'],
	['10.0.0.0/8', 'private'],
	['100.64.0.0/10', 'shared'],
	['127.0.0.0/8', 'loopback'],
	['169.254.0.0/16', 'link-local'],
	['172.16.0.0/12', 'private'],
	['192.0.0.0/24', 'reserved'],
	['192.0.2.0/24', 'reserved'],
	['192.88.99.0/24', 'reserved'],
	['192.168.0.0/16', 'private'],
	['198.18.0.0/15', 'reserved'],
	['198.51.100.0/24', 'reserved'],
	['203.0.113.0/24', 'reserved'],
	['224.0.0.0/4', 'multicast'],
	['255.255.255.255', 'broadcast'],
	['240.0.0.0/4', 'reserved'],
	['::', 'unspecified'],
	['::1', 'loopback'],
	['fd00:ec2::/32', 'metadata'],
	['fd20:ce::/32', 'metadata'],
	['fd00:42::42', 'metadata'],
	['fd00:c1::a9fe:a9fe', 'metadata'],
	['fd00:a9fe:a9fe::1', 'metadata'],
	['fc00::/7', 'unique-local'],
	['fe80::/10', 'link-local'],
	['ff00::/8', 'multicast'],
	['fec0::/10', 'private'],
	['64:ff9b:1::/48', 'reserved'],
	['2001::/23', 'reserved'],
	['2001:db8::/32', 'reserved'],
	['2002::/16', 'reserved'],
	['3fff::/20', 'reserved'],
]);

/** Where an IPv6 address carries an IPv4 one: the block, how far right the 32 bits stand, and whether all are turned over. */
const carriers = [
	{block: block('::/96'), shift: 0n, mask: 0n},
	{block: block('64:ff9b::/96'), shift: 0n, mask: 0n},
	{block: block('64:ff9b:1::/48'), shift: 0n, mask: 0n},
	{block: block('2002::/16'), shift: 80n, mask: 0n},
	{block: block('2001::/32'), shift: 0n, mask: 0xffff_ffffn},
];

const nat64 = block('64:ff9b::/96');
const globalUnicast = block('2000::/3');

/**
Say what kind of place an address is; `own` are the addresses of this host's interfaces.

An IPv6 address that carries a non-public IPv4 address is `embedded`, whatever
block it lies in. IPv6 outside the global unicast space is never public, except
NAT64, through which IPv6-only hosts reach the rest of the world.
*/
export function classifyAddress(address: Address, own: readonly Address[]): Classified {
	const special = specialBlocks.find(entry => containsAddress(entry.block, address));
	if (special?.class === 'loopback' || special?.class === 'unspecified') {
		return special;
	}

	if (own.some(mine => mine.family === address.family && mine.value === address.value)) {
		return {class: 'own'};
	}

	const carried = carriedAddress(address);
	if (carried && classifyAddress(carried, own).class !== 'public') {
		return {class: 'embedded'};
	}

	if (special) {
		return special;
	}

	if (address.family === 4 || containsAddress(globalUnicast, address) || containsAddress(nat64, address)) {
		return {class: 'public'};
	}

	return {class: 'reserved'};
}

/** The IPv4 address inside an IPv6 one (IPv4-compatible, NAT64, 6to4, Teredo), if there is one. */
export function carriedAddress(address: Address): Address | undefined {
	const carrier = carriers.find(entry => containsAddress(entry.block, address));
	return carrier && {family: 4, value: ((address.value >> carrier.shift) & 0xffff_ffffn) ^ carrier.mask};
}

function block(text: string): Block {
	const parsed = parseBlock(text);
	if (!parsed) {
		throw new TypeError(`Not a block: ${text}`);
	}

	return parsed;
}

function table(rows: readonly (readonly [string, AddressClass])[]): readonly Required<Classified>[] {
	return rows.map(([text, addressClass]) => ({block: block(text), class: addressClass}));
}
