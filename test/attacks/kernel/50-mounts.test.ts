/** Item 50: mounts, by the old calls and the new ones, and another root. */

import {readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, python} from '../payload.ts';
import {attack} from '../sandboxed.ts';
import {call, controlled, refusesCalls} from './calls.ts';

const [bind, remount, move, recursive, privately] = [0x1000, 0x20, 0x2000, 0x4000, 0x4_0000];
const here = -100;

refusesCalls('nothing is mounted, moved or taken away, and the root stays', [
	...['tmpfs', 'proc', 'sysfs', 'devpts', 'overlay', 'cgroup2', 'ext4', 'fuse', 'bpf', 'debugfs', 'securityfs'].map(kind =>
		call('mount', kind, '/work', kind, 0, ''),
	),
	call('mount', '/', '/work', 0, bind | recursive, 0),
	call('mount', 0, '/', 0, remount, 0),
	call('mount', 0, '/skill', 0, remount | bind, 0),
	call('mount', 0, '/dev', 0, remount | bind, 0),
	call('mount', '/skill', '/work', 0, move, 0),
	call('mount', 0, '/', 0, privately | recursive, 0),
	...['/skill', '/work', '/dev', '/', '/usr/lib'].flatMap(path => [call('umount2', path, 0), call('umount2', path, 2)]),
	controlled('fsopen', 'tmpfs', 0),
	call('fsopen', 'proc', 1),
	call('fsconfig', 3, 6, 0, 0, 0),
	call('fsmount', 3, 0, 0),
	call('fspick', here, '/work', 0),
	controlled('open_tree', here, '/', 0),
	// OPEN_TREE_CLONE
	controlled('open_tree', here, '/', 1),
	call('move_mount', here, '/skill', here, '/work', 0),
	call('mount_setattr', here, '/skill', 0, new Uint8Array(new BigUint64Array([0n, 1n, 0n, 0n]).buffer), 32),
	call('pivot_root', '/work', '/work'),
	controlled('chroot', '/'),
	call('chroot', '/work'),
	call('chroot', '/skill'),
]);

eachIdentity(
	'a shell finds no program that mounts, and the mounts of the host stay as they are',
	async identity => {
		const before = readFileSync('/proc/self/mountinfo', 'utf8');
		const outcome = await attack(
			identity,
			bash(`
				for program in mount umount unshare nsenter chroot pivot_root switch_root losetup fusermount fusermount3 bwrap; do
					type -P $program; $program --version
				done
			`),
		);
		expect(outcome.stdout.split('\n').filter(Boolean)).toHaveLength(2);
		expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(before);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('a skill changes its folder and asks how much room there is', async identity => {
	const {stdout} = await attack(
		identity,
		python(`
			import os, shutil
			os.mkdir(os.environ['TMPDIR'] + '/below')
			os.chdir(os.environ['TMPDIR'] + '/below')
			print(os.getcwd().endswith('/below'), shutil.disk_usage('.').total > 0, os.path.ismount('/'))
		`),
	);
	expect(stdout).toContain('True True True');
});
