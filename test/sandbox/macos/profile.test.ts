import {expect, test} from 'vitest';
import {type ProfileRules, profileFor} from '../../../sandbox/macos/profile.ts';
import {readProfile} from './profile-reader.ts';

const home = '/Users/ada';
const python = '/opt/homebrew/Cellar/python@3.13/3.13.1/Frameworks/Python.framework/Versions/3.13';
const rules: ProfileRules = {
	programs: [`${python}/bin/python3.13`, `${python}/Resources/Python.app/Contents/MacOS/Python`],
	read: [
		{path: python, isFolder: true},
		{path: `${home}/.cache/skilllite/snapshots/abc`, isFolder: true},
		{path: `${home}/project/data`, isFolder: true},
		{path: `${home}/project/table.csv`, isFolder: false},
	],
	scratch: `${home}/.cache/skilllite/scratch/1-1`,
	folder: `${home}/project`,
	denied: [
		{path: `${home}/.ssh`, isFolder: true},
		{path: `${home}/project/data/.env`, isFolder: true},
	],
	proxyPort: 0,
};

test('the whole profile of a run without a network is this', async () => {
	const {text, parameters} = profileFor(rules);
	await expect(text).toMatchFileSnapshot('golden/no-network.sb');
	await expect(`${JSON.stringify(parameters, undefined, '\t')}\n`).toMatchFileSnapshot('golden/no-network.json');
});

test('the whole profile of a run behind the proxy is this, and differs by one rule', async () => {
	const {text} = profileFor({...rules, proxyPort: 50_123});
	await expect(text).toMatchFileSnapshot('golden/proxy.sb');
	const known = new Set(profileFor(rules).text.split('\n'));
	expect(text.split('\n').filter(line => !known.has(line))).toEqual(['(allow network-outbound', '\t(remote tcp (param "PROXY")))']);
});

const hostile = [
	'/a"b',
	'/a\\',
	"/a'b",
	'/a) (allow default) (deny file-read* (literal "',
	'/(param "SCRATCH")',
	'/a;b',
	'/#t',
	'/$(touch x)',
	'/-D SCRATCH=',
	'/a=b',
	'/ünïcode/ 日本',
];

test.each(hostile)('a path %j is a value and never a part of the text', path => {
	const everywhere = {
		programs: [path],
		read: [{path, isFolder: true}],
		scratch: path,
		folder: path,
		denied: [{path, isFolder: true}],
		proxyPort: 0,
	};
	const plain = '/p'.repeat(path.split('/').length - 1);
	const harmless = {...everywhere, programs: [plain], read: [{path: plain, isFolder: true}], scratch: plain, folder: plain};
	const {text, parameters} = profileFor(everywhere);
	expect(text).toBe(profileFor({...harmless, denied: [{path: plain, isFolder: true}]}).text);
	expect(parameters).toMatchObject({PROGRAM_0: path, READ_0: path, SCRATCH: path, DENIED_0: path});
});

test('nothing but the interpreter can be started, and no second process', () => {
	const profile = readProfile(profileFor(rules));
	expect(rules.programs.map(path => profile.allows('process-exec', path))).toEqual([true, true]);
	const others = ['/bin/sh', '/usr/bin/env', `${python}/bin/pip3`, `${rules.scratch}/dropped`, '/usr/bin/osascript'];
	expect(others.filter(path => profile.allows('process-exec', path))).toEqual([]);
	expect(profile.allows('process-fork')).toBe(false);
	expect(profileFor(rules).text).not.toMatch(/no-sandbox|process-exec\*/);
});

test('of the home only what was granted can be read, and of folders on the way the name alone', () => {
	const profile = readProfile(profileFor(rules));
	const readable = [`${home}/project/data`, `${home}/project/data/a/b.csv`, `${home}/project/table.csv`];
	expect(readable.filter(path => !profile.allows('file-read-data', path))).toEqual([]);
	const closed = [
		home,
		'/Users',
		`${home}/project`,
		`${home}/project/other`,
		`${home}/project/table.csv2`,
		`${home}/project/data2`,
		`${home}/.zshrc`,
	];
	expect(closed.filter(path => profile.allows('file-read-data', path))).toEqual([]);
	expect(['/Users', home, `${home}/project`].map(path => profile.allows('file-read-metadata', path))).toEqual([true, true, true]);
	expect(profile.allows('file-read-metadata', `${home}/project/other`)).toBe(false);
});

