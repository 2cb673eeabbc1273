import {expect, test} from 'vitest';
import {runUnsandboxed} from '../../../sandbox/run-unsandboxed.ts';
import {jobOf, useOneHome} from './jobs.ts';

useOneHome();

test.skipIf(process.platform !== 'linux')(
	'at level 1 too, children in the background end with the run and with its wall clock',
	async () => {
		const left = await runUnsandboxed(jobOf('bash', 'sleep 50 &\necho started', {limits: {wallSeconds: 60}}), '');
		expect(left).toMatchObject({backend: 'none', ended: 'exit', stdout: 'started\n'});
		expect(left.usage.wallMs).toBeLessThan(40_000);
		const waiting = await runUnsandboxed(jobOf('bash', 'sleep 51 & wait', {limits: {wallSeconds: 0.5}}), '');
		expect(waiting.ended).toBe('wall');
	},
);

test.skipIf(process.platform !== 'linux')('at level 1 a child that is waited for does its work', async () => {
	const outcome = await runUnsandboxed(jobOf('bash', '(sleep 0.1; echo part) &\nwait\necho whole'), '');
	expect(outcome).toMatchObject({exitCode: 0, stdout: 'part\nwhole\n'});
});
