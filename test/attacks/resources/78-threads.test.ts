/** Ten thousand threads. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {node, python} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;

eachIdentity('Python starts a part of ten thousand threads, in one process and its memory', async identity => {
	const payload = python(`
		import threading
		started, release = 0, threading.Event()
		try:
		    while started < 10_000:
		        threading.Thread(target=release.wait, daemon=True).start()
		        started += 1
		except (RuntimeError, MemoryError):
		    pass
		print('started', started, flush=True)
		release.wait(1)
	`);
	const outcome = await attackToDeath(identity, payload, {limits: {wallSeconds: 100}});
	const started = Number(/started (\d+)/.exec(outcome.stdout)?.[1] ?? 0);
	expect(started).toBeLessThan(4096);
	expect(outcome.usage).toMatchObject({processes: 1});
	expect(outcome.usage.maxRssBytes).toBeLessThan(282 * mebibyte);
});

eachIdentity('Node starts a part of a thousand workers, in one process and its memory', async identity => {
	const payload = node(`
		import {Worker} from 'node:worker_threads';
		for (let started = 0; started < 1000; started++) {
			new Worker('setInterval(() => {}, 1000)', {eval: true}).on('error', () => {});
			if (started % 10 === 0) await new Promise(done => setTimeout(done, 20));
		}
	`);
	const outcome = await attackToDeath(identity, payload, {limits: {memoryBytes: 256 * mebibyte, wallSeconds: 100}});
	expect(['memory', 'signal', 'processes']).toContain(outcome.ended);
	expect(outcome.stdout).not.toContain('done');
	expect(outcome.usage.processes).toBe(1);
	expect(outcome.usage.maxRssBytes).toBeLessThan(512 * mebibyte);
});

eachIdentity('sixteen threads work side by side', async identity => {
	const payload = python(`
		import threading
		sums = []
		threads = [threading.Thread(target=lambda: sums.append(sum(range(10_000)))) for _ in range(16)]
		[thread.start() for thread in threads]
		[thread.join() for thread in threads]
		print(sum(sums))
	`);
	expect((await attack(identity, payload)).stdout).toContain(String(16 * 49_995_000));
});