test('of the system neither accounts nor logs, temporary folders or other volumes can be read', () => {
	const profile = readProfile(profileFor(rules));
	const closed = [
		'/private/etc/passwd',
		'/private/etc/hosts',
		'/private/tmp',
		'/private/tmp/x',
		'/private/var/log/system.log',
		'/Volumes',
		'/Library/Keychains',
	];
	expect(closed.filter(path => profile.allows('file-read-data', path))).toEqual([]);
	expect(['/', '/usr/lib/libSystem.B.dylib', '/dev/urandom'].filter(path => !profile.allows('file-read-data', path))).toEqual([]);
});

test('secrets stay closed below what is granted, for every operation on files', () => {
	const profile = readProfile(profileFor({...rules, read: [...rules.read, {path: home, isFolder: true}], scratch: `${home}/project/data`}));
	const operations = [
		'file-read-data',
		'file-read-metadata',
		'file-read-xattr',
		'file-write-data',
		'file-write-unlink',
		'file-map-executable',
	];
	for (const path of [`${home}/.ssh`, `${home}/.ssh/id_ed25519`, `${home}/project/data/.env`]) {
		expect(operations.filter(operation => profile.allows(operation, path))).toEqual([]);
	}

	expect(profile.allows('file-read-data', `${home}/notes.txt`)).toBe(true);
});

// A rule for one operation is not undone by a later rule for its family: what is allowed by name must be denied by name.
test('what is denied last names every operation on files that is allowed by its own name', () => {
	const {rules: read} = readProfile(profileFor(rules));
	const last = read.at(-1);
	expect(last?.allows).toBe(false);
	const grantedToPaths = read.filter(({allows, filters}) => allows && filters.some(([, value]) => Array.isArray(value)));
	const named = new Set(grantedToPaths.flatMap(({operations}) => operations).filter(name => name.startsWith('file-')));
	expect([...named].filter(name => !last?.operations.includes(name))).toEqual([]);
});

test('only scratch can be written, and no file of it becomes another user', () => {
	const profile = readProfile(profileFor(rules));
	expect(profile.allows('file-write-create', `${rules.scratch}/a`)).toBe(true);
	const closed = ['/private/tmp/a', `${home}/a`, `${home}/project/data/a`, `${rules.scratch}2/a`, '/dev/zero', '/private/var/tmp/a'];
	expect(closed.filter(path => profile.allows('file-write-create', path) || profile.allows('file-write-data', path))).toEqual([]);
	expect(profile.allows('file-write-setugid', `${rules.scratch}/a`)).toBe(false);
});

test('no service of the system is looked up, no process but its own looked at or signalled', () => {
	const profile = readProfile(profileFor({...rules, proxyPort: 50_123}));
	for (const service of [
		'com.apple.logd',
		'com.apple.SecurityServer',
		'com.apple.pasteboard.1',
		'com.apple.dnssd.service',
		'com.apple.trustd.agent',
	]) {
		expect(profile.allows('mach-lookup', service)).toBe(false);
	}

	for (const operation of [
		'signal',
		'process-info-pidinfo',
		'process-info-listpids',
		'mach-priv-task-port',
		'nvram-get',
		'iokit-open',
		'iokit-get-properties',
		'appleevent-send',
		'lsopen',
		'user-preference-read',
		'ipc-posix-shm-read-data',
		'ipc-posix-sem-open',
		'system-socket',
	]) {
		expect(profile.allows(operation, 'others')).toBe(false);
	}

	expect(profile.allows('signal', 'self')).toBe(true);
	expect(profile.allows('sysctl-read', 'hw.ncpu')).toBe(true);
	expect(
		['kern.proc.all', 'kern.procargs2', 'kern.boottime', 'net.routetable.0'].filter(name => profile.allows('sysctl-read', name)),
	).toEqual([]);
});

test('the network is closed, and with a proxy open to its port on this machine alone', () => {
	const closed = readProfile(profileFor(rules));
	const behind = readProfile(profileFor({...rules, proxyPort: 50_123}));
	expect(closed.allows('network-outbound', 'tcp localhost:50123')).toBe(false);
	expect(behind.allows('network-outbound', 'tcp localhost:50123')).toBe(true);
	for (const target of ['tcp localhost:50124', 'udp localhost:50123', 'tcp *:50123', 'tcp *:443', '/private/var/run/mDNSResponder']) {
		expect(behind.allows('network-outbound', target)).toBe(false);
	}

	expect(['network-bind', 'network-inbound'].filter(operation => behind.allows(operation, 'tcp localhost:50123'))).toEqual([]);
});

test.each([-1, 65_536, 1.5, Number.NaN])('a port %d is refused', proxyPort => {
	expect(() => profileFor({...rules, proxyPort})).toThrow(RangeError);
});

test('a rule that would be for everything is refused', () => {
	expect(() => profileFor({...rules, programs: []})).toThrow(/needs something/);
});
