import {expect, test} from 'vitest';
import {encodePolicyBlock, type PolicyBlock, rlimitNumbers} from '../../../sandbox/linux/policy-block.ts';

const block: PolicyBlock = {
	interpreter: '/usr/bin/python3',
	args: ['python3', '/skill/main.py'],
	environment: {LANG: 'C.UTF-8'},
	rlimits: {data: 268_435_456, core: 0},
	landlock: [{path: '/skill', rights: 12}],
	landlockAbi: 3,
	filter: Uint8Array.of(6, 0, 0, 0, 0, 0, 255, 127),
	notify: true,
	listen: 3128,
	folder: '/work',
	mounts: [{path: '/workspace/out', device: 65_025n, inode: 2n ** 40n}],
};

interface BlockRecord {
	readonly type: number;
	readonly payload: Buffer;
}

function decode(bytes: Buffer): readonly BlockRecord[] {
	const records: BlockRecord[] = [];
	for (let at = 8; at < bytes.length; ) {
		const length = bytes.readUInt32LE(at + 4);
		records.push({type: bytes.readUInt32LE(at), payload: bytes.subarray(at + 8, at + 8 + length)});
		at += 8 + length;
	}

	return records;
}

const encode = (changes: Partial<PolicyBlock> = {}) => Buffer.from(encodePolicyBlock({...block, ...changes}));
const payloads = (bytes: Buffer, type: number) =>
	decode(bytes)
		.filter(record => record.type === type)
		.map(record => record.payload);

test('a block begins with its name and its whole length', () => {
	const bytes = encode();
	expect(bytes.toString('latin1', 0, 4)).toBe('SKB1');
	expect(bytes.readUInt32LE(4)).toBe(bytes.length);
});

test('its bytes are what the launcher of this version reads', () => {
	expect(encode({args: ['sh'], environment: {}, rlimits: {}, landlock: [], mounts: [], filter: Uint8Array.of(1)}).toString('hex')).toBe(
		[
			'534b4231',
			'67000000',
			`0100000011000000${Buffer.from('/usr/bin/python3\0').toString('hex')}`,
			'0200000003000000' + '736800',
			'0900000004000000' + '03000000',
			'0700000004000000' + '01000000',
			'0800000004000000' + '380c0000',
			'0a00000006000000' + '2f776f726b00',
			'0600000001000000' + '01',
		].join(''),
	);
});

test('strings keep their order and end with a NUL', () => {
	expect(payloads(encode(), 2).map(String)).toEqual(['python3\0', '/skill/main.py\0']);
	expect(payloads(encode(), 3).map(String)).toEqual(['LANG=C.UTF-8\0']);
});

test('a limit is its number and twice its value, also beyond 32 bits', () => {
	const [limit] = payloads(encode({rlimits: {addressSpace: 2 ** 40}}), 4);
	expect(limit?.readUInt32LE(0)).toBe(rlimitNumbers.addressSpace);
	expect([limit?.readBigUInt64LE(8), limit?.readBigUInt64LE(16)]).toEqual([2n ** 40n, 2n ** 40n]);
});

test('a Landlock rule is its rights and its path', () => {
	const [rule] = payloads(encode(), 5);
	expect([rule?.readBigUInt64LE(0), rule?.toString('utf8', 8)]).toEqual([12n, '/skill\0']);
});

test('a granted mount is the numbers of its device and its inode, and its path', () => {
	const [mount] = payloads(encode(), 11);
	expect([mount?.readBigUInt64LE(0), mount?.readBigUInt64LE(8), mount?.toString('utf8', 16)]).toEqual([
		65_025n,
		2n ** 40n,
		'/workspace/out\0',
	]);
});

test('a name in any alphabet is passed on as UTF-8', () => {
	expect(payloads(encode({args: ['naïve ☃']}), 2).map(String)).toEqual(['naïve ☃\0']);
});

test('a NUL is refused wherever a string is, because it would cut it short', () => {
	for (const changes of [{interpreter: '/a\0b'}, {args: ['a\0']}, {environment: {A: 'b\0c'}}, {folder: '\0'}]) {
		expect(() => encode(changes)).toThrow(RangeError);
	}
});
