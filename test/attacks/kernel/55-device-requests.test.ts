/** Item 55: ioctl, the call of a thousand calls, on what a run inherits and on what it may open. */

import {expect} from 'vitest';
import {startCanary} from '../host.ts';
import {asRoot, eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';
import {call, refusesCalls} from './calls.ts';

const requests = {
	TIOCSTI: 0x5412,
	TIOCLINUX: 0x541c,
	TIOCSCTTY: 0x540e,
	TIOCNOTTY: 0x5422,
	TIOCSETD: 0x5423,
	TIOCCONS: 0x541d,
	TIOCSPGRP: 0x5410,
	TIOCSWINSZ: 0x5414,
	TIOCVHANGUP: 0x5437,
	TIOCGPTPEER: 0x5441,
	TCSETS: 0x5402,
	TCSBRK: 0x5409,
	TCFLSH: 0x540b,
	FIOASYNC: 0x5452,
	FIOQSIZE: 0x5460,
	FIOSETOWN: 0x8901,
	SIOCSPGRP: 0x8902,
	SIOCGIFCONF: 0x8912,
	SIOCGIFADDR: 0x8915,
	SIOCSIFFLAGS: 0x8914,
	SIOCUNIXFILE: 0x89e0,
	FIGETBSZ: 2,
	FIBMAP: 1,
	FS_IOC_SETFLAGS: 0x4008_6602,
	FS_IOC_GETFLAGS: 0x8008_6601,
	FS_IOC_FSSETXATTR: 0x401c_5820,
	FS_IOC_ENABLE_VERITY: 0x4080_6685,
	FS_IOC_ADD_ENCRYPTION_KEY: 0xc050_6617,
	FIFREEZE: 0xc004_5877,
	FITHAW: 0xc004_5878,
	FITRIM: 0xc018_5879,
	FICLONERANGE: 0x4020_940d,
	FIDEDUPERANGE: 0xc018_9436,
	BLKROSET: 0x125d,
	BLKDISCARD: 0x1277,
	RNDADDENTROPY: 0x4008_5203,
	RNDCLEARPOOL: 0x5206,
	LOOP_CTL_GET_FREE: 0x4c82,
	LOOP_SET_FD: 0x4c00,
	KVM_CREATE_VM: 0xae01,
	TUNSETIFF: 0x4004_54ca,
	NS_GET_USERNS: 0xb701,
	NS_GET_PARENT: 0xb702,
	SECCOMP_IOCTL_NOTIF_RECV: 0xc050_2100,
	SECCOMP_IOCTL_NOTIF_SEND: 0xc018_2101,
	SECCOMP_IOCTL_NOTIF_ADDFD: 0x4018_2103,
	PIDFD_GET_INFO: 0xc040_ff0b,
};

/** What the kernel drops from a request, and a filter must drop too. */
const dirty = 0xdead_beef_0000_0000n;

refusesCalls(
	'no request outside the list reaches a descriptor',
	Object.values(requests).flatMap(request => [
		...[0, 1, 2].map(fd => call('ioctl', fd, request, new Uint8Array(64))),
		call('ioctl', 3, request, 0),
		call('ioctl', 1, dirty | BigInt(request), 0),
	]),
);

/** A stream that is told to send a signal of choice to a process of choice. */
const signalling = (pid: number) =>
	python(`
	import fcntl, os, signal, socket, struct
	ours, theirs = socket.socketpair()
	for fd in [0, 1, 2, ours.fileno()]:
	    attempt(lambda: fcntl.ioctl(fd, 0x8901, struct.pack('i', ${pid})))
	    attempt(lambda: fcntl.ioctl(fd, 0x8902, struct.pack('i', ${pid})))
	    attempt(lambda: fcntl.fcntl(fd, fcntl.F_SETOWN, ${pid}))
	    attempt(lambda: fcntl.fcntl(fd, 10, signal.SIGKILL))
	    attempt(lambda: fcntl.ioctl(fd, 0x5452, struct.pack('i', 1)))
	    attempt(lambda: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK))
	os.write(theirs.fileno(), b'x')
	fcntl.fcntl(1, fcntl.F_SETFL, 0)
`);

eachIdentity('no stream is made to signal a process of the host', async identity => {
	const canary = await startCanary(identity.sandboxUid);
	await attack(identity, signalling(canary.pid));
	expect(canary.isAlive()).toBe(true);
});

asRoot(
	'bare, a stream kills it',
	async identity => {
		const canary = await startCanary(identity.uid);
		await runBare(identity, signalling(canary.pid));
		await expect.poll(canary.isAlive).toBe(false);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

eachIdentity(
	'no file of a granted folder is made immutable or append-only',
	async identity => {
		const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'out/file': ''});
		const payload = python(`
			import fcntl, os, struct
			fd = os.open('out/file', os.O_RDWR)
			for flags in [0x10, 0x20, 0x30]:
			    attempt(lambda: fcntl.ioctl(fd, 0x40086602, struct.pack('l', flags)))
			attempt(lambda: fcntl.ioctl(fd, 0x80086601, bytes(8)))
			os.write(fd, b'appended')
		`);
		const {stdout} = await attack(identity, payload, {policy: {filesystem: {write: ['out']}}, workspace});
		expect(stdout).not.toContain('gained');
	},
	{bwrapOnly: 'it grants no writing'},
);

eachIdentity(
	'a skill measures its streams and copies a file',
	async identity => {
		const inPython = python(`
			import fcntl, os, shutil, struct, termios
			ours, theirs = os.pipe()
			os.write(theirs, b'four')
			print(struct.unpack('i', fcntl.ioctl(ours, termios.FIONREAD, bytes(4))), os.get_blocking(ours), sys.stdin.isatty())
			shutil.copy(__file__, os.environ['TMPDIR'] + '/copy')
		`);
		const outcome = await attack(identity, inPython);
		expect(outcome.stdout).toContain('(4,) True False');
		expect(outcome.denied).toEqual([]);
		expect((await attack(identity, node("process.stdin.on('data', () => {}); console.log(process.stdout.isTTY)"))).stdout).toContain(
			'undefined',
		);
		expect((await attack(identity, bash('cp "$0" /work/copy && cmp "$0" /work/copy && echo same'))).stdout).toContain('same');
	},
	{bwrapOnly: 'it runs no shell'},
);
