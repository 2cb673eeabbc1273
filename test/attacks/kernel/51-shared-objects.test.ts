/** Item 51: memory, semaphores and queues of System V and POSIX, which stay when a run is over and anybody of the same user may open. */

import {randomInt} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {node, python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';
import {type Call, call, controlled, inPython, refusesCalls} from './calls.ts';

const create = 0o1666;
const remove = 0;

const callsFor = (key: number): readonly Call[] => [
	controlled('shmget', key, 4096, create),
	call('shmget', 0, 4096, create),
	controlled('semget', key, 1, create),
	controlled('msgget', key, create),
	...[0, 1].flatMap(id => [
		call('shmat', id, 0, 0),
		call('shmctl', id, 2, new Uint8Array(128)),
		call('shmctl', id, remove, 0),
		call('semop', id, new Uint8Array(6), 1),
		call('semtimedop', id, new Uint8Array(6), 1, 0),
		call('semctl', id, 0, 12),
		call('msgsnd', id, new Uint8Array(16), 8, 0),
		call('msgrcv', id, new Uint8Array(16), 8, 0, 0),
		call('msgctl', id, 2, new Uint8Array(128)),
	]),
	call('shmdt', 0),
	// O_CREAT and O_RDWR
	controlled('mq_open', `skilllite-${key}`, 0o102, 0o666, 0),
	controlled('mq_unlink', `skilllite-${key}`),
	call('mq_timedsend', 3, 'x', 1, 0, 0),
	call('mq_timedreceive', 3, new Uint8Array(64), 64, 0, 0),
	call('mq_notify', 3, 0),
	call('mq_getsetattr', 3, 0, new Uint8Array(64)),
];

const listed = (key: number) =>
	['shm', 'sem', 'msg'].filter(kind =>
		readFileSync(`/proc/sysvipc/${kind}`, 'utf8')
			.split('\n')
			.some(line => line.trim().split(/\s+/)[0] === String(key)),
	);

const aKey = () => randomInt(1 << 20, 1 << 30);
const missing = existsSync('/proc/sysvipc/shm') ? undefined : 'this kernel lists no such objects';

refusesCalls(
	'no shared object is made or opened',
	callsFor(aKey()).filter(({control}) => !control),
);

eachIdentity(
	'no shared object of a run is there afterwards',
	async identity => {
		const key = aKey();
		const outcome = await attack(identity, inPython(callsFor(key)));
		expect(listed(key)).toEqual([]);
		expect(outcome.denied.map(({target}) => target)).toEqual(expect.arrayContaining(['shmget', 'semget', 'msgget', 'mq_open']));
		// O_RDWR: it opens what is there, and there is nothing.
		expect(await runBare(identity, inPython([call('mq_open', `skilllite-${key}`, 2, 0, 0)]))).toContain('call 0 2\n');
	},
	{missing},
);

asRoot(
	'bare, they stay',
	async identity => {
		const key = aKey();
		await runBare(identity, inPython(callsFor(key).filter(({control, name}) => control && name !== 'mq_unlink')));
		expect(listed(key)).toEqual(['shm', 'sem', 'msg']);
		const tidy = python(`
			import ctypes
			libc = ctypes.CDLL(None)
			print('gone', libc.shmctl(libc.shmget(${key}, 0, 0), 0, None), libc.semctl(libc.semget(${key}, 0, 0), 0, 0), libc.msgctl(libc.msgget(${key}, 0), 0, None), libc.mq_unlink(b'/skilllite-${key}'))
		`);
		expect(await runBare(identity, tidy)).toContain('gone 0 0 0 0');
		expect(listed(key)).toEqual([]);
	},
	{bwrapOnly: 'it needs no sandbox', missing},
);

eachIdentity('threads share memory and wait for each other', async identity => {
	const inThreads = python(`
		import queue, threading
		results = queue.Queue()
		lock = threading.Semaphore(1)
		def work(number):
		    with lock:
		        results.put(number * number)
		for number in range(4):
		    threading.Thread(target=work, args=[number]).start()
		print('sum', sum(results.get(timeout=50) for _ in range(4)))
	`);
	expect((await attack(identity, inThreads)).stdout).toContain('sum 14');
	const inNode = node(`
		const shared = new Int32Array(new SharedArrayBuffer(4));
		Atomics.add(shared, 0, 42);
		console.log('shared', Atomics.load(shared, 0));
	`);
	expect((await attack(identity, inNode)).stdout).toContain('shared 42');
});
