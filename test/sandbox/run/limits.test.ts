import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runJob} from '../../../sandbox/run.ts';
import {makeFolder} from '../folders.ts';
import {jobOf, useOneHome} from './jobs.ts';

const mebibyte = 1024 * 1024;

useOneHome();

test('a file that grows too large ends the run at its limit of file size', async () => {
	const source = "with open('/work/large', 'wb') as file:\n    while True:\n        file.write(bytes(65536))\n";
	const outcome = await runJob(jobOf('python', source, {limits: {fileSizeBytes: mebibyte}}), '');
	expect(outcome.ended).toBe('file-size');
	expect(outcome.usage.writtenBytes).toBeLessThanOrEqual(mebibyte);
});

test('many files that fill the scratch folder end the run at its limit', async () => {
	const source = "for n in range(99):\n    with open(f'/work/{n}', 'wb') as file:\n        file.write(bytes(1048576))\n";
	const outcome = await runJob(jobOf('python', source, {limits: {scratchBytes: 4 * mebibyte}}), '');
	expect(outcome.ended).toBe('scratch');
	expect(outcome.usage.writtenBytes).toBeLessThanOrEqual(4 * mebibyte);
});

test('a script that catches its MemoryError ends by itself', async () => {
	const source = "try:\n    bytearray(10 ** 12)\nexcept MemoryError:\n    print('caught')\n";
	expect(await runJob(jobOf('python', source), '')).toMatchObject({ended: 'exit', exitCode: 0, stdout: 'caught\n'});
});

test('a script that crashes ended by its signal, not by a limit', async () => {
	const outcome = await runJob(jobOf('python', 'import ctypes\nctypes.string_at(0)'), '');
	expect(outcome).toMatchObject({ended: 'signal', signal: 'SIGSEGV', exitCode: null});
});

test('usage tells time, memory, processes and bytes written', async () => {
	const workspace = makeFolder();
	mkdirSync(join(workspace, 'out'));
	const source = `
block = bytearray(b'x') * (40 * 1024 * 1024)
open('/work/scratch', 'wb').write(bytes(200_000))
open('/workspace/out/result', 'wb').write(bytes(100_000))
total = sum(n * n for n in range(800_000))
`;
	const {usage} = await runJob(jobOf('python', source, {policy: {filesystem: {write: ['out']}}, workspace}), '');
	expect(usage.maxRssBytes).toBeGreaterThan(40 * mebibyte);
	expect(usage.cpuMs).toBeGreaterThan(20);
	expect(usage.wallMs).toBeGreaterThanOrEqual(20);
	expect(usage.processes).toBe(1);
	expect(usage.writtenBytes).toBeGreaterThanOrEqual(300_000);
	expect(usage.writtenBytes).toBeLessThan(400_000);
});

test('live samples arrive while a script runs, and add up the processes of a shell', async () => {
	const samples: number[] = [];
	const seen = new AbortController();
	const onUsage = ({processes}: {readonly processes: number}) => {
		samples.push(processes);
		if (samples.length > 2 && processes === 4) {
			seen.abort();
		}
	};
	const {ended, usage} = await runJob(jobOf('bash', 'for i in 1 2 3; do sleep 25 & done; wait'), '', {onUsage, signal: seen.signal});
	expect(ended).toBe('cancelled');
	expect(Math.max(...samples)).toBe(4);
	expect(usage.processes).toBe(4);
});

test('every layer of the sandbox is named in the outcome', async () => {
	const {backend, layers} = await runJob(jobOf('python', 'pass'), '');
	expect(backend).toBe('bwrap');
	expect(layers).toEqual({
		userns: true,
		seccomp: true,
		landlock: expect.toSatisfy(abi => abi === false || abi >= 1),
		cgroup: expect.toSatisfy(version => [false, 'v1', 'v2'].includes(version)),
		notify: expect.any(Boolean),
	});
});
