/** Item 45: another process, traced, read, written and robbed of its descriptors. The victim has the run's own user. */

import {expect} from 'vitest';
import {eachIdentity, type Identity} from '../identity.ts';
import {node, python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';
import {attackWithCalls, type Call, call, expectRefused, inPython, noCompiler, refusesCalls} from './calls.ts';
import {startVictim, type Victim} from './victim.ts';

const overwritten = 'overwritten';

/** struct iovec of the victim's memory. */
const placeOf = ({address}: Pick<Victim, 'address'>) => new Uint8Array(new BigUint64Array([address, 12n]).buffer);
const ownPlace = 0;

function callsAt(victim: Pick<Victim, 'pid' | 'address'>, pid: number = victim.pid): readonly Call[] {
	const {address} = victim;
	return [
		// TRACEME, PEEKDATA, POKEDATA, ATTACH, SEIZE, GETREGSET, SECCOMP_GET_FILTER, GET_SYSCALL_INFO
		...[0, 2, 5, 16, 0x4206, 0x4204, 0x420c, 0x420e].map(request => call('ptrace', request, pid, address, 0)),
		call('process_vm_readv', pid, ownPlace, 1, placeOf(victim), 1, 0),
		call('process_vm_writev', pid, ownPlace, 1, placeOf(victim), 1, 0),
		call('process_madvise', pid, placeOf(victim), 1, 4, 0),
		call('process_mrelease', pid, 0),
		call('pidfd_open', pid, 0),
		call('pidfd_getfd', pid, 0, 0),
		call('pidfd_send_signal', pid, 9, 0, 0),
		...[0, 1, 2, 3, 4, 5, 6].map(kind => call('kcmp', pid, pid, kind, 0, 0)),
		call('get_robust_list', pid, new Uint8Array(8), new Uint8Array(8)),
		call('tkill', pid, 9),
		call('rt_sigqueueinfo', pid, 9, new Uint8Array(128)),
		call('rt_tgsigqueueinfo', pid, pid, 9, new Uint8Array(128)),
		call('sched_setaffinity', pid, 8, new Uint8Array(8).fill(0xff)),
		call('prlimit64', pid, 0, new Uint8Array(16), 0),
		call('prlimit64', pid, 0, 0, new Uint8Array(16)),
		call('ioprio_set', 1, pid, 0x2000),
		call('ioprio_get', 1, pid),
	];
}

// PID 1 is the run itself, 2 another of the sandbox if there were one.
refusesCalls('the run traces and robs nobody, not even itself', [...callsAt({pid: 1, address: 0n}), ...callsAt({pid: 2, address: 0n})]);

async function expectUntouched(identity: Identity, strike: (victim: Victim) => Promise<string>): Promise<void> {
	const victim = await startVictim(identity.sandboxUid);
	const stdout = await strike(victim);
	expect(stdout).not.toContain(victim.secret);
	expect(victim.isAlive()).toBe(true);
	expect(victim.tracer()).toBe('0');
	expect(await victim.memory()).toBe(victim.secret);
}

eachIdentity('no process of the host is touched from Python', identity =>
	expectUntouched(identity, async victim => {
		const calls = callsAt(victim);
		const outcome = await attack(identity, inPython(calls));
		expectRefused(outcome, calls);
		return outcome.stdout;
	}),
);

for (const runtime of ['node', 'bash'] as const) {
	eachIdentity(
		`no process of the host is touched from ${runtime === 'node' ? 'Node' : 'a shell'}`,
		identity => expectUntouched(identity, async victim => (await attackWithCalls(identity, runtime, callsAt(victim), {})).stdout),
		{missing: noCompiler, ...(runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {})},
	);
}

/** The same from Python's own words, with the effects that a success would have. */
const strike = ({pid, address}: Victim) =>
	python(`
	import ctypes, os
	libc = ctypes.CDLL(None, use_errno=True)
	class Part(ctypes.Structure):
	    _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]
	def checked(result):
	    if result < 0:
	        raise OSError(ctypes.get_errno(), 'refused')
	    return result
	room = ctypes.create_string_buffer(64)
	new = ctypes.create_string_buffer(b'${overwritten}')
	theirs = Part(${address}, 32)
	attempt(lambda: (checked(libc.process_vm_readv(${pid}, ctypes.byref(Part(ctypes.addressof(room), 32)), 1, ctypes.byref(theirs), 1, 0)), room.value))
	attempt(lambda: checked(libc.process_vm_writev(${pid}, ctypes.byref(Part(ctypes.addressof(new), 12)), 1, ctypes.byref(Part(${address}, 12)), 1, 0)))
	libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
	attempt(lambda: checked(libc.ptrace(0x4206, ${pid}, None, None)))
`);

eachIdentity('no process of the host is touched by the C library', identity =>
	expectUntouched(identity, async victim => {
		const {stdout} = await attack(identity, strike(victim));
		expect(stdout).not.toContain('gained');
		return stdout;
	}),
);

eachIdentity(
	'bare, the same script reads and overwrites it',
	async identity => {
		const victim = await startVictim(identity.uid);
		const stdout = await runBare(identity, strike(victim));
		// Where processes of one user may not touch each other, only root's control can tell.
		if (identity.uid === 0 || stdout.includes('gained')) {
			expect(stdout).toContain(victim.secret);
			expect(await victim.memory()).toBe(overwritten);
		}
	},
	{bwrapOnly: 'it needs no sandbox'},
);

eachIdentity('a skill looks at its own stack and heap', async identity => {
	const inPython = python('import faulthandler, sys, traceback\nfaulthandler.dump_traceback(sys.stdout)\nprint(sys.getsizeof([]) > 0)');
	expect((await attack(identity, inPython)).stdout).toContain('True');
	const inNode = node(
		'import {getHeapStatistics} from "node:v8";\nconsole.log(getHeapStatistics().used_heap_size > 0, new Error().stack.includes("main.mjs"))',
	);
	expect((await attack(identity, inNode)).stdout).toContain('true true');
});
