/** Item 44: memory written through /proc, where no protection of a page counts: one's own, that of PID 1, another's. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';
import {startVictim, type Victim} from './victim.ts';

const overwritten = 'overwritten';

/** Processes whose memory is written: the run's own, which is also PID 1, another beside it, and the victim. */
const everyDoor = ['self', 'thread-self', '1', '2'];

const payloadsFor = ({pid, address}: Victim, doors = everyDoor) => ({
	Python: python(`
		import ctypes, os
		own = ctypes.create_string_buffer(b'unchanged', 64)
		doors = ${JSON.stringify(doors)}
		for owner, address in [(door, ctypes.addressof(own)) for door in doors] + [('${pid}', ${address})]:
		    for door in [f'/proc/{owner}/mem', f'/proc/{owner}/task/{owner}/mem', f'/proc/{owner}/root/proc/{owner}/mem']:
		        for flags in [os.O_RDWR, os.O_WRONLY, os.O_RDONLY]:
		            def through():
		                memory = os.open(door, flags)
		                return os.pwrite(memory, b'${overwritten}\\0', address) if flags != os.O_RDONLY else os.pread(memory, 64, address)
		            attempt(through)
		for path in ['/dev/mem', '/dev/kmem', '/dev/port', '/proc/kcore', '/proc/self/clear_refs', '/proc/${pid}/syscall', '/proc/${pid}/stack']:
		    attempt(lambda: os.open(path, os.O_RDONLY))
		print('own', own.value.decode())
	`),
	Node: node(`
		import {openSync, readSync, writeSync} from 'node:fs';
		for (const owner of ${JSON.stringify([...doors, pid])}) {
			for (const flags of ['r+', 'r']) {
				await attempt(() => {
					const memory = openSync('/proc/' + owner + '/mem', flags);
					const room = Buffer.alloc(64);
					return flags === 'r' ? (readSync(memory, room, 0, 64, ${address}n), room) : writeSync(memory, '${overwritten}\\0', ${address});
				});
			}
		}
	`),
	bash: bash(`
		for owner in ${doors.join(' ')} $$ $BASHPID ${pid}; do
			printf '${overwritten}\\0' | dd of=/proc/$owner/mem bs=1 seek=${address} conv=notrunc && echo gained:
			dd if=/proc/$owner/mem bs=1 skip=${address} count=64 && echo gained:
		done
	`),
});

for (const runtime of ['Python', 'Node', 'bash'] as const) {
	eachIdentity(
		`${runtime} opens the memory of no process`,
		async identity => {
			const victim = await startVictim(identity.sandboxUid);
			const {stdout} = await attack(identity, payloadsFor(victim)[runtime]);
			expect(await victim.memory()).toBe(victim.secret);
			expect(stdout).not.toContain(victim.secret);
			expect(stdout).not.toContain('gained');
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity(
	'bare, the same script overwrites it',
	async identity => {
		const victim = await startVictim(identity.uid);
		// Of others on the host only the victim.
		expect(await runBare(identity, payloadsFor(victim, ['self', 'thread-self']).Python)).toContain('own overwritten');
		// Where processes of one user may not touch each other, only root's control can tell.
		const others = identity.uid === 0 ? [overwritten] : [overwritten, victim.secret];
		expect(others).toContain(await victim.memory());
	},
	{bwrapOnly: 'it needs no sandbox'},
);

eachIdentity('a skill maps a file, writes through the map and reads it back', async identity => {
	const {stdout} = await attack(
		identity,
		python(`
			import mmap, os
			with open(os.environ['TMPDIR'] + '/mapped', 'w+b') as file:
			    file.write(b'x' * 4096)
			    file.flush()
			    with mmap.mmap(file.fileno(), 0) as view:
			        view[:5] = b'hello'
			    file.seek(0)
			    print(file.read(5).decode())
		`),
	);
	expect(stdout).toContain('hello');
});
