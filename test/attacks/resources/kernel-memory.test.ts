/** What costs the kernel memory or numbers and no rlimit counts: threads without stacks, entries of a tmpfs, stacks that grow down. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {node, python} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;

eachIdentity('threads that share one page as their stack stop long before the numbers of the host run out', async identity => {
	if (process.arch !== 'x64') {
		// The machine code is for one processor; the limits are the same on both.
		return;
	}

	const payload = python(`
		import ctypes, time
		libc = ctypes.CDLL(None)
		libc.mmap.restype = ctypes.c_void_p
		libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
		# clone(flags, stack); in the child pause() for ever
		code = bytes.fromhex('b838000000' '4d31d2' '31d2' '4d31c0' '0f05' '4885c0' '7401' 'c3' 'b822000000' '0f05' 'ebf7')
		page = libc.mmap(None, 4096, 7, 0x22, -1, 0)
		ctypes.memmove(page, code, len(code))
		start = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_ulong, ctypes.c_ulong)(page)
		stack = libc.mmap(None, 4096, 3, 0x22, -1, 0) + 4032
		count = 0
		while count < 8000 and start(0x10f00, stack) > 0:
		    count += 1
		    if count % 500 == 0:
		        print('threads', count, flush=True)
		time.sleep(60)
	`);
	const outcome = await attackToDeath(identity, payload, {limits: {wallSeconds: 100}});
	expect(outcome.ended).toBe('processes');
	const counts = [...outcome.stdout.matchAll(/threads (\d+)/g)].map(match => Number(match[1]));
	expect(Math.max(...counts)).toBeGreaterThanOrEqual(500);
	expect(Math.max(...counts)).toBeLessThanOrEqual(4096);
});

eachIdentity('a hundred threads are ordinary', async identity => {
	const payload = python(`
		import threading
		threading.stack_size(256 * 1024)
		gate = threading.Barrier(101)
		threads = [threading.Thread(target=gate.wait) for _ in range(100)]
		for thread in threads:
		    thread.start()
		gate.wait()
		print('met', gate.parties)
	`);
	expect((await attack(identity, payload)).stdout).toContain('met 101');
});

eachIdentity('empty files and links without end are stopped as a full scratch folder', async identity => {
	const payload = python(`
		import os
		for folder in range(100):
		    os.mkdir(str(folder))
		    for number in range(10000):
		        os.symlink('x' * 100, f'{folder}/{number}')
	`);
	const outcome = await attackToDeath(identity, payload, {limits: {scratchBytes: 16 * mebibyte}});
	expect(outcome.ended).toBe('scratch');
	expect(outcome.stdout).not.toContain('done');
});

eachIdentity('a thousand small files are ordinary', async identity => {
	const payload = node(`
		const {readdirSync, writeFileSync} = await import('node:fs');
		for (let number = 0; number < 1000; number++) writeFileSync(String(number), 'x');
		await new Promise(done => setTimeout(done, 250));
		console.log('kept', readdirSync('.').length);
	`);
	expect((await attack(identity, payload)).stdout).toContain('kept 1000');
});

eachIdentity('memory that the kernel takes for a growing stack is not given', async identity => {
	const payload = python(`
		import ctypes
		libc = ctypes.CDLL(None, use_errno=True)
		libc.mmap.restype = ctypes.c_void_p
		libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
		for name, flags in ('grows down', 0x122), ('plain', 0x22):
		    got = libc.mmap(None, 1 << 20, 3, flags, -1, 0)
		    print(name, 'refused' if got == 2 ** 64 - 1 else 'given')
	`);
	const {stdout} = await attack(identity, payload);
	expect(stdout).toContain('grows down refused');
	expect(stdout).toContain('plain given');
});
