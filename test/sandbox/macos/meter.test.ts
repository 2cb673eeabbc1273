import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parsePs, startPsMeter} from '../../../sandbox/macos/meter.ts';
import {makeFolder} from '../folders.ts';

test.each([
	['  12345   0:01.52\n', {rssBytes: 12_345 * 1024, cpuMs: 1520}],
	['    800 123:04.00\n', {rssBytes: 800 * 1024, cpuMs: 7_384_000}],
	['  45678 00:00:03\n', {rssBytes: 45_678 * 1024, cpuMs: 3000}],
	['  45678 1-02:00:03\n', {rssBytes: 45_678 * 1024, cpuMs: 93_603_000}],
	['', undefined],
	['ps: 12: no such process\n', undefined],
	['12\n', undefined],
	['1 2 3\n', undefined],
])('what ps says, %j, is read', (line, used) => {
	expect(parsePs(line)).toEqual(used);
});

test('a running process is measured with its scratch folder, and a stopped meter is silent', async () => {
	const scratchFolder = makeFolder();
	writeFileSync(join(scratchFolder, 'a'), 'x'.repeat(50_000));
	const samples: number[] = [];
	const meter = startPsMeter({
		pid: process.pid,
		cpuMsBefore: 0,
		scratchFolder,
		endsAtBytes: 1,
		onSample: ({rssBytes, writtenBytes}, entries) => samples.push(rssBytes, writtenBytes, entries),
		onBlind: cause => {
			throw cause;
		},
	});
	await expect.poll(() => samples.length).toBeGreaterThan(2);
	meter.stop();
	const [rssBytes = 0, writtenBytes = 0, entries] = samples;
	expect(rssBytes).toBeGreaterThan(20_000_000);
	expect(writtenBytes).toBeGreaterThanOrEqual(50_000);
	expect(entries).toBeGreaterThan(0);
	expect(meter.peakBytes).toBeGreaterThanOrEqual(rssBytes);
	expect(meter.scratchBytes()).toBeGreaterThanOrEqual(50_000);
});
