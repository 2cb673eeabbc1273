/** Nothing of a run outlives it, whoever dies first. */

import {Worker} from 'node:worker_threads';
import {expect, inject} from 'vitest';
import {processesWith, uniqueSeconds, waitFor} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, givenTime, requestLine, startSandboxed} from '../sandboxed.ts';

const stubborn = {
	python: python(`
		import signal, time
		for number in [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]:
		    signal.signal(number, signal.SIG_IGN)
		print('settled', flush=True)
		time.sleep(120)
	`),
	node: node(`
		for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {});
		console.log('settled');
		await new Promise(done => setTimeout(done, 120_000));
	`),
};

for (const [name, payload] of Object.entries(stubborn)) {
	eachIdentity(`${name} is gone when its caller is killed`, async identity => {
		const run = startSandboxed(identity, payload);
		await run.sees('settled');
		expect(processesWith(run.nonce)).toHaveLength(1);
		run.runner.kill('SIGKILL');
		await waitFor(() => processesWith(run.nonce).length === 0);
	});

	eachIdentity(`${name} is gone when its caller asks`, async identity => {
		const run = startSandboxed(identity, payload);
		await run.sees('settled');
		run.abort();
		await waitFor(() => processesWith(run.nonce).length === 0);
		expect(await run.last).toMatchObject({type: 'outcome', outcome: {ended: 'cancelled', exitCode: null}});
	});
}

// The one program that starts a session of its own.
const policy = {exec: ['setsid']};

/** A shell that leaves a process behind in every way it knows. */
function daemons(seconds: string) {
	return bash(`
		trap '' TERM INT HUP
		sleep ${seconds} &
		(setsid sleep ${seconds} &) &
		setsid bash -c 'trap "" TERM HUP; (exec -a ${seconds} sleep 200) & disown; sleep ${seconds}' < /dev/null > /dev/null 2>&1 &
		disown -a
		echo settled
		[ "$(head -c 4)" = stay ] && sleep ${seconds}
		sleep 0.2
	`);
}

eachIdentity('what a shell leaves behind is gone when it ends by itself', async identity => {
	const seconds = uniqueSeconds();
	const outcome = await attack(identity, daemons(seconds), {policy, limits: {wallSeconds: 60}});
	expect(outcome).toMatchObject({ended: 'exit'});
	expect(outcome.usage.wallMs).toBeLessThan(50_000);
	await waitFor(() => processesWith(seconds).length === 0);
});

eachIdentity('what a shell leaves behind is gone when its caller asks or is killed', async identity => {
	for (const end of ['abort', 'kill'] as const) {
		const seconds = uniqueSeconds();
		const run = startSandboxed(identity, daemons(seconds), {policy, stdin: 'stay'});
		await run.sees('settled');
		await waitFor(() => processesWith(seconds).length >= 3);
		if (end === 'abort') {
			run.abort();
		} else {
			run.runner.kill('SIGKILL');
		}

		await waitFor(() => processesWith(seconds).length + processesWith(run.nonce).length === 0);
	}
});

eachIdentity('a run that is not disturbed ends when it is done', async identity => {
	expect(await attack(identity, bash('sleep 0.2 & wait; echo waited'))).toMatchObject({ended: 'exit', exitCode: 0});
});

eachIdentity('a run ends at its wall clock also while its caller is stopped and hears nothing', async identity => {
	const started = async (wallSeconds: number) => {
		const run = startSandboxed(identity, stubborn.python, {limits: {wallSeconds}});
		return {
			run,
			isSettled: await run.sees('settled').then(
				() => true,
				() => false,
			),
		};
	};
	const {run, isSettled} = await givenTime(1, started, result => result.isSettled);
	expect(isSettled).toBe(true);
	run.runner.kill('SIGSTOP');
	await waitFor(() => processesWith(run.nonce).length === 0);
	run.runner.kill('SIGCONT');
	expect(await run.last).toMatchObject({type: 'outcome', outcome: {ended: 'wall'}});
});

eachIdentity(
	'a run that a worker thread started is gone when that thread is ended',
	async identity => {
		const {nonce, line, env} = requestLine(identity, stubborn.python);
		const worker = new Worker(inject('world').runner, {stdin: true, stdout: true, env});
		worker.stdin?.write(line);
		await waitFor(() => processesWith(nonce).length > 0);
		await worker.terminate();
		await waitFor(() => processesWith(nonce).length === 0);
	},
	{bwrapOnly: 'the thread is one of this suite, which starts as root alone'},
);
