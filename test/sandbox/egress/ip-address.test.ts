import {expect, test} from 'vitest';
import {containsAddress, formatAddress, parseAddress, parseBlock} from '../../../sandbox/egress/ip-address.ts';

test('reads no zone ids and no spellings that only resolvers take for addresses', () => {
	for (const text of ['fe80::1%eth0', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0', '1.2.3', '1.2.3.4.', ' 1.2.3.4', '']) {
		expect(parseAddress(text), text).toBeUndefined();
	}
});

test('writes every address in one spelling', () => {
	const spelled = (text: string) => {
		const address = parseAddress(text);
		return address && formatAddress(address);
	};
	expect(spelled('2001:0DB8:0:0:0:0:0:1')).toBe('2001:db8::1');
	expect(spelled('::FFFF:1.2.3.4')).toBe('1.2.3.4');
	expect(spelled('1:2:3:4:5:6:7:8')).toBe('1:2:3:4:5:6:7:8');
	expect(spelled('64:ff9b::1.2.3.4')).toBe('64:ff9b::102:304');
	expect(spelled('255.0.1.2')).toBe('255.0.1.2');
});

test('reads blocks and finds the addresses in them', () => {
	const holds = (block: string, text: string) => {
		const [parsed, address] = [parseBlock(block), parseAddress(text)];
		return parsed !== undefined && address !== undefined && containsAddress(parsed, address);
	};
	expect(holds('192.0.2.0/24', '192.0.2.255')).toBe(true);
	expect(holds('192.0.2.0/24', '192.0.3.0')).toBe(false);
	expect(holds('0.0.0.0/0', '8.8.8.8')).toBe(true);
	expect(holds('0.0.0.0/0', '2606:4700::1')).toBe(false);
	expect(holds('2001:db8::/32', '2001:db8:ffff::1')).toBe(true);
	expect(holds('192.0.2.7', '192.0.2.7')).toBe(true);
});

test.each(['192.0.2.1/24', '192.0.2.0/33', '2001:db8::/129', '::ffff:10.0.0.0/104', '10/8', 'example.org/8', '10.0.0.0/', ''])(
	'reads no block from %j',
	text => {
		expect(parseBlock(text)).toBeUndefined();
	},
);
