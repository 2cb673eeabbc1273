/** Time that passes without work. */

import {expect} from 'vitest';
import {processesWith} from './host.ts';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, attackToDeath} from './sandboxed.ts';

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
			expect(outcome.usage.wallMs).toBeLessThan(2000);
			expect(processesWith(nonce)).toEqual([]);
		}),
	);
});

eachIdentity('a skill that waits less than its time ends by itself', async identity => {
	const outcome = await attack(identity, python('import time\ntime.sleep(0.2)'), {limits: {wallSeconds: 20}});
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
});
