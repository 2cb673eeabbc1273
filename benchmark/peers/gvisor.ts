import {versionOf} from '../report/machine.ts';
import {requireProgram} from './find-program.ts';
import {type Peer, pythonFlags} from './peer.ts';

/** gVisor without a container: `runsc do` shows the files of the host, read-only, to a kernel of its own. */
export const gvisor: Peer = {
	id: 'gvisor',
	name: 'gVisor',
	setup:
		'`runsc do` without a network: a kernel in user space over the files of the host (with an image of its own it would show those instead).',
	prepare({python}) {
		const program = requireProgram('runsc');
		return {
			version: versionOf(program),
			invoke: ({script, args, caller}) => ({
				command: [
					...[program, '--network=none', ...(caller.uid === 0 ? [] : ['--rootless']), '--ignore-cgroups', 'do'],
					...[python, ...pythonFlags, script, ...args],
				],
			}),
		};
	},
};
