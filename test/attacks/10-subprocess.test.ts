/** Item 10: another program. */

import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {programAnswer, startPrograms} from './the-twenty.ts';

eachIdentity('subprocess starts neither the interpreter nor a program of the system', async identity => {
	const payload = startPrograms();
	expect(await runBare(identity, payload)).toContain(programAnswer);
	const outcome = await attack(identity, payload);
	expect(outcome.stdout + outcome.stderr).not.toContain(programAnswer);
	expect(outcome.denied).toContainEqual(expect.objectContaining({kind: 'exec'}));
});

eachIdentity('child_process and cluster start nothing', async identity => {
	const payload = node(`
		import {execFileSync, fork, spawn} from 'node:child_process';
		import cluster from 'node:cluster';
		await attempt(() => execFileSync(process.execPath, ['-p', '80001 * 60001']));
		await attempt(() => execFileSync('/usr/bin/expr', ['80001', '*', '60001']));
		await attempt(() => new Promise((done, fail) => spawn('/usr/bin/expr', ['80001', '*', '60001']).on('error', fail).stdout?.on('data', done)));
		const ended = child => new Promise((done, fail) => child.on('error', fail).on('exit', code => done('ended with ' + code)).on('online', () => done('online')));
		await attempt(() => ended(fork('/skill/child.mjs')));
		await attempt(() => ended(cluster.fork()));
	`);
	const outcome = await attack(identity, payload, {files: {'child.mjs': 'console.log(80001 * 60001)'}});
	expect(outcome.stdout + outcome.stderr).not.toContain(programAnswer);
	expect(outcome.stdout).not.toContain('online');
	expect(outcome.usage.processes).toBe(1);
});

eachIdentity('a skill works in threads instead of processes', async identity => {
	const payload = python(`
		from concurrent.futures import ThreadPoolExecutor
		with ThreadPoolExecutor(8) as pool:
		    print(sum(pool.map(lambda n: n * n, range(100))))
	`);
	expect((await attack(identity, payload)).stdout).toContain('328350');
});
