import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runJob} from '../../../sandbox/run.ts';
import {makeFolder} from '../folders.ts';
import {jobOf, useOneHome} from './jobs.ts';

useOneHome();

test('output arrives piece by piece while the script runs', async () => {
	const pieces: string[] = [];
	const workspace = makeFolder();
	const source = `
import os, sys, time
for n in range(3):
    print('part', n, flush=True)
    while not os.path.exists(f'/workspace/heard-{n}'):
        time.sleep(0.005)
print('warned', file=sys.stderr)
`;
	const onOutput = (stream: string, text: string) => {
		writeFileSync(join(workspace, `heard-${pieces.length}`), '');
		pieces.push(`${stream}: ${text}`);
	};
	const outcome = await runJob(jobOf('python', source, {workspace, policy: {filesystem: {read: ['.']}}}), '', {onOutput});
	expect(pieces).toEqual(['stdout: part 0\n', 'stdout: part 1\n', 'stdout: part 2\n', 'stderr: warned\n']);
	expect(outcome).toMatchObject({stdout: 'part 0\npart 1\npart 2\n', stderr: 'warned\n'});
});

test('a character that is cut between two pieces arrives whole', async () => {
	let live = '';
	const source = `
import os, time
for byte in '☃'.encode():
    os.write(1, bytes([byte]))
    time.sleep(0.02)
`;
	const outcome = await runJob(jobOf('python', source), '', {
		onOutput: (_stream, text) => {
			live += text;
		},
	});
	expect([outcome.stdout, live]).toEqual(['☃', '☃']);
});

test('NULs and bytes that are no text do no harm', async () => {
	const {stdout} = await runJob(jobOf('python', "import os\nos.write(1, b'a\\x00b\\xffc')"), '');
	expect(stdout).toBe('a\0b\uFFFDc');
});

test('a large input is read whole', async () => {
	const input = 'x'.repeat(5_000_000);
	expect((await runJob(jobOf('python', 'import sys\nprint(len(sys.stdin.read()))'), input)).stdout).toBe('5000000\n');
	expect((await runJob(jobOf('bash', 'wc -c'), input)).stdout.trim()).toBe('5000000');
});

test('a script that never reads its input ends all the same', async () => {
	const outcome = await runJob(jobOf('python', "print('did not look')"), 'x'.repeat(5_000_000));
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0, stdout: 'did not look\n'});
});

test('a script that closes its output goes on to its own end', async () => {
	const outcome = await runJob(jobOf('bash', 'exec 1>&- 2>&-; sleep 0.1; exit 5'), '');
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 5, stdout: ''});
});

test('arguments arrive as they were given', async () => {
	const args = ['', 'two words', '--flag=1', '-c', '$HOME', '☃', "'; true"];
	const outcome = await runJob(jobOf('python', 'import json, sys\nprint(json.dumps(sys.argv[1:]))', {args}), '');
	expect(JSON.parse(outcome.stdout)).toEqual(args);
});
