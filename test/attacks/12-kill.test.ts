/** Item 12: signals to processes of the host. The canary has the sandbox's own user, so only the sandbox protects it. */

import {expect} from 'vitest';
import {startCanary, waitFor} from './host.ts';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {signalProcess} from './the-twenty.ts';

eachIdentity('no signal of Python reaches a process of the host', async identity => {
	const canary = await startCanary(identity.sandboxUid);
	const payload = signalProcess(canary.pid);
	await attack(identity, payload);
	expect(canary.isAlive()).toBe(true);
	// The control comes last: it does kill.
	await runBare(identity, payload);
	await waitFor(() => !canary.isAlive());
});

eachIdentity('no signal of Node or a shell reaches a process of the host', async identity => {
	const canary = await startCanary(identity.sandboxUid);
	await attack(
		identity,
		node(`
			for (const signal of [0, 'SIGTERM', 'SIGKILL']) {
				await attempt(() => process.kill(${canary.pid}, signal));
			}
		`),
	);
	await attack(identity, bash(`kill -0 ${canary.pid}; kill ${canary.pid}; kill -9 ${canary.pid}; kill -9 -${canary.pid}`));
	expect(canary.isAlive()).toBe(true);
});

eachIdentity('a skill signals itself, and a shell its own jobs', async identity => {
	const own = python(`
		import os, signal
		signal.signal(signal.SIGALRM, lambda *_: print('alarm'))
		signal.setitimer(signal.ITIMER_REAL, 0.01)
		signal.pause()
		signal.signal(signal.SIGUSR1, lambda *_: print('raised'))
		signal.raise_signal(signal.SIGUSR1)
	`);
	expect((await attack(identity, own)).stdout).toContain('alarm\nraised\n');
	const jobs = bash("sleep 60 &\nkill $!\nwait $!\necho 'ended with' $?");
	expect((await attack(identity, jobs)).stdout).toContain('ended with 143');
});
