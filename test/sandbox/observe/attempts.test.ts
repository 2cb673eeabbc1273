import {expect, test} from 'vitest';
import {type Observation, readObservation, type SeenWords} from '../../../sandbox/observe/attempts.ts';
import {readAddress} from '../../../sandbox/observe/socket-address.ts';

const names = ['openat', 'renameat2', 'clone', 'connect', 'socket', 'newfstatat', 'linkat'];
const words: SeenWords = {
	nameOf: nr => names[nr] ?? '',
	passing: new Set(['openat', 'renameat2', 'clone', 'connect', 'newfstatat', 'linkat']),
	insideOf: path => path.replace('/host/scratch', '/work'),
	script: '/skill/main.py',
};

interface Seen {
	readonly call: string;
	readonly paths?: readonly string[];
	readonly numbers?: readonly number[];
	readonly address?: string;
	readonly cut?: boolean;
}

function read(...seen: readonly Seen[]): Observation {
	return readObservation(
		seen.map(({call, paths = [], numbers = [], address = '', cut = false}) => ({nr: names.indexOf(call), paths, numbers, address, cut})),
		0,
		words,
	);
}

function said(...seen: readonly Seen[]): readonly string[] {
	return read(...seen).attempts.map(({kind, target, denied}) => `${kind} ${target}${denied ? ' denied' : ''}`);
}

test('what comes before the script is opened is the start of the interpreter', () => {
	const start = {call: 'openat', paths: ['/etc/passwd'], numbers: [0]};
	expect(said(start, {call: 'openat', paths: ['/skill/main.py'], numbers: [0]}, start)).toEqual(['read /etc/passwd']);
	expect(said(start)).toEqual(['read /etc/passwd']);
});

test('flags tell reading from writing, and both from speaking of a file', () => {
	const open = (flags: number) => said({call: 'openat', paths: ['/work/a'], numbers: [flags]})[0];
	expect([0, 0o2_000_000, 1, 2, 0x40, 0x200, 0o10_000_000].map(open)).toEqual([
		'read /work/a',
		'read /work/a',
		'write /work/a',
		'write /work/a',
		'write /work/a',
		'write /work/a',
		'look /work/a',
	]);
});

test('a move deletes and writes, a link reads and writes, and paths are read without their detours', () => {
	expect(said({call: 'renameat2', paths: ['/work/a', '/work/x/../b']})).toEqual(['delete /work/a', 'write /work/b']);
	expect(said({call: 'linkat', paths: ['/workspace/a', '/host/scratch/b']})).toEqual(['read /workspace/a', 'write /work/b']);
	expect(said({call: 'openat', paths: ['/skill/../../etc/shadow'], numbers: [0]})).toEqual(['read /etc/shadow']);
});

test('a thread is no process', () => {
	expect(said({call: 'clone', numbers: [0x3d_0f00]}, {call: 'clone', numbers: [17]})).toEqual(['process another process']);
});

test('sockets and addresses are in words', () => {
	expect(said({call: 'socket', numbers: [2, 0x8_0002, 17]}, {call: 'socket', numbers: [38, 5, 0]})).toEqual([
		'network IPv4 datagram socket denied',
		'network family 38 type 5 socket denied',
	]);
	expect(said({call: 'connect', address: '020001bbc0000201'})).toEqual(['network 192.0.2.1:443']);
});

test.each([
	['0200270f7f000001', '127.0.0.1:9999'],
	['0a0001bb0000000020010db800000000000000000000000100000000', '[2001:db8::1]:443'],
	['01002f746d702f7300', 'unix:/tmp/s'],
	['010000616273', 'unix:@abs'],
	['', 'no address'],
	['02', 'an unreadable address'],
	['0a0001bb00000000', 'an unreadable address'],
	['2800ffff', 'an unreadable address'],
])('the address %s is %s', (digits, text) => {
	expect(readAddress(digits)).toBe(text);
});

test('text of the skill cannot pass for another, nor for more than text', () => {
	const open = (path: string, cut = false) => read({call: 'openat', paths: [path], numbers: [0], cut}).attempts[0]?.target;
	expect(open('/a\nb')).toBe(String.raw`/a\u{a}b`);
	expect(open(String.raw`/a\u{a}b`)).toBe(String.raw`/a\\u{a}b`);
	expect(open(Buffer.from('/\u202Egpj.exe').toString('latin1'))).toBe(String.raw`/\u{202e}gpj.exe`);
	expect(open('/long', true)).toBe('/long…');
});
