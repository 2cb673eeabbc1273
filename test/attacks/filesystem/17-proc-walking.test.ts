/** Item 17: out through the root, the current folder, the open files and the memory of a process. */

import {join} from 'node:path';
import {expect} from 'vitest';
import {startCanary} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';

const secret = 'canary-proc-55be';
const doors = [
	'root',
	'cwd',
	'cwd/..',
	'fd',
	'fd/0',
	'fd/1',
	'fd/1023',
	'fd/4',
	'map_files',
	'task',
	'mem',
	'ns',
	'ns/mnt',
	'net',
	'net/tcp',
	'net/unix',
];

for (const runtime of ['Python', 'Node', 'bash'] as const) {
	eachIdentity(
		`${runtime} finds no way out through /proc`,
		async identity => {
			const file = join(placeFolder(identity, {file: secret}), 'file');
			const canary = await startCanary(identity.sandboxUid);
			const pids = ['self', 'thread-self', '1', '2', '3', String(canary.pid), String(process.pid)];
			const payload = {
				Python: python(`
					import os
					for pid in ${JSON.stringify(pids)}:
					    for door in ${JSON.stringify(doors)}:
					        path = f'/proc/{pid}/{door}'
					        attempt(lambda: os.listdir(path))
					        attempt(lambda: os.readlink(path))
					        attempt(lambda: os.open(path, os.O_RDONLY))
					    attempt(lambda: open(f'/proc/{pid}/root${file}').read())
					    attempt(lambda: open(f'/proc/{pid}/cwd/..${file}').read())
					for fd in range(1024):
					    attempt(lambda: open(f'/proc/self/fd/{fd}/../..${file}').read())
					    attempt(lambda: open(f'/dev/fd/{fd}/..${file}').read())
				`),
				Node: node(`
					import {openSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';
					for (const pid of ${JSON.stringify(pids)}) {
						for (const door of ${JSON.stringify(doors)}) {
							const path = '/proc/' + pid + '/' + door;
							await attempt(() => readdirSync(path));
							await attempt(() => readlinkSync(path));
							await attempt(() => openSync(path, 'r'));
						}
						await attempt(() => readFileSync('/proc/' + pid + '/root${file}', 'utf8'));
					}
				`),
				bash: bash(`
					for pid in ${pids.join(' ')}; do
						ls /proc/$pid/fd /proc/$pid/root /proc/$pid/cwd/ /proc/$pid/task && echo gained:
						cat /proc/$pid/root${file} /proc/$pid/cwd/..${file}
						cd -P /proc/$pid/root && cat .${file}; cd -P /proc/$pid/cwd && echo gained:
					done
				`),
			}[runtime];
			expect(await runBare(identity, payload)).toContain(secret);
			const {stdout} = await attack(identity, payload);
			expect(stdout).not.toContain(secret);
			// On landlock it is the host's: a run finds what is its own there, and the names behind its links.
			expect(identity.backend === 'landlock' || !stdout.includes('gained')).toBe(true);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity('a skill opens its own streams again by their names', async identity => {
	const {stdout} = await attack(identity, python("import os\nprint(os.fdopen(os.dup(0)).read(), os.path.exists('/dev/null'))"), {
		stdin: 'in',
	});
	expect(stdout).toContain('in True');
});
