/** Item 14: processes without end; here 300, counted on the host. */

import {expect} from 'vitest';
import {processesWith, uniqueSeconds, waitFor} from './host.ts';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, startSandboxed} from './sandboxed.ts';

eachIdentity('Python forks not once', async identity => {
	const payload = python(`
		import os, time
		def child():
		    pid = os.fork()
		    if pid == 0:
		        time.sleep(30)
		    return pid
		for _ in range(300):
		    try:
		        child()
		    except OSError:
		        pass
		print('tried')
	`);
	const outcome = await attack(identity, payload);
	expect(outcome.stdout.match(/tried/g)).toHaveLength(1);
	expect(outcome.usage.processes).toBe(1);
	expect(outcome.denied.find(({kind}) => kind === 'exec')?.count).toBe(300);
});

eachIdentity('a shell gets no more processes than its limit, and all of them end with the run', async identity => {
	const seconds = uniqueSeconds();
	const payload = bash(`
		for ((i = 0; i < 300; i++)); do sleep ${seconds} & done
	`);
	const run = startSandboxed(identity, payload, {limits: {wallSeconds: 1.5}});
	let most = 0;
	let ended = false;
	const last = run.last.finally(() => {
		ended = true;
	});
	await waitFor(() => {
		most = Math.max(most, processesWith(seconds).length);
		return ended;
	}, 20_000);
	expect(await last).toMatchObject({type: 'outcome', outcome: {ended: 'wall'}});
	expect(most).toBeGreaterThan(10);
	expect(most).toBeLessThanOrEqual(64);
	await waitFor(() => processesWith(seconds).length === 0, 500);
});

eachIdentity('threads without end stop at a limit', async identity => {
	const payload = python(`
		import threading
		release = threading.Event()
		started = []
		try:
		    while len(started) < 3000:
		        thread = threading.Thread(target=release.wait)
		        thread.start()
		        started.append(thread)
		except (RuntimeError, MemoryError):
		    pass
		release.set()
		for thread in started:
		    thread.join()
	`);
	expect((await attack(identity, payload)).usage).toMatchObject({processes: 1});
});

eachIdentity('a shell uses a handful of processes', async identity => {
	const payload = bash(`
		for i in 1 2 3 4 5 6 7 8; do (sleep 0.05; echo "part $i" >> /work/parts) & done
		wait
		wc -l < /work/parts
	`);
	expect((await attack(identity, payload)).stdout).toContain('8\n');
});

eachIdentity('Node uses its thread pool', async identity => {
	const payload = node(`
		import {pbkdf2} from 'node:crypto';
		import {promisify} from 'node:util';
		const keys = await Promise.all([1, 2, 3, 4, 5, 6].map(n => promisify(pbkdf2)('p' + n, 's', 1000, 16, 'sha256')));
		console.log(keys.length, 'keys');
	`);
	expect((await attack(identity, payload)).stdout).toContain('6 keys');
});
