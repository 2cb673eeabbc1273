/** Runs that will not end: signals ignored, sessions left, a writer in the background. The host's files and processes tell. */

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {expect} from 'vitest';
import {processesWith, uniqueSeconds, waitFor} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath, placeFolder} from '../sandboxed.ts';

eachIdentity('whatever ignores every signal is gone with its wall clock', async identity => {
	const ignoring = {
		python: python(`
			import signal, time
			for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
			    signal.signal(number, signal.SIG_IGN)
			while True:
			    time.sleep(1)
		`),
		node: node(
			"for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGXCPU', 'SIGUSR2']) process.on(name, () => {});\nawait new Promise(() => setInterval(() => {}, 1000));",
		),
	};
	for (const payload of Object.values(ignoring)) {
		const outcome = await attackToDeath(identity, payload, {limits: {wallSeconds: 0.7}});
		const [nonce = ''] = outcome.stdout.split('\n');
		expect(outcome).toMatchObject({ended: 'wall', exitCode: null});
		expect(processesWith(nonce)).toEqual([]);
	}
});

eachIdentity(
	'a writer that left its family writes no more when the run is over',
	async identity => {
		const mark = uniqueSeconds();
		const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'out/start': ''});
		const payload = bash(`
			trap '' TERM INT HUP XCPU
			(setsid bash -c 'trap "" TERM HUP; while :; do date +%s%N > /workspace/out/written; sleep 0.01; done; : ${mark}' &) > /dev/null 2>&1 < /dev/null
			until [ -s /workspace/out/written ]; do sleep 0.01; done
		`);
		await attack(identity, payload, {workspace, policy: {filesystem: {write: ['out']}, exec: ['setsid', 'date']}});
		await waitFor(() => processesWith(mark).length === 0);
		const written = join(workspace, 'out/written');
		expect(existsSync(written)).toBe(true);
		const before = readFileSync(written, 'utf8');
		await wait(100);
		expect(readFileSync(written, 'utf8')).toBe(before);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('a skill handles a signal of its own and ends when it wants to', async identity => {
	const payload = python(`
		import signal
		signal.signal(signal.SIGALRM, lambda *_: print('rang'))
		signal.setitimer(signal.ITIMER_REAL, 0.05)
		signal.pause()
	`);
	const outcome = await attack(identity, payload);
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
	expect(outcome.stdout).toContain('rang');
});
