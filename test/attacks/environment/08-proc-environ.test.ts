/** Item 8: the caller's secrets in the environment, the auxiliary vector and the stack of every process of a run. */

import {readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {processesWith} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, plantedSecret, runBare, startSandboxed} from '../sandboxed.ts';

eachIdentity("no process of a run carries the caller's environment, and those before the interpreter carry none", async identity => {
	const run = startSandboxed(identity, python("import time\nprint('started', flush=True)\ntime.sleep(60)"));
	await run.sees('started');
	const [inner = 0] = processesWith(run.nonce).filter(pid => pid !== run.runner.pid);
	const chain = ancestors(inner).slice(0, ancestors(inner).indexOf(run.runner.pid ?? 0));
	const environments = chain.map(pid => readFileSync(`/proc/${pid}/environ`, 'latin1'));
	// The interpreter, bwrap where there is one, and the supervisor.
	expect(chain.length).toBeGreaterThanOrEqual(2);
	expect(environments.join('\n')).not.toContain(plantedSecret);
	expect(environments[0]).toMatch(identity.backend === 'bwrap' ? /HOME=\/work\0/ : /HOME=.*\/scratch\//);
	expect(environments.slice(1).join('')).toBe('');
	expect(readFileSync(`/proc/${run.runner.pid}/environ`, 'latin1')).toContain(plantedSecret);
	run.abort();
	await run.last;
});

eachIdentity('neither the environment nor what lies beside it in memory tells a secret', async identity => {
	const payload = python(`
		import ctypes, os
		libc = ctypes.CDLL(None)
		libc.getauxval.restype = ctypes.c_void_p
		for path in ['/proc/1/environ', '/proc/2/environ', '/proc/self/environ', '/proc/thread-self/environ', '/proc/self/auxv', '/proc/1/auxv']:
		    attempt(lambda: open(path, 'rb').read())
		# The kernel puts arguments, environment and the program's name at the end of the stack, one after the other.
		name = libc.getauxval(31)
		print('program:', ctypes.string_at(name))
		print('stack:', ctypes.string_at(name - 512, 512))
		print('keys:', sorted(os.environ))
	`);
	expect(await runBare(identity, payload)).toContain(plantedSecret);
	const {stdout} = await attack(identity, payload);
	expect(stdout).not.toContain('gained');
	expect(stdout).not.toContain(plantedSecret);
	expect(identity.backend === 'landlock' || !stdout.includes(identity.home)).toBe(true);
	expect(stdout).toContain("program: b'/dev/fd/1023'");
	expect(stdout).toMatch(/HOME=\/(?:work\\x00|.*scratch)/);
});

eachIdentity('Node reads none of it', async identity => {
	const payload = node(`
		import {readFileSync} from 'node:fs';
		for (const pid of ['1', '2', 'self', 'thread-self']) {
			await attempt(() => readFileSync('/proc/' + pid + '/environ', 'latin1'));
			await attempt(() => readFileSync('/proc/' + pid + '/auxv', 'latin1'));
		}
		console.log(Object.keys(process.env).join());
	`);
	expect(await runBare(identity, payload)).toContain(plantedSecret);
	const {stdout} = await attack(identity, payload);
	expect(stdout).not.toContain('gained');
	expect(stdout).not.toMatch(/SKILLLITE|PLANTED/);
});

eachIdentity(
	'a shell reads none of it',
	async identity => {
		const payload = bash('cat /proc/1/environ /proc/self/environ /proc/$$/environ /proc/1/auxv; env');
		expect(await runBare(identity, payload)).toContain(plantedSecret);
		const {stdout} = await attack(identity, payload);
		expect(stdout).not.toContain(plantedSecret);
		expect(stdout).toContain('HOME=/work');
	},
	{bwrapOnly: 'it runs no shell'},
);

/** A process, its parent, and so on up to the first. */
function ancestors(pid: number): readonly number[] {
	if (pid <= 1) {
		return [];
	}

	const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
	return [pid, ...ancestors(parent)];
}
