/** Item 49: interfaces that hold most of the ways into a kernel: bpf, perf, userfaultfd, keys, watchers of files, descriptor tables. */

import {randomBytes} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';
import {type Call, call, controlled, inPython, refusesCalls} from './calls.ts';

/** union bpf_attr of BPF_MAP_CREATE: an array of one number. */
const map = new Uint8Array(new Uint32Array([2, 4, 4, 1]).buffer);
/** union bpf_attr of BPF_PROG_LOAD: a socket filter of two instructions that it does not have. */
const program = new Uint8Array(new Uint32Array([1, 2, 0, 0]).buffer);
/** struct perf_event_attr: a software event (the clock), of this size. */
const event = new Uint8Array(new Uint32Array([1, 64]).buffer);

refusesCalls('no program, watcher or table of the kernel is had', [
	controlled('bpf', 0, map, 16),
	call('bpf', 5, program, 16),
	...[1, 11, 12, 14, 28].map(command => call('bpf', command, map, 16)),
	controlled('perf_event_open', event, 0, -1, -1, 0),
	call('perf_event_open', event, -1, 0, -1, 0),
	controlled('userfaultfd', 0),
	// UFFD_USER_MODE_ONLY, which needs no right anywhere.
	controlled('userfaultfd', 1),
	controlled('fanotify_init', 0, 0),
	call('fanotify_mark', 3, 1, 8, -100, '/work'),
	...[0, 1, 2, 0x11].map(which => call('modify_ldt', which, new Uint8Array(16), 16)),
	// ADDR_NO_RANDOMIZE, READ_IMPLIES_EXEC, PER_LINUX32, and only asking.
	...[0x4_0000, 0x40_0000, 8, 0xffff_ffff].map(value => controlled('personality', value)),
	call('memfd_create', 'x', 0),
	call('memfd_secret', 0),
	call('kexec_load', 0, 0, 0, 0),
	call('kexec_file_load', -1, -1, 0, '', 0),
	call('init_module', '', 0, ''),
	call('finit_module', 0, '', 0),
	call('delete_module', 'nothing', 0),
	call('syslog', 3, new Uint8Array(64), 64),
	call('acct', '/work/acct'),
	call('swapon', '/work/swap', 0),
	call('swapoff', '/work/swap'),
	call('reboot', 0xfee1_dead, 0, 0, 0),
	call('settimeofday', new Uint8Array(16), 0),
	call('clock_settime', 0, new Uint8Array(16)),
	call('adjtimex', new Uint8Array(256)),
	call('clock_adjtime', 0, new Uint8Array(256)),
	call('sethostname', 'taken', 5),
	call('setdomainname', 'taken', 5),
	call('quotactl', 0, 0, 0, 0),
	call('lookup_dcookie', 0, 0, 0),
	call('move_pages', 0, 0, 0, 0, 0, 0),
	call('migrate_pages', 0, 0, 0, 0),
	call('set_mempolicy', 0, 0, 0),
	call('vmsplice', 1, 0, 0, 0),
	call('remap_file_pages', 0, 0, 0, 0, 0),
	...(process.arch === 'x64' ? [call('iopl', 3), call('ioperm', 0x80, 1, 1), call('uselib', '/work/x'), call('_sysctl', 0)] : []),
]);

/** Keys that would stay in the kernel under the user's name after the run. */
const keyCalls = (description: string): readonly Call[] => [
	...[-1, -2, -3, -4, -5].map(ring => controlled('add_key', 'user', description, 'value', 5, ring)),
	call('request_key', 'user', description, 0, -4),
	controlled('keyctl', 0, -4, 1),
	call('keyctl', 1, description),
	...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 18, 21, 22, 29, 30].map(operation => call('keyctl', operation, -4, 0, 0, 0)),
];

refusesCalls('no key is left in the kernel, and none is read', keyCalls('skilllite-table'));

const hasKeyList = existsSync('/proc/keys');

eachIdentity(
	'the host finds no key of a run',
	async identity => {
		const description = `skilllite-${randomBytes(6).toString('hex')}`;
		await attack(identity, inPython(keyCalls(description)));
		expect(readFileSync('/proc/keys', 'utf8')).not.toContain(description);
	},
	{missing: hasKeyList ? undefined : 'this kernel lists no keys'},
);

asRoot(
	'bare, a key is there for the next one to find',
	async identity => {
		const description = `skilllite-${randomBytes(6).toString('hex')}`;
		// KEY_SPEC_USER_KEYRING, which outlives the process; afterwards it is taken out again.
		await runBare(identity, inPython([controlled('add_key', 'user', description, 'value', 5, -4)]));
		const listed = readFileSync('/proc/keys', 'utf8')
			.split('\n')
			.find(line => line.includes(description));
		expect(listed).toBeDefined();
		await runBare(identity, inPython([controlled('keyctl', 9, Number.parseInt(listed ?? '0', 16), -4)]));
	},
	{bwrapOnly: 'it needs no sandbox', missing: hasKeyList ? undefined : 'this kernel lists no keys'},
);

eachIdentity('what numbers and names a program for itself works', async identity => {
	const {stdout, denied} = await attack(
		identity,
		python(`
			import gc, mmap, resource, threading
			threading.Thread(target=lambda: print('thread')).start()
			print(len(mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0)
		`),
	);
	expect(stdout).toContain('thread\n4096 True');
	expect(denied).toEqual([]);
});
