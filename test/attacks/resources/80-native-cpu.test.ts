/** A processor kept busy below the interpreter; loops, regular expressions and shells are in 15-cpu-burn. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {node, type Payload, python} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const burns: Readonly<Record<string, Payload>> = {
	'zlib in Python': python('import zlib\nwhile True:\n    zlib.compress(bytes(1 << 24), 9)'),
	'one number in Python': python('print((3 ** (1 << 26)) & 1)'),
	'zlib in Node': node("import {deflateSync} from 'node:zlib';\nfor (;;) deflateSync(Buffer.alloc(1 << 22), {level: 9});"),
	'scrypt on threads of Node': node(
		"import {scrypt} from 'node:crypto';\nconst again = () => scrypt('p', 's', 64, {N: 1 << 14}, again);\nfor (let n = 0; n < 4; n++) again();\nawait new Promise(() => setInterval(() => {}, 1000));",
	),
	'a regular expression of Node': node("/^(a+)+$/.test('a'.repeat(40) + 'b')"),
	'a WebAssembly loop': node(
		"const loop = Buffer.from('0061736d01000000010401600000030201000707010372756e00000a0901070003400c000b0b', 'hex');\nnew WebAssembly.Instance(new WebAssembly.Module(loop)).exports.run();",
	),
};

for (const [name, payload] of Object.entries(burns)) {
	eachIdentity(`${name} burns no more than its time`, async identity => {
		const outcome = await attackToDeath(identity, payload, {limits: {cpuSeconds: 0.5, wallSeconds: 100}});
		expect(outcome).toMatchObject({ended: 'cpu', exitCode: null});
		expect(outcome.stdout).not.toContain('done');
		expect(outcome.usage.cpuMs).toBeLessThan(8000);
	});
}

eachIdentity('a skill compresses a megabyte', async identity => {
	const payload = python("import zlib\nprint(len(zlib.decompress(zlib.compress(b'x' * (1 << 20), 9))))");
	expect((await attack(identity, payload, {limits: {cpuSeconds: 2}})).stdout).toContain('1048576');
});
