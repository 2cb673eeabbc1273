/** Item 15: a processor kept busy. The sandbox ends it, not the test. */

import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, node, type Payload, python} from './payload.ts';
import {attack, attackToDeath} from './sandboxed.ts';
import {burnProcessor} from './the-twenty.ts';

eachIdentity('the kernel ends Python at its time, whatever signals it ignores', async identity => {
	const payload = burnProcessor();
	const outcome = await attackToDeath(identity, payload, {limits: {cpuSeconds: 1, wallSeconds: 100}});
	expect(outcome).toMatchObject({ended: 'cpu', exitCode: null});
	expect(outcome.stdout).not.toContain('done');
	expect(outcome.usage.cpuMs).toBeGreaterThan(500);
	expect(outcome.usage.cpuMs).toBeLessThan(6000);
});

const burns: Readonly<Record<string, Payload>> = {
	'a regular expression': python("import re\nre.match('(a*)*b', 'a' * 60)"),
	'threads in native code': python(`
		import hashlib, threading
		threads = [threading.Thread(target=lambda: hashlib.pbkdf2_hmac('sha512', b'p', b's', 10 ** 8)) for _ in range(4)]
		[thread.start() for thread in threads]
		[thread.join() for thread in threads]
	`),
	Node: node(`
		const until = Date.now() + 60_000;
		while (Date.now() < until) {}
	`),
	// Each child stays far below the time that the kernel allows one process.
	'a shell with children that come and go': bash('while :; do (for ((n = 0; n < 9999; n++)); do :; done); done'),
	'a shell with children nobody waits for': bash(
		"trap '' CHLD; while ((SECONDS < 60)); do (for ((n = 0; n < 99999; n++)); do :; done) & (for ((n = 0; n < 99999; n++)); do :; done); done",
	),
	'a shell and its children at once': bash('trap "" XCPU; for i in 1 2 3 4 5 6; do while ((SECONDS < 60)); do :; done & done; wait'),
};

for (const [name, payload] of Object.entries(burns)) {
	eachIdentity(`${name} burns no more than its time`, async identity => {
		const outcome = await attackToDeath(identity, payload, {limits: {cpuSeconds: 0.3, wallSeconds: 100}});
		expect(outcome).toMatchObject({ended: 'cpu', exitCode: null});
		expect(outcome.stdout).not.toContain('done');
		expect(outcome.usage.cpuMs).toBeGreaterThan(200);
		expect(outcome.usage.cpuMs).toBeLessThan(6000);
	});
}

eachIdentity('a skill computes within its time', async identity => {
	const payload = python('print(sum(n * n for n in range(300_000)))');
	const outcome = await attack(identity, payload, {limits: {cpuSeconds: 2}});
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
	expect(outcome.stdout).toContain('8999955000050000');
});
