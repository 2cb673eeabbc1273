/** Real sandboxes that wait: limits, hooks and ends are those of the job, and nothing is left of a slot. */

import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, onTestFinished, test} from 'vitest';
import type {Job} from '../../../sandbox/job.ts';
import {createPool, type Pool} from '../../../sandbox/pool.ts';
import type {RunHooks} from '../../../sandbox/run.ts';
import {runJob} from '../../../sandbox/run.ts';
import {waitFor} from '../../attacks/host.ts';
import {type JobOptions, jobOf, useOneHome} from '../run/jobs.ts';
import {isGone, sandboxesOf} from './trees.ts';

useOneHome();

function makePool(idleMs?: number): Pool {
	const pool = createPool(idleMs === undefined ? {} : {idleMs});
	onTestFinished(() => pool.close());
	return pool;
}

async function runWarm(job: Job, hooks: RunHooks = {}, stdin = '') {
	const pool = makePool();
	await pool.warm(job);
	const outcome = await pool.run(job, stdin, hooks);
	expect(pool.stats().warmRuns).toBe(1);
	return outcome;
}

const mebibyte = 1024 * 1024;

/** Scripts that pass a limit, and how they end. */
const excesses: readonly (readonly [string, Job['runtime'], string, NonNullable<JobOptions['limits']>])[] = [
	['memory', 'python', "held = [bytearray(b'x') * 1048576 for _ in range(4096)]", {memoryBytes: 64 * mebibyte}],
	[
		'memory',
		'node',
		'const held = [];\nfor (;;) held.push(Array.from({length: 100_000}, (_, n) => ({n})));',
		{memoryBytes: 192 * mebibyte},
	],
	['cpu', 'python', 'while True: pass', {cpuSeconds: 1}],
	['cpu', 'node', 'for (;;);', {cpuSeconds: 1}],
	['wall', 'python', 'import time\ntime.sleep(60)', {wallSeconds: 0.3}],
	['wall', 'node', 'setTimeout(() => {}, 60_000);', {wallSeconds: 0.3}],
	['output', 'python', "while True: print('x' * 4096)", {outputBytes: 100_000}],
	['output', 'node', "for (;;) console.log('x'.repeat(4096));", {outputBytes: 100_000}],
	['file-size', 'python', "open('/work/large', 'wb').write(bytes(9_000_000))", {fileSizeBytes: mebibyte}],
	['scratch', 'python', "for n in range(99): open(f'/work/{n}', 'wb').write(bytes(1048576))", {scratchBytes: 4 * mebibyte}],
];

for (const [ended, runtime, source, limits] of excesses) {
	test(`${runtime} in a slot is held to its limit of ${ended}`, async () => {
		const job = jobOf(runtime, source, {limits});
		expect((await runWarm(job)).ended).toBe(ended);
	});
}

test('the wall clock is the job’s: waiting does not count, and all of it is there', async () => {
	const job = jobOf('python', "import time\ntime.sleep(0.1)\nprint('whole')", {limits: {wallSeconds: 2}});
	const pool = makePool();
	await pool.warm(job);
	await sleep(2100);
	const begun = performance.now();
	const outcome = await pool.run(job, '');
	const tookMs = performance.now() - begun;
	expect(outcome).toMatchObject({ended: 'exit', stdout: 'whole\n'});
	expect(outcome.usage.wallMs).toBeGreaterThanOrEqual(100);
	expect(outcome.usage.wallMs).toBeLessThanOrEqual(Math.ceil(tookMs));
	expect(pool.stats().warmRuns).toBe(1);
});

test('usage is the job’s: the start of the interpreter is not in it, what the job did is', async () => {
	const idle = jobOf('node', '');
	const started = (await runJob(idle, '')).usage;
	expect((await runWarm(idle)).usage.cpuMs).toBeLessThan(started.cpuMs);
	const samples: number[] = [];
	const busy = jobOf('python', 'import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass');
	const {usage} = await runWarm(busy, {onUsage: ({cpuMs}) => samples.push(cpuMs)});
	expect(usage.cpuMs).toBeGreaterThanOrEqual(300);
	expect(usage.cpuMs).toBeLessThan(3000);
	expect(samples.length).toBeGreaterThan(1);
	expect(samples[0]).toBeLessThan(usage.cpuMs);
});

