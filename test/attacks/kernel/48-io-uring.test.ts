/** Item 48: a ring, through which files are opened and sockets connected without a system call for each. */

import {existsSync, readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {listenOnHost} from '../host.ts';
import {asRoot, eachIdentity} from '../identity.ts';
import {node, type Payload, python, syscallNumber} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';
import {call, controlled, quietly, refusesCalls} from './calls.ts';

const setting = '/proc/sys/kernel/io_uring_disabled';
const switchedOff = existsSync(setting) && readFileSync(setting, 'utf8').trim() === '2';

/** Flags of io_uring_params: none, SQPOLL (a thread of the kernel's makes the calls), R_DISABLED. */
const parameters = [0, 1 << 1, 1 << 6].map(flags => new Uint8Array(new Uint32Array([0, 0, flags, ...new Array(27).fill(0)]).buffer));

refusesCalls('no ring is made, and none is entered', [
	...parameters.map(given => quietly(call('io_uring_setup', 8, given), 'EPERM')),
	...[3, 4, 1023, 0].flatMap(fd => [
		quietly(call('io_uring_enter', fd, 1, 0, 0, 0, 0), 'EPERM'),
		quietly(call('io_uring_register', fd, 0, 0, 0), 'EPERM'),
	]),
	// The older interface of the kernel for the same end.
	...[controlled('io_setup', 8, new Uint8Array(8)), call('io_submit', 0, 1, 0), call('io_getevents', 0, 0, 1, 0, 0), call('io_destroy', 0)],
]);

/** IORING_OP_SOCKET and IORING_OP_CONNECT to a port of the host, through a ring in memory. */
const connecting = (port: number): Payload =>
	python(`
	import ctypes, mmap, os, socket, struct
	libc = ctypes.CDLL(None, use_errno=True)
	room = ctypes.create_string_buffer(120)
	ring = libc.syscall(${syscallNumber('io_uring_setup')}, 8, room)
	def work():
	    if ring < 0:
	        raise OSError(ctypes.get_errno(), 'no ring')
	    sq_entries, cq_entries, flags, cpu, idle, features, wq = struct.unpack_from('7I', room.raw)
	    head, tail, mask, entries, sqflags, dropped, array = struct.unpack_from('7I', room.raw, 40)
	    cq_head, cq_tail, cq_mask, cq_count, overflow, cqes = struct.unpack_from('6I', room.raw, 80)
	    rings = mmap.mmap(ring, max(array + sq_entries * 4, cqes + cq_entries * 16), offset=0)
	    slots = mmap.mmap(ring, sq_entries * 64, offset=0x10000000)
	    def submit(operation, fd, off, address, length):
	        at = struct.unpack_from('I', rings, tail)[0]
	        slots[(at % sq_entries) * 64:(at % sq_entries) * 64 + 64] = struct.pack('BBHiQQII', operation, 0, 0, fd, off, address, length, 0) + bytes(32)
	        struct.pack_into('I', rings, array + 4 * (at % sq_entries), at % sq_entries)
	        struct.pack_into('I', rings, tail, at + 1)
	        libc.syscall(${syscallNumber('io_uring_enter')}, ring, 1, 1, 1, None, 0)
	        done = struct.unpack_from('I', rings, cq_head)[0]
	        result = struct.unpack_from('Qi', rings, cqes + 16 * (done % cq_entries))[1]
	        struct.pack_into('I', rings, cq_head, done + 1)
	        return result
	    plug = submit(45, socket.AF_INET, socket.SOCK_STREAM, 0, 0)
	    where = ctypes.create_string_buffer(struct.pack('=H', socket.AF_INET) + struct.pack('!H', ${port}) + socket.inet_aton('127.0.0.1') + bytes(8))
	    return 'socket', plug, 'connect', submit(16, plug, 16, ctypes.addressof(where), 0)
	attempt(work)
`);

eachIdentity('nothing reaches a listener of the host through a ring', async identity => {
	const listeners = await listenOnHost();
	const outcome = await attack(identity, connecting(listeners.tcpPort));
	expect(outcome.stdout).not.toContain('gained');
	expect((await listeners.visitors()).connections).toBe(0);
});

asRoot(
	'bare, a ring reaches it',
	async identity => {
		const listeners = await listenOnHost();
		const stdout = await runBare(identity, connecting(listeners.tcpPort));
		expect(stdout).toContain("'connect', 0");
		expect((await listeners.visitors()).connections).toBe(1);
	},
	{bwrapOnly: 'it needs no sandbox', missing: switchedOff ? 'this machine has switched rings off' : undefined},
);

eachIdentity('Node, which tries a ring at every start, reads and writes files without one, and nothing is recorded', async identity => {
	const payload = node(`
		import {readFile, writeFile} from 'node:fs/promises';
		await Promise.all([1, 2, 3].map(name => writeFile(process.env.TMPDIR + '/' + name, 'kept')));
		console.log(await readFile(process.env.TMPDIR + '/3', 'utf8'));
	`);
	const outcome = await attack(identity, payload);
	expect(outcome.stdout).toContain('kept');
	expect(outcome.denied).toEqual([]);
});
