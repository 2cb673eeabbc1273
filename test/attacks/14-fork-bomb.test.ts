/** Item 14: processes without end; here 300, counted on the host. */

import {expect} from 'vitest';
import {mostOf, processesWith, uniqueSeconds, waitFor} from './host.ts';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, attackToDeath, givenTime, startSandboxed} from './sandboxed.ts';
import {forkManyTimes} from './the-twenty.ts';

eachIdentity('Python forks not once', async identity => {
	const outcome = await attack(identity, forkManyTimes());
	expect(outcome.stdout.match(/tried/g)).toHaveLength(1);
	expect(outcome.usage.processes).toBe(1);
	expect(outcome.denied.find(({kind}) => kind === 'exec')?.count).toBe(300);
});

eachIdentity('a shell gets no more processes than its limit, and all of them end with the run', async identity => {
	const seconds = uniqueSeconds();
	const payload = bash(`
		for ((i = 0; i < 300; i++)); do sleep ${seconds} & done
	`);
	const counted = async (wallSeconds: number) => {
		const {last} = startSandboxed(identity, payload, {limits: {wallSeconds}});
		const most = await mostOf(seconds, last);
		expect(await last).toMatchObject({type: 'outcome', outcome: {ended: 'wall'}});
		return most;
	};
	const most = await givenTime(1.5, counted, count => count > 10);
	expect(most).toBeGreaterThan(10);
	expect(most).toBeLessThanOrEqual(64);
	await waitFor(() => processesWith(seconds).length === 0);
});

eachIdentity('threads without end stop at a limit, also those with next to no stack', async identity => {
	const flood = (stackBytes: number) =>
		python(`
			import threading, time
			threading.stack_size(${stackBytes})
			started = 0
			try:
			    while started < 20000:
			        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
			        started += 1
			except (RuntimeError, MemoryError):
			    pass
			time.sleep(1)
		`);
	const [large, small] = await Promise.all([attack(identity, flood(0)), attackToDeath(identity, flood(32_768))]);
	expect(large.usage).toMatchObject({processes: 1});
	expect(small.ended).toBe('processes');
	expect(small.stdout).not.toContain('done');
});

eachIdentity('Python uses two dozen threads', async identity => {
	const payload = python(`
		import threading
		gate = threading.Barrier(25)
		threads = [threading.Thread(target=gate.wait) for _ in range(24)]
		for thread in threads:
		    thread.start()
		gate.wait()
		print('met', gate.parties)
	`);
	expect((await attack(identity, payload)).stdout).toContain('met 25');
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
