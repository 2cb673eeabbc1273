/** Item 35: what there is in /dev. */

import {existsSync} from 'node:fs';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack} from '../sandboxed.ts';

const usable = ['null', 'zero', 'full', 'random', 'urandom'];
/** What bwrap's own /dev has beside: names of the process's streams and an empty folder, of no use here. */
const harmless = ['fd', 'stdin', 'stdout', 'stderr', 'core', 'pts', 'shm', 'ptmx', 'tty', 'console', 'mqueue'];
const absent = [
	'kvm',
	'vsock',
	'vhost-vsock',
	'fuse',
	'net/tun',
	'mem',
	'kmem',
	'port',
	'kmsg',
	'mapper/control',
	'loop-control',
	'loop0',
	'sda',
	'vda',
	'nvme0',
	'dri/card0',
	'snd',
	'input/event0',
	'uinput',
	'hwrng',
	'userfaultfd',
	'cuse',
	'btrfs-control',
	'nvidia0',
	'rtc0',
	'watchdog',
	'ppp',
	'mei0',
	'tpm0',
	'sgx_enclave',
];

const payloads = {
	Python: python(`
		import os
		for name in ${JSON.stringify([...absent, 'tty', 'ptmx', 'console', 'shm/x', 'pts/0'])}:
		    for flags in [os.O_RDONLY, os.O_RDWR, os.O_WRONLY | os.O_CREAT]:
		        attempt(lambda: os.open('/dev/' + name, flags))
		print('there:', sorted(name for name in ${JSON.stringify([...usable, ...harmless, ...absent])} if os.path.exists('/dev/' + name)))
	`),
	Node: node(`
		import {existsSync, openSync} from 'node:fs';
		for (const name of ${JSON.stringify([...absent, 'tty', 'ptmx', 'console', 'shm/x'])}) {
			for (const flags of ['r', 'r+', 'a']) await attempt(() => openSync('/dev/' + name, flags));
		}
		console.log('there:', ${JSON.stringify(absent)}.filter(name => existsSync('/dev/' + name)));
	`),
	bash: bash(
		`for name in ${absent.join(' ')} tty ptmx console shm/x; do (exec 9</dev/$name) && echo gained:; (exec 9>>/dev/$name) && echo gained:; done; ls -l /dev /dev/shm`,
	),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} opens no device but the five`,
		async identity => {
			// No control on the host: to open some of these is enough to set off a watchdog.
			const {stdout} = await attack(identity, payload);
			expect(stdout).not.toContain('gained');
			// Landlock denies opening; that a name is there can be asked.
			expect(
				identity.backend === 'landlock' ? [] : absent.filter(name => new RegExp(`'${name}'`).test(stdout.slice(stdout.indexOf('there:')))),
			).toEqual([]);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity('nothing is made, removed or renamed there', async identity => {
	const payload = python(`
		import os
		for name in ${JSON.stringify(usable)}:
		    attempt(lambda: os.unlink('/dev/' + name))
		    attempt(lambda: os.rename('/dev/' + name, '/dev/other'))
		    attempt(lambda: os.chmod('/dev/' + name, 0))
		attempt(lambda: os.mkdir('/dev/new'))
		attempt(lambda: os.symlink('/work', '/dev/new'))
		attempt(lambda: os.mkdir('/dev/shm/new'))
		attempt(lambda: open('/dev/shm/new', 'w'))
	`);
	expect((await attack(identity, payload)).stdout).not.toContain('gained');
	expect(existsSync('/dev/null')).toBe(true);
});

eachIdentity('the five do what they are for', async identity => {
	const payload = python(`
		import os
		open('/dev/null', 'w').write('gone')
		print(open('/dev/zero', 'rb').read(4), len(open('/dev/urandom', 'rb').read(16)), len(open('/dev/random', 'rb').read(1)))
		try:
		    os.write(os.open('/dev/full', os.O_WRONLY), b'x')
		except OSError as error:
		    print(error.strerror)
	`);
	expect((await attack(identity, payload)).stdout).toContain("b'\\x00\\x00\\x00\\x00' 16 1\nNo space left on device");
});
