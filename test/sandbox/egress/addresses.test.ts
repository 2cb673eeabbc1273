import {expect, test} from 'vitest';
import {parseAddress} from '../../../sandbox/egress/ip-address.ts';
import {classifyAddress} from '../../../sandbox/egress/addresses.ts';

function classOf(text: string, own: readonly string[] = []): string | undefined {
	const address = parseAddress(text);
	return (
		address &&
		classifyAddress(
			address,
			own.flatMap(mine => parseAddress(mine) ?? []),
		).class
	);
}

test.each([
	['127.0.0.1', 'loopback'],
	['127.255.255.254', 'loopback'],
	['::1', 'loopback'],
	['::ffff:127.0.0.1', 'loopback'],
	['0.0.0.0', 'unspecified'],
	['0.1.2.3', 'unspecified'],
	['::', 'unspecified'],
	['10.0.0.1', 'private'],
	['172.16.0.1', 'private'],
	['172.31.255.255', 'private'],
	['192.168.1.1', 'private'],
	['::ffff:10.1.2.3', 'private'],
	['100.64.0.1', 'shared'],
	['169.254.1.1', 'link-local'],
	['fe80::1', 'link-local'],
	['169.254.169.254', 'metadata'],
	['::ffff:169.254.169.254', 'metadata'],
	['fd00:ec2::254', 'metadata'],
	['100.100.100.200', 'metadata'],
	['168.63.129.16', 'metadata'],
	['192.0.0.192', 'metadata'],
	['fd20:ce::254', 'metadata'],
	['fd00:42::42', 'metadata'],
	['fd00:c1::a9fe:a9fe', 'metadata'],
	['fd00:a9fe:a9fe::1', 'metadata'],
	['fc00::1', 'unique-local'],
	['fd12:3456::1', 'unique-local'],
	['224.0.0.1', 'multicast'],
	['ff02::1', 'multicast'],
	['255.255.255.255', 'broadcast'],
	['192.0.2.1', 'reserved'],
	['198.51.100.1', 'reserved'],
	['203.0.113.1', 'reserved'],
	['198.18.0.1', 'reserved'],
	['240.0.0.1', 'reserved'],
	['2001:db8::1', 'reserved'],
	['4000::1', 'reserved'],
	['::7f00:1', 'embedded'],
	['::10.0.0.1', 'embedded'],
	['64:ff9b::7f00:1', 'embedded'],
	['64:ff9b::a9fe:a9fe', 'embedded'],
	['2002:7f00:1::', 'embedded'],
	['2002:c0a8:101::1', 'embedded'],
	['2002:808:808::1', 'reserved'],
	['64:ff9b:1::a00:1', 'embedded'],
	['64:ff9b:1::808:808', 'reserved'],
	['2001:0:808:808::80ff:fffe', 'embedded'],
	['2001:0:808:808::f7f7:f7f7', 'reserved'],
	['::ffff:0:7f00:1', 'reserved'],
	['100::1', 'reserved'],
	['5f00::1', 'reserved'],
	['3fff::1', 'reserved'],
	['fec0::1', 'private'],
])('calls %s %s', (text, expected) => {
	expect(classOf(text)).toBe(expected);
});

test.each([
	'8.8.8.8',
	'172.15.0.1',
	'172.32.0.1',
	'100.63.0.1',
	'100.128.0.1',
	'169.253.0.1',
	'::ffff:8.8.8.8',
	'2606:4700::1',
	'64:ff9b::808:808',
])('calls %s public', text => {
	expect(classOf(text)).toBe('public');
});

test('calls an address of this host its own, also inside another address', () => {
	expect(classOf('20.0.0.9', ['20.0.0.9'])).toBe('own');
	expect(classOf('64:ff9b::1400:9', ['20.0.0.9'])).toBe('embedded');
	expect(classOf('20.0.0.8', ['20.0.0.9'])).toBe('public');
});