test('output arrives piece by piece, and what was denied is told', async () => {
	const pieces: string[] = [];
	const source =
		"import os, socket, sys, time\nfor n in range(3):\n    print('part', n, flush=True)\n    while not os.path.exists(f'/skill/heard-{n}'):\n        time.sleep(0.005)\ntry:\n    socket.socket()\nexcept OSError as error:\n    print(type(error).__name__, file=sys.stderr)\n";
	const job = jobOf('python', source);
	const warm = await runWarm(job, {
		onOutput(stream, text) {
			writeFileSync(join(job.skill, `heard-${pieces.length}`), '');
			pieces.push(`${stream}: ${text}`);
		},
	});
	expect(pieces).toEqual(['stdout: part 0\n', 'stdout: part 1\n', 'stdout: part 2\n', 'stderr: PermissionError\n']);
	const {denied, layers} = await runJob(job, '');
	expect(warm).toMatchObject({denied, layers});
	expect(JSON.stringify(denied)).toContain('socket');
});

test('a job that is stopped in its slot is cancelled and gone', async () => {
	for (const [runtime, source] of [
		['python', "print('begun', flush=True)\nimport time\ntime.sleep(60)"],
		['node', "console.log('begun');\nsetTimeout(() => {}, 60_000);"],
	] as const) {
		const abort = new AbortController();
		const outcome = await runWarm(jobOf(runtime, source), {signal: abort.signal, onOutput: () => abort.abort()});
		expect(outcome).toMatchObject({ended: 'cancelled', exitCode: null, stdout: 'begun\n'});
		expect(outcome.usage.wallMs).toBeLessThan(25_000);
	}
});

test('where the line before a run cannot be written, nothing of the skill runs, and its slot is gone', async () => {
	const job = jobOf('python', "print('ran')");
	const pool = makePool();
	await pool.warm(job);
	const slots = sandboxes();
	expect(slots).not.toEqual([]);
	const seen: string[] = [];
	const onBegin = () => {
		throw new Error('the log is full');
	};
	await expect(pool.run(job, '', {onBegin, onOutput: (_, text) => seen.push(text)})).rejects.toThrow('the log is full');
	await waitFor(() => slots.every(isGone));
	expect(seen).toEqual([]);
});

test('the line before a run is written before anything of the skill runs', async () => {
	const order: string[] = [];
	const job = jobOf('python', "print('ran')");
	await runWarm(job, {onBegin: () => order.push('begin'), onOutput: (_, text) => order.push(text)});
	expect(order).toEqual(['begin', 'ran\n']);
});

test('a slot that is killed while it waits is dropped, and the job runs cold', async () => {
	const job = jobOf('python', "print('ran')");
	for (const victim of [0, 2]) {
		const pool = makePool();
		await pool.warm(job);
		const tree = sandboxes();
		// The supervisor, bwrap and the interpreter, in this order.
		killOne(tree[victim]);
		await waitFor(() => pool.stats().idle === 0);
		await waitFor(() => tree.every(isGone));
		expect(await pool.run(job, '')).toMatchObject({ended: 'exit', stdout: 'ran\n'});
		expect(pool.stats().warmRuns).toBe(0);
		await pool.close();
	}
});

test('a slot that is killed in the moment of its job is replaced by a cold run', async () => {
	const job = jobOf('python', "print('ran')");
	const pool = makePool();
	await pool.warm(job);
	// In this very turn, so that nobody has noticed yet.
	killOne(sandboxes()[2]);
	const until = performance.now() + 50;
	while (performance.now() < until);
	expect(await pool.run(job, '')).toMatchObject({ended: 'exit', stdout: 'ran\n'});
	expect(pool.stats()).toMatchObject({warmRuns: 0, coldRuns: 1});
});

test('an idle slot ends after its time, and a closed pool has ended all of them', async () => {
	const job = jobOf('python', 'pass');
	// Its time begins with its start, which takes a busy machine longer than 150 ms now and then.
	const brief = makePool(800);
	await brief.warm(job);
	const tree = sandboxes();
	expect(tree).toHaveLength(3);
	await waitFor(() => brief.stats().idle === 0 && tree.every(isGone));
	const pool = makePool();
	await Promise.all([pool.warm(job), pool.warm(jobOf('node', ''))]);
	const both = sandboxes();
	expect(both).toHaveLength(6);
	await pool.close();
	expect(both.filter(pid => !isGone(pid))).toEqual([]);
});

test('fifty jobs leave no descriptor open', async () => {
	const job = jobOf('python', 'pass');
	const pool = makePool();
	await pool.warm(job);
	await pool.run(job, '');
	await pool.warm(job);
	const before = descriptors();
	for (let round = 0; round < 50; round++) {
		await pool.run(job, '');
		await pool.warm(job);
	}

	expect(pool.stats()).toMatchObject({warmRuns: 51, coldRuns: 0});
	await waitFor(() => descriptors() <= before);
});

function killOne(pid: number | undefined): void {
	expect(pid).toBeGreaterThan(1);
	process.kill(Number(pid), 'SIGKILL');
}

const descriptors = () => readdirSync('/proc/self/fd').length;

const sandboxes = () => sandboxesOf(process.pid);
