import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {runJob} from '../../sandbox/run.ts';
import type {UsageSample} from '../../sandbox/envelope.ts';
import {createUsageStream} from '../../sandbox/usage-stream.ts';
import {jobOf, useOneHome} from './run/jobs.ts';

useOneHome();

const sample = (wallMs: number): UsageSample => ({wallMs, cpuMs: 0, rssBytes: 0, threads: 1, processes: 1, writtenBytes: 0});

test('a display reads the samples of a run while it runs, and ends with it', async () => {
	const usage = createUsageStream();
	let isOver = false;
	const job = jobOf('python', 'import sys\nheld = bytearray(30 << 20)\nprint("ready", flush=True)\nsys.stdin.read()\n');
	const stdin = new PassThrough();
	const running = runJob(job, stdin, {onUsage: usage.onUsage}).finally(() => {
		isOver = true;
		usage.end();
	});
	let peak = 0;
	for await (const {rssBytes} of usage) {
		peak = Math.max(peak, rssBytes);
		if (peak > 30 * 1024 * 1024) {
			// Seen while the run still waits for its input.
			expect(isOver).toBe(false);
			stdin.end();
		}
	}

	expect((await running).ended).toBe('exit');
	expect(peak).toBeGreaterThan(30 * 1024 * 1024);
});

test('a slow reader gets the newest sample, not all that it missed', async () => {
	const usage = createUsageStream();
	for (let wallMs = 1; wallMs <= 1000; wallMs++) {
		usage.onUsage(sample(wallMs));
	}

	usage.end();
	const read: number[] = [];
	for await (const {wallMs} of usage) {
		read.push(wallMs);
	}

	expect(read).toEqual([1000]);
});

test('a reader may leave before the end', async () => {
	const usage = createUsageStream();
	usage.onUsage(sample(1));
	for await (const {wallMs} of usage) {
		expect(wallMs).toBe(1);
		break;
	}

	usage.onUsage(sample(2));
	usage.end();
	usage.onUsage(sample(3));
	const rest: number[] = [];
	for await (const {wallMs} of usage) {
		rest.push(wallMs);
	}

	expect(rest).toEqual([2]);
});
