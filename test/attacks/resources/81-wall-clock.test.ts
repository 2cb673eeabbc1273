/** Time that passes without work. */

import {expect} from 'vitest';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import {processesWith} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath, givenTime} from '../sandboxed.ts';

const waiters = {
	'Python that sleeps and ignores signals': python(`
		import signal, time
		for number in range(1, 32):
		    try:
		        signal.signal(number, signal.SIG_IGN)
		    except OSError:
		        pass
		time.sleep(120)
	`),
	'Python that stops itself': python('import signal\nsignal.raise_signal(signal.SIGSTOP)\nsignal.pause()'),
	'Node that waits': node('await new Promise(done => setTimeout(done, 120_000));'),
	'a shell that waits for its children': bash('sleep 120 & sleep 120 & wait'),
};

eachIdentity('the wall clock ends whoever waits, however it waits', async identity => {
	// All at once: they only wait.
	await Promise.all(
		Object.entries(waiters).map(async ([name, payload]) => {
			const outcome = await attackToDeath(identity, payload, {limits: {wallSeconds: 1}});
			const [nonce = ''] = outcome.stdout.split('\n');
			expect({name, ...outcome}).toMatchObject({ended: 'wall', exitCode: null});
			expect(outcome.usage.wallMs).toBeGreaterThanOrEqual(1000);
			expect(outcome.usage.wallMs).toBeLessThan(30_000);
			expect(processesWith(nonce)).toEqual([]);
		}),
	);
});

eachIdentity('a skill that waits less than its time ends by itself', async identity => {
	const outcome = await attack(identity, python('import time\ntime.sleep(0.2)'), {limits: {wallSeconds: 20}});
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
});

eachIdentity('denied calls that never cease do not hold up the wall clock', async identity => {
	if (process.arch !== 'x64') {
		// The machine code is for one processor; the supervisor is the same on both.
		return;
	}

	// Threads below the interpreter, without its lock: each asks for the same refused call again and again.
	const payload = python(`
		import ctypes, time
		libc = ctypes.CDLL(None)
		libc.mmap.restype = ctypes.c_void_p
		libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
		# clone(flags, stack); in the child ptrace() for ever
		code = bytes.fromhex('b838000000' '4d31d2' '31d2' '4d31c0' '0f05' '4885c0' '7401' 'c3' 'b865000000' '0f05' 'ebf7')
		page = libc.mmap(None, 4096, 7, 0x22, -1, 0)
		ctypes.memmove(page, code, len(code))
		start = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_ulong, ctypes.c_ulong)(page)
		stack = libc.mmap(None, 4096, 3, 0x22, -1, 0) + 4032
		for _ in range(200):
		    start(0x10f00, stack)
		time.sleep(120)
	`);
	const refused = ({denied}: RunOutcome) => denied.find(({target}) => target === 'ptrace')?.count ?? 0;
	const outcome = await givenTime(
		1,
		wallSeconds => attackToDeath(identity, payload, {limits: {wallSeconds}}),
		result => refused(result) > 100,
	);
	expect(outcome.ended).toBe('wall');
	expect(outcome.usage.wallMs).toBeLessThan(30_000);
	expect(refused(outcome)).toBeGreaterThan(100);
});
