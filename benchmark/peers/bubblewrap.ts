import {existsSync, lstatSync, readlinkSync} from 'node:fs';
import {dirname} from 'node:path';
import {versionOf} from '../report/machine.ts';
import {requireProgram} from './find-program.ts';
import {type Peer, pythonFlags} from './peer.ts';

/** bubblewrap as a careful person writes it by hand, following its manual. */
export const bubblewrap: Peer = {
	id: 'bubblewrap',
	name: 'bare bubblewrap',
	setup: 'All namespaces unshared, no capabilities, environment cleared, /usr and the script read-only, new /proc, /dev and /tmp.',
	prepare({python}) {
		const program = requireProgram('bwrap');
		return {
			version: versionOf(program),
			invoke: ({script, args}) => ({
				command: [
					...[program, '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
					...['--hostname', 'sandbox', '--ro-bind', '/usr', '/usr', ...systemFolders()],
					...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--ro-bind', dirname(script), dirname(script)],
					...['--', python, ...pythonFlags, script, ...args],
				],
			}),
		};
	},
};

/** /bin and its kin are links into /usr on most systems, folders on some. */
function systemFolders(): readonly string[] {
	return ['/bin', '/sbin', '/lib', '/lib64']
		.filter(path => existsSync(path))
		.flatMap(path => (lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path]));
}
