/** Item 16: files by which root changes the kernel. Inside plain bwrap, started by root, some of them can be written. */

import {existsSync, readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder} from '../sandboxed.ts';

const files = [
	'/proc/sys/kernel/core_pattern',
	'/proc/sys/kernel/modprobe',
	'/proc/sys/kernel/hotplug',
	'/proc/sys/kernel/panic',
	'/proc/sys/kernel/sysrq',
	'/proc/sys/kernel/hostname',
	'/proc/sys/kernel/ns_last_pid',
	'/proc/sys/vm/drop_caches',
	'/proc/sys/vm/overcommit_memory',
	'/proc/sys/fs/binfmt_misc/register',
	'/proc/sys/user/max_user_namespaces',
	'/proc/sysrq-trigger',
	'/proc/self/oom_score_adj',
	'/proc/1/attr/current',
	'/sys/kernel/uevent_helper',
	'/sys/power/state',
	'/sys/fs/cgroup/cgroup.procs',
	'/sys/fs/cgroup/release_agent',
	'/sys/kernel/debug/x',
	'/sys/module/kernel/parameters/crash_kexec_post_notifiers',
];
const watched = ['core_pattern', 'modprobe', 'panic', 'sysrq', 'hostname']
	.map(name => `/proc/sys/kernel/${name}`)
	.filter(path => existsSync(path));
const values = () => watched.map(path => readFileSync(path, 'utf8'));

// Opened and no more: a hole found here must not bring down the machine of whoever runs the tests.
const payloads = {
	Python: python(`
		import os
		for path in ${JSON.stringify(files)}:
		    for flags in [os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_CREAT]:
		        attempt(lambda: os.open(path, flags))
		attempt(lambda: os.listdir('/sys'))
		attempt(lambda: os.listdir('/proc/sys'))
	`),
	Node: node(`
		import {openSync, readdirSync} from 'node:fs';
		for (const path of ${JSON.stringify(files)}) {
			await attempt(() => openSync(path, 'r+'));
			await attempt(() => openSync(path, 'a'));
		}
		await attempt(() => readdirSync('/sys'));
	`),
	bash: bash(`for path in ${files.join(' ')}; do (exec 9>>"$path") && echo "gained: $path"; done; ls /sys /proc/sys && echo gained:`),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} opens no file of the kernel for writing`,
		async identity => {
			const before = values();
			expect((await attack(identity, payload)).stdout).not.toContain('gained');
			if (identity.backend === 'bwrap') {
				// Root's own folder makes the run root for the kernel.
				const workspace = placeFolder(identity);
				const outcome = await attack(identity, payload, {policy: {filesystem: {write: ['.']}}, workspace});
				expect(outcome.stdout).not.toContain('gained');
			}

			expect(values()).toEqual(before);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity(
	'Node still knows what memory it uses',
	async identity => {
		const {stdout} = await attack(identity, node('console.log(process.memoryUsage().rss > 0, process.memoryUsage().heapUsed > 0)'));
		expect(stdout).toContain('true true');
	},
	{bwrapOnly: 'it has no /proc of its own'},
);
