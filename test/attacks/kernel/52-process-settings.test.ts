/** Item 52: settings of a process that would loosen what holds it, or set traps for whoever is after it. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {python} from '../payload.ts';
import {attack} from '../sandboxed.ts';
import {call, controlled, refusesCalls} from './calls.ts';

/** What the kernel drops from an option, and a filter must drop too. */
const dirty = 0x1_0000_0000n;

const forbidden = {
	PDEATHSIG: 1,
	SECCOMP: 22,
	CAPBSET_DROP: 24,
	TSC: 26,
	SECUREBITS: 28,
	MM: 35,
	CHILD_SUBREAPER: 36,
	NO_NEW_PRIVS: 38,
	THP_DISABLE: 41,
	CAP_AMBIENT: 47,
	SPECULATION_CTRL: 53,
	IO_FLUSHER: 57,
	SYSCALL_USER_DISPATCH: 59,
	SCHED_CORE: 62,
	MDWE: 65,
	MEMORY_MERGE: 67,
	MCE_KILL: 33,
	TIMERSLACK: 29,
	PTRACER: 0x5961_6d61,
};

refusesCalls('no setting of the process is changed', [
	...Object.values(forbidden).flatMap(option => [call('prctl', option, 1, 0, 0, 0), call('prctl', dirty | BigInt(option), 1, 0, 0, 0)]),
	// PR_SET_PTRACER_ANY, PR_SET_MM_EXE_FILE, PR_CAP_AMBIENT_RAISE
	call('prctl', forbidden.PTRACER, -1n, 0, 0, 0),
	call('prctl', forbidden.MM, 13, 0, 0, 0),
	call('prctl', forbidden.CAP_AMBIENT, 2, 21, 0, 0),
	controlled('prctl', forbidden.CHILD_SUBREAPER, 1, 0, 0, 0),
	controlled('prctl', forbidden.NO_NEW_PRIVS, 1, 0, 0, 0),
	// Strict mode, a filter, a filter with a listener, and asking what there is.
	...[0, 1, 2, 3].flatMap(operation => [call('seccomp', operation, 0, 0), call('seccomp', operation, 8, new Uint8Array(16))]),
	// LANDLOCK_CREATE_RULESET_VERSION
	controlled('landlock_create_ruleset', 0, 0, 1),
	call('landlock_create_ruleset', new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]), 8, 0),
	call('landlock_add_rule', 3, 1, new Uint8Array(12), 0),
	call('landlock_restrict_self', 3, 0),
	...['setuid', 'setgid', 'setfsuid', 'setfsgid'].map(name => call(name, 0)),
	...['setreuid', 'setregid'].map(name => call(name, 0, 0)),
	...['setresuid', 'setresgid'].map(name => call(name, 0, 0, 0)),
	controlled('setgroups', 0, 0),
	call('setgroups', 1, new Uint8Array(4)),
	// Version 3 of the capability header, all of them wanted.
	call('capset', new Uint8Array(new Uint32Array([0x2008_0522, 0]).buffer), new Uint8Array(24).fill(0xff)),
	controlled('setpriority', 0, 0, 0),
	call('setpriority', 2, 0, -20),
	// SCHED_FIFO
	controlled('sched_setscheduler', 0, 1, new Uint8Array([1, 0, 0, 0])),
	call('sched_setparam', 0, new Uint8Array(4)),
	call('sched_setattr', 0, new Uint8Array(48), 0),
	controlled('ioprio_set', 1, 0, 0x2000),
	call('setrlimit', 7, new Uint8Array(16).fill(0xff)),
	...[0, 2, 6, 7, 8, 9].map(resource => call('prlimit64', 0, resource, new Uint8Array(16).fill(0xff), 0)),
	call('prlimit64', 1, 7, 0, new Uint8Array(16)),
	controlled('mlockall', 5),
	call('vhangup'),
	call('sched_setaffinity', 1, 8, new Uint8Array(8).fill(0xff)),
	// F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY, F_ADD_SEALS
	...[8, 10, 15, 1024, 1026, 1033].map(command => call('fcntl', 0, command, 1)),
]);

eachIdentity('a skill names its thread, reads its limits and chooses its processors', async identity => {
	const {stdout, denied} = await attack(
		identity,
		python(`
			import ctypes, os, resource
			libc = ctypes.CDLL(None)
			room = ctypes.create_string_buffer(16)
			libc.prctl(15, b'a-name'), libc.prctl(16, room)
			os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
			print(room.value.decode(), resource.getrlimit(resource.RLIMIT_NOFILE)[1], len(os.sched_getaffinity(0)), libc.prctl(39, 0, 0, 0, 0))
		`),
	);
	expect(stdout).toContain('a-name 512 1 1');
	expect(denied).toEqual([]);
});
