/** Item 13: memory, touched page by page. The host's own count of what was resident decides. */

import {expect} from 'vitest';
import type {RunOutcome} from '../../sandbox/envelope.ts';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, attackToDeath} from './sandboxed.ts';
import {touchMemory} from './the-twenty.ts';

const mebibyte = 1024 * 1024;
/** The limit, and the tenth above it at which the meter ends a run. */
const limits = {memoryBytes: 96 * mebibyte, cpuSeconds: 20};
const most = 106 * mebibyte;

eachIdentity('Python touches less than half a gigabyte under the default limit, and the end is named', async identity => {
	const outcome = await attackToDeath(identity, touchMemory());
	expect(outcome.ended).toBe('memory');
	expect(outcome.stdout).not.toContain('done');
	expect(outcome.usage.maxRssBytes).toBeLessThan(282 * mebibyte);
});

/**
A control group holds a tree to its limit, a tenth and scratch; a runtime's own binary, mapped by others too, is on their
account. Without a group the meter looks ten times a second, and between two looks a tree can grow.
*/
function overshoot({layers}: RunOutcome, limit: number): number {
	return layers.cgroup === false ? 512 * mebibyte : (limit * 1.1 + 64 + 40) * mebibyte;
}

const bombs: Readonly<Record<string, string>> = {
	'private mappings': 'kept.append(mmap.mmap(-1, step, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)); kept[-1].write(b"x" * step)',
	'shared mappings': 'kept.append(mmap.mmap(-1, step)); kept[-1].write(b"x" * step)',
	'shared mappings of scratch files': 'kept.append(mmap.mmap(scratch(), step)); kept[-1].write(b"x" * step)',
	'stacks of threads': 'kept.append(threading.Thread(target=deep, args=(9000,))); kept[-1].start()',
};

for (const [name, grow] of Object.entries(bombs)) {
	eachIdentity(`Python stays below its memory with ${name}`, async identity => {
		const payload = python(`
			import mmap, os, threading
			step = 8 * 1024 * 1024
			kept = []
			release = threading.Event()
			sys.setrecursionlimit(10000)
			threading.stack_size(step)
			def scratch():
			    path = f'/work/{len(kept)}'
			    with open(path, 'wb') as file:
			        file.truncate(step)
			    return os.open(path, os.O_RDWR)
			def deep(n):
			    return deep(n - 1) if n else release.wait()
			try:
			    while len(kept) * step < 600 * 1024 * 1024:
			        ${grow}
			except BaseException as error:
			    print('stopped', type(error).__name__, flush=True)
			    os._exit(1)
		`);
		const outcome = await attackToDeath(identity, payload, {limits});
		expect(outcome.ended).not.toBe('wall');
		expect(outcome.stdout).not.toContain('done');
		expect(outcome.usage.maxRssBytes).toBeLessThan(most);
	});
}

for (const [name, grow] of Object.entries({
	objects: 'kept.push(new Array(1_000_000).fill({}))',
	buffers: 'kept.push(Buffer.alloc(8 * 1024 * 1024, 1))',
	WebAssembly: 'kept.push(new Uint8Array(new WebAssembly.Memory({initial: 128, maximum: 128}).buffer).fill(1))',
})) {
	eachIdentity(`Node stays below its memory with ${name}`, async identity => {
		const payload = node(`
			const kept = [];
			while (kept.length < 300) {
				${grow};
			}
		`);
		const outcome = await attackToDeath(identity, payload, {limits: {...limits, memoryBytes: 160 * mebibyte}});
		expect(outcome.ended).toBe('memory');
		expect(outcome.usage.maxRssBytes).toBeLessThan(overshoot(outcome, 160));
	});
}

eachIdentity('Node starts worker threads where a control group holds their memory', async identity => {
	const payload = node(`
		import {Worker} from 'node:worker_threads';
		const worker = () => new Promise((resolve, reject) => {
			new Worker("require('node:worker_threads').parentPort.postMessage(42)", {eval: true}).on('message', resolve).on('error', reject);
		});
		console.log('answers', (await Promise.all([worker(), worker(), worker(), worker()])).join());
	`);
	const outcome = await attackToDeath(identity, payload);
	if (outcome.layers.cgroup === false) {
		// Without a group the reserve would be room for data: the workers do not start, and nothing grew.
		expect(outcome.usage.maxRssBytes).toBeLessThan(512 * mebibyte);
	} else {
		expect(outcome).toMatchObject({ended: 'exit', stdout: expect.stringContaining('answers 42,42,42,42')});
	}
});

eachIdentity('a shell that shares out memory among its children is held to one limit', async identity => {
	const payload = bash(`
		for i in 1 2 3 4 5 6; do (text=$(head -c 30000000 /dev/zero | tr '\\0' x); sleep 100) & done
		wait
	`);
	const outcome = await attackToDeath(identity, payload, {limits: {...limits, cpuSeconds: 60, wallSeconds: 90}});
	expect(outcome.ended).toBe('memory');
	expect(outcome.usage.maxRssBytes).toBeLessThan(overshoot(outcome, 96));
});

eachIdentity('a skill uses most of its memory', async identity => {
	const payload = python(`
		import hashlib
		block = bytearray(b'x') * (190 * 1024 * 1024)
		print(len(block))
	`);
	const outcome = await attack(identity, payload);
	expect(outcome.ended).toBe('exit');
	expect(outcome.usage.maxRssBytes).toBeGreaterThan(190 * mebibyte);
});
