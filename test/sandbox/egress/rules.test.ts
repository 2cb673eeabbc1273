import {expect, test} from 'vitest';
import {PolicyError} from '../../../sandbox/base/errors.ts';
import {parseAddress} from '../../../sandbox/egress/ip-address.ts';
import {parseHost} from '../../../sandbox/egress/host-name.ts';
import {decideHost, parseHostRules, refusalOfAddress} from '../../../sandbox/egress/rules.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';

function rulesOf(allow: readonly string[], deny: readonly string[] = []) {
	return parseHostRules(parsePolicy({network: {allow, deny}}).network);
}

function decide(host: string, port: number, allow: readonly string[], deny: readonly string[] = []): string {
	const parsed = parseHost(host);
	if (!parsed) {
		return 'malformed';
	}

	const decision = decideHost(rulesOf(allow, deny), parsed, port);
	return decision.allowed ? decision.rule.text : decision.reason;
}

function refusal(address: string, allow: readonly string[], deny: readonly string[] = []): string | undefined {
	const parsed = parseAddress(address);
	return parsed ? refusalOfAddress(rulesOf(allow, deny), parsed, 443, []) : 'unreadable';
}

test('allows the named host on the named port and nothing beside it', () => {
	const allow = ['api.example.org:443'];
	expect(decide('api.example.org', 443, allow)).toBe('api.example.org:443');
	expect(decide('API.EXAMPLE.ORG.', 443, allow)).toBe('api.example.org:443');
	for (const host of [
		'example.org',
		'xapi.example.org',
		'x.api.example.org',
		'api.example.org.evil.test',
		'api.example.orgevil.test',
		'evil-api.example.org',
	]) {
		expect(decide(host, 443, allow), host).toBe('not-allowed');
	}

	for (const port of [80, 22, 25, 6379, 8443]) {
		expect(decide('api.example.org', port, allow), String(port)).toBe('not-allowed');
	}
});

test('lets a wildcard cover every name below, and not the name itself or a glued one', () => {
	const allow = ['*.example.org'];
	expect(decide('a.example.org', 443, allow)).toBe('*.example.org:443');
	expect(decide('b.a.example.org', 443, allow)).toBe('*.example.org:443');
	expect(decide('example.org', 443, allow)).toBe('not-allowed');
	expect(decide('aexample.org', 443, allow)).toBe('not-allowed');
	expect(decide('a.example.org.evil.test', 443, allow)).toBe('not-allowed');
});

test('lets deny win, on every port unless the rule names one', () => {
	const allow = ['*.example.org:443', '*.example.org:8080'];
	expect(decide('secret.example.org', 8080, allow, ['secret.example.org'])).toBe('denied');
	expect(decide('secret.example.org', 443, allow, ['secret.example.org'])).toBe('denied');
	expect(decide('secret.example.org', 443, allow, ['secret.example.org:8080'])).toBe('*.example.org:443');
	expect(decide('secret.example.org', 8080, allow, ['secret.example.org:8080'])).toBe('denied');
	expect(decide('a.secret.example.org', 443, allow, ['*.secret.example.org'])).toBe('denied');
	expect(decide('open.example.org', 443, allow, ['secret.example.org'])).toBe('*.example.org:443');
});

test('allows addresses only by rules for addresses', () => {
	expect(decide('192.0.2.7', 443, ['192.0.2.0/24:443'])).toBe('192.0.2.0/24:443');
	expect(decide('192.0.2.7', 443, ['192.0.2.7'])).toBe('192.0.2.7:443');
	expect(decide('192.0.3.7', 443, ['192.0.2.0/24:443'])).toBe('not-allowed');
	expect(decide('2001:db8::5', 443, ['[2001:db8::]/32'])).toBe('[2001:db8::]/32:443');
	expect(decide('192.0.2.7', 443, ['*.example.org'])).toBe('not-allowed');
	expect(decide('name.example.org', 443, ['0.0.0.0/0:443'])).toBe('not-allowed');
	expect(decide('192.0.2.7', 443, ['192.0.2.0/24'], ['192.0.2.7'])).toBe('denied');
});

test('dials a public address that a name resolved to', () => {
	expect(refusal('20.0.0.1', ['api.example.org'])).toBeUndefined();
	expect(refusal('2606:4700::1', ['api.example.org'])).toBeUndefined();
});

test('dials a private address only when an IP rule within that network opens it', () => {
	expect(refusal('10.1.2.3', ['intranet.example.org'])).toBe('address-private');
	expect(refusal('10.1.2.3', ['intranet.example.org', '10.1.0.0/16:443'])).toBeUndefined();
	expect(refusal('10.1.2.3', ['10.1.0.0/16:80'])).toBe('address-private');
	expect(refusal('10.1.2.3', ['0.0.0.0/0:443'])).toBe('address-private');
	expect(refusal('10.1.2.3', ['10.1.0.0/16:443'], ['10.1.2.0/24'])).toBe('denied');
	expect(refusal('fd12::1', ['[fd12::]/16:443'])).toBeUndefined();
	expect(refusal('192.0.2.7', ['192.0.2.0/24'])).toBeUndefined();
});

test('never dials this machine, metadata services or hidden addresses, whatever the rules say', () => {
	const allow = [
		'127.0.0.0/8',
		'169.254.169.254',
		'169.254.0.0/16',
		'0.0.0.0/8',
		'224.0.0.0/4',
		'255.255.255.255',
		'[::1]',
		'[64:ff9b::]/96',
		'[fe80::]/10',
		'10.0.0.0/8',
	];
	for (const address of [
		'127.0.0.1',
		'169.254.169.254',
		'169.254.7.7',
		'0.0.0.0',
		'224.0.0.1',
		'255.255.255.255',
		'::1',
		'::ffff:127.0.0.1',
		'64:ff9b::a00:1',
		'fe80::1',
	]) {
		expect(refusal(address, allow), address).toMatch(/^address-/);
	}
});

test('never dials an address of this host, even where a rule opens the network around it', () => {
	const [mine, neighbour] = [parseAddress('10.1.2.3'), parseAddress('10.1.2.4')];
	const rules = rulesOf(['10.1.2.0/24', '10.1.2.3']);
	expect(mine && refusalOfAddress(rules, mine, 443, [mine])).toBe('address-own');
	expect(mine && neighbour && refusalOfAddress(rules, neighbour, 443, [mine])).toBeUndefined();
});

test('lets a deny rule reach an address inside another address', () => {
	expect(refusal('64:ff9b::1400:1', ['api.example.org'], ['20.0.0.1'])).toBe('denied');
	expect(refusal('::ffff:20.0.0.1', ['api.example.org'], ['20.0.0.0/24'])).toBe('denied');
	expect(refusal('20.0.1.1', ['api.example.org'], ['20.0.0.0/24'])).toBeUndefined();
});

test.each([
	'127.1:443',
	'0x7f000001:443',
	'10.0.0.1/8:443',
	'a..b:443',
	'-a.example.org:443',
	'*.10.0.0.1:443',
	'example.org/8:443',
	'[2001:db8::]/129:443',
])('refuses a policy with the rule %j', rule => {
	expect(() => rulesOf([rule])).toThrow(PolicyError);
});

test('refuses an allow rule for every port', () => {
	expect(() => parseHostRules({allow: ['example.org:*'], deny: []})).toThrow(PolicyError);
	expect(() => parseHostRules({allow: [], deny: ['example.org:*']})).not.toThrow();
});
