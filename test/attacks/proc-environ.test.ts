/** What stands about a run in the host's own /proc, and what of that the run can see. */

import {readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {processesWith, uniqueSeconds} from './host.ts';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, plantedSecret, startSandboxed} from './sandboxed.ts';

const entries = ['environ', 'cmdline', 'mountinfo', 'maps', 'root/etc/passwd', 'cwd/..', 'status', 'auxv', 'mem', 'fd/0'];
const paths = JSON.stringify(['1', '2', 'self', 'thread-self'].flatMap(pid => entries.map(entry => `/proc/${pid}/${entry}`)));

eachIdentity("no process of a run carries the caller's environment", async identity => {
	const run = startSandboxed(identity, bash(`echo started; sleep ${uniqueSeconds()}`));
	await run.sees('started');
	const [inner = 0] = processesWith(run.nonce);
	const chain = ancestors(inner).slice(0, ancestors(inner).indexOf(run.runner.pid ?? 0));
	// The shell, bwrap (once or twice) and the supervisor.
	expect(chain.length).toBeGreaterThanOrEqual(3);
	for (const pid of chain) {
		expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain(plantedSecret);
	}

	run.abort();
	await run.last;
});

eachIdentity('a run reads nothing of any process through /proc', async identity => {
	const payloads = [
		python(`
			for path in ${paths}:
			    attempt(lambda: open(path, 'rb').read())
		`),
		node(`
			import {readFileSync} from 'node:fs';
			for (const path of ${paths}) {
				await attempt(() => readFileSync(path, 'latin1'));
			}
		`),
		bash('cat /proc/1/environ /proc/self/environ /proc/1/cmdline /proc/self/mountinfo; ls /proc /proc/self/fd'),
	];
	for (const payload of payloads) {
		const {stdout} = await attack(identity, payload);
		expect(stdout).not.toContain(plantedSecret);
		expect(stdout).not.toContain(identity.home);
		expect(stdout).not.toContain('gained');
	}
});

eachIdentity('core_pattern and its kind cannot be written', async identity => {
	const before = readFileSync('/proc/sys/kernel/core_pattern', 'utf8');
	const payload = python(`
		import os
		for path in ['/proc/sys/kernel/core_pattern', '/proc/sys/vm/drop_caches', '/proc/sysrq-trigger', '/sys/kernel/uevent_helper']:
		    attempt(lambda: os.open(path, os.O_WRONLY) and 'opened')
	`);
	expect((await attack(identity, payload)).stdout).not.toContain('opened');
	expect(readFileSync('/proc/sys/kernel/core_pattern', 'utf8')).toBe(before);
});

eachIdentity('Node still knows what memory it uses', async identity => {
	expect((await attack(identity, node('console.log(process.memoryUsage().rss > 0, process.memoryUsage().heapUsed > 0)'))).stdout).toContain(
		'true true',
	);
});

/** A process, its parent, and so on up to the first. */
function ancestors(pid: number): readonly number[] {
	if (pid <= 1) {
		return [];
	}

	const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
	return [pid, ...ancestors(parent)];
}
