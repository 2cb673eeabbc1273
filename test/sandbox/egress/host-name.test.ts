import {expect, test} from 'vitest';
import {formatHost, parseAuthority, parseHost} from '../../../sandbox/egress/host-name.ts';

test.each([
	['api.example.org', 'api.example.org'],
	['API.Example.ORG', 'api.example.org'],
	['api.example.org.', 'api.example.org'],
	['_dmarc.example.org', '_dmarc.example.org'],
	['xn--bcher-kva.example', 'xn--bcher-kva.example'],
	['localhost', 'localhost'],
	['192.0.2.1', '192.0.2.1'],
	['2001:db8::1', '2001:db8::1'],
	['1e100.example', '1e100.example'],
])('reads %j as %j', (text, expected) => {
	expect(parseHost(text)?.text).toBe(expected);
});

test.each([
	['an empty host', ''],
	['a lone dot', '.'],
	['two trailing dots', 'example.org..'],
	['an empty label', 'a..example.org'],
	['a leading dot', '.example.org'],
	['a label that ends with a hyphen', '-x-.example.org'],
	['a long label', `${'a'.repeat(64)}.example.org`],
	['a long name', `${'a.'.repeat(127)}org`],
	['NUL', 'example.org\0.evil.test'],
	['an escaped NUL', 'example.org%00.evil.test'],
	['a user name', 'example.org@evil.test'],
	['a fragment', 'evil.test#example.org'],
	['a query', 'evil.test?example.org'],
	['a slash', 'evil.test/example.org'],
	['a backslash', 'evil.test\\example.org'],
	['a leading space', ' example.org'],
	['a tab', 'example\t.org'],
	['a line break', 'example.org\r\nX: y'],
	['a full-width letter', 'ｅxample.org'],
	['an ideographic full stop', 'example。org'],
	['a zero-width space', 'exa​mple.org'],
	['a Cyrillic homograph', 'exаmple.org'],
	['the Kelvin sign, which lower-cases to k', 'to\u212Aen.example.org'],
	['a zone id', 'fe80::1%eth0'],
	['a short IPv4 form', '127.1'],
	['a decimal IPv4 form', '2130706433'],
	['a hex IPv4 form', '0x7f000001'],
	['a hex last part', '127.0.0.0x1'],
	['an octal IPv4 form', '0177.0.0.1'],
	['leading zeros', '127.000.000.001'],
	['zero', '0'],
	['too many parts', '1.2.3.4.5'],
	['IPv4 with a trailing dot', '127.0.0.1.'],
	['a part above 255', '256.0.0.1'],
	['a circled digit', '①27.0.0.1'],
	['IPv6 that is not canonical', '2001:db8:0:0:0:0:0:1'],
	['IPv4-mapped IPv6', '::ffff:127.0.0.1'],
	['brackets', '[::1]'],
	['a port', 'example.org:443'],
])('reads no host from %s', (_title, text) => {
	expect(parseHost(text)).toBeUndefined();
});

test('accepts the longest name and label that DNS allows', () => {
	const name = [63, 63, 63, 61].map(length => 'a'.repeat(length)).join('.');
	expect(name).toHaveLength(253);
	expect(parseHost(name)?.text).toBe(name);
	expect(parseHost(`${name}.`)?.text).toBe(name);
});

test.each([
	['api.example.org:443', 'api.example.org', 443],
	['192.0.2.1:80', '192.0.2.1', 80],
	['[2001:db8::1]:8443', '[2001:db8::1]', 8443],
	['[2001:DB8::1]:65535', '[2001:db8::1]', 65_535],
])('reads the target %j', (text, host, port) => {
	const target = parseAuthority(text);
	expect(target && [formatHost(target.host), target.port]).toEqual([host, port]);
});

test.each([
	'example.org',
	'example.org:',
	'example.org:0',
	'example.org:65536',
	'example.org:0443',
	'example.org:+80',
	'example.org: 80',
	':80',
])('reads no target from %j', text => {
	expect(parseAuthority(text)).toBeUndefined();
});

test.each(['2001:db8::1:443', '[example.org]:443', '[127.0.0.1]:443', '[::1%lo]:443', '[::1]]:443', 'a@b:443', 'a:1:2'])(
	'reads no target from %j',
	text => {
		expect(parseAuthority(text)).toBeUndefined();
	},
);

test('uses the default port only where there is none', () => {
	expect(parseAuthority('example.org', 80)?.port).toBe(80);
	expect(parseAuthority('example.org:8080', 80)?.port).toBe(8080);
});
