/** Output without end. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;
const limits = {outputBytes: mebibyte, wallSeconds: 60};

for (const [name, payload] of Object.entries({
	'one endless line': python("while True:\n    sys.stdout.write('x' * 65536)"),
	'both streams': python("while True:\n    sys.stdout.write('x' * 4096)\n    sys.stderr.write('y' * 4096)"),
	Node: node("import {writeSync} from 'node:fs';\nfor (;;) { try { writeSync(1, 'x'.repeat(65536)); } catch {} }"),
	'a shell and its children': bash('(while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyy; done) &\nwhile :; do echo xxxxxxxxxxxxxxxxxxxx; done'),
	'bytes that are no text': python("while True:\n    sys.stdout.buffer.write(b'\\xff\\x00\\xc3' * 9999)"),
})) {
	eachIdentity(`output is cut and the run ended: ${name}`, async identity => {
		const outcome = await attackToDeath(identity, payload, {limits});
		expect(outcome.ended).toBe('output');
		expect(outcome.truncated.stdout || outcome.truncated.stderr).toBe(true);
		// An invalid byte becomes a character of three.
		expect(Buffer.byteLength(outcome.stdout + outcome.stderr)).toBeLessThanOrEqual(3 * mebibyte);
		expect(outcome.usage.wallMs).toBeLessThan(50_000);
	});
}

eachIdentity('five megabytes on two streams arrive whole', async identity => {
	const payload = python(`
		for n in range(500):
		    sys.stdout.write('o' * 5000)
		    sys.stderr.write('e' * 5000)
	`);
	const outcome = await attack(identity, payload);
	expect(outcome).toMatchObject({ended: 'exit', truncated: {stdout: false, stderr: false}});
	expect([outcome.stdout.match(/o{100}/g)?.length, outcome.stderr.length]).toEqual([25_000, 2_500_000]);
});
