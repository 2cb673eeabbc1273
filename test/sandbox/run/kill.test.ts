import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runJob} from '../../../sandbox/run.ts';
import {waitFor} from '../../attacks/host.ts';
import {makeFolder} from '../folders.ts';
import {jobOf, useOneHome} from './jobs.ts';

useOneHome();

function makeWorkspace(): string {
	const workspace = makeFolder();
	mkdirSync(join(workspace, 'out'));
	return workspace;
}

const policy = {filesystem: {write: ['out']}};

test('a run whose signal was given before it began does not begin', async () => {
	const workspace = makeWorkspace();
	const job = jobOf('python', "open('/workspace/out/ran', 'w')", {policy, workspace});
	await expect(runJob(job, '', {signal: AbortSignal.abort(new Error('not now'))})).rejects.toThrow('not now');
	expect(readdirSync(join(workspace, 'out'))).toEqual([]);
});

test('a run that is stopped in the middle is cancelled, and what it wrote until then is kept', async () => {
	const workspace = makeWorkspace();
	const abort = new AbortController();
	const source =
		"open('/workspace/out/first', 'w').write('1')\nprint('first', flush=True)\nimport time\ntime.sleep(60)\nopen('/workspace/out/second', 'w')\n";
	const outcome = await runJob(jobOf('python', source, {policy, workspace}), '', {signal: abort.signal, onOutput: () => abort.abort()});
	expect(outcome).toMatchObject({ended: 'cancelled', exitCode: null, stdout: 'first\n'});
	expect(outcome.usage.wallMs).toBeLessThan(25_000);
	expect(readdirSync(join(workspace, 'out'))).toEqual(['first']);
});

test('a signal after the end changes nothing', async () => {
	const abort = new AbortController();
	const outcome = await runJob(jobOf('python', 'print(1)'), '', {signal: abort.signal});
	abort.abort();
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
});

test('runs side by side do not know of each other', async () => {
	const sources = [1, 2, 3, 4].map(
		n => `import os\nopen('/work/mine', 'w').write('${n}')\nprint(os.listdir('/work'), open('/work/mine').read())\n`,
	);
	const outcomes = await Promise.all(sources.map(source => runJob(jobOf('python', source), '')));
	expect(outcomes.map(({stdout}) => stdout)).toEqual([1, 2, 3, 4].map(n => `['mine'] ${n}\n`));
});

test('nothing of a run stays in the scratch folder for the next', async () => {
	const job = jobOf('python', "import os\nprint(os.listdir('/work'))\nopen('/work/left', 'w')\n");
	expect((await runJob(job, '')).stdout).toBe('[]\n');
	expect((await runJob(job, '')).stdout).toBe('[]\n');
	expect(existsSync('/work/left')).toBe(false);
});

test('a hundred runs leave no descriptor open', async () => {
	const job = jobOf('python', 'pass');
	await runJob(job, '');
	const before = readdirSync('/proc/self/fd').length;
	for (let round = 0; round < 25; round++) {
		await Promise.all([1, 2, 3, 4].map(() => runJob(job, '')));
	}

	await waitFor(() => readdirSync('/proc/self/fd').length <= before + 1);
});
