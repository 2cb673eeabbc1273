/** Item 47: namespaces, made or entered, by every call that can. */

import {call, controlled, quietly, refusesCalls} from './calls.ts';

const namespaces = {
	time: 0x80,
	mount: 0x2_0000,
	cgroup: 0x200_0000,
	uts: 0x400_0000,
	ipc: 0x800_0000,
	user: 0x1000_0000,
	pid: 0x2000_0000,
	net: 0x4000_0000,
};
const flags = Object.values(namespaces);
/** As a signal to the parent, and as a thread, which a run may start. */
const [asChild, asThread] = [17, 0x1_0f00];
const dirty = 0xdead_beef_0000_0000n;

/** struct clone_args with nothing but flags and the signal of an end. */
function cloneArguments(flags: number): Uint8Array {
	return new Uint8Array(new BigUint64Array([BigInt(flags), 0n, 0n, 0n, BigInt(asChild), 0n, 0n, 0n, 0n, 0n, 0n]).buffer);
}

refusesCalls('no namespace is made or entered', [
	...flags.map(flag => controlled('unshare', flag)),
	call('unshare', namespaces.user | namespaces.mount | namespaces.net),
	...flags
		.filter(flag => flag > 0xff)
		.flatMap(flag => [controlled('clone', flag | asChild), call('clone', flag | asThread), call('clone', dirty | BigInt(flag | asChild))]),
	...flags.map(flag => quietly(controlled('clone3', cloneArguments(flag), 88), 'ENOSYS')),
	...[0, 1, 2, 1023].flatMap(fd => [call('setns', fd, 0), call('setns', fd, namespaces.user | namespaces.mount)]),
]);
