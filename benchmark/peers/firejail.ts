import {dirname} from 'node:path';
import {versionOf} from '../report/machine.ts';
import {requireProgram} from './find-program.ts';
import {type Peer, pythonFlags} from './peer.ts';

/** firejail with every restriction it offers for a program of this kind. */
export const firejail: Peer = {
	id: 'firejail',
	name: 'firejail',
	setup:
		'No profile; private home, /tmp and /dev, only the script whitelisted, seccomp, no capabilities, no network, limits of 256 MB and CPU time. It starts for no user whom the system does not know by name.',
	prepare({python}) {
		const program = requireProgram('firejail');
		return {
			version: versionOf(program),
			invoke: ({script, args, cpuSeconds = 30}) => ({
				command: [
					...[program, '--quiet', '--noprofile', '--private', '--private-tmp', '--private-dev', '--noroot', '--caps.drop=all'],
					...['--seccomp', '--nonewprivs', '--net=none', '--ipc-namespace', '--hostname=sandbox', '--rlimit-as=256m'],
					...[`--rlimit-cpu=${cpuSeconds}`, `--whitelist=${dirname(script)}`, `--read-only=${dirname(script)}`],
					...['--', python, ...pythonFlags, script, ...args],
				],
			}),
		};
	},
};
