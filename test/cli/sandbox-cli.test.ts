import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type CliOptions, createPlace, type Place, runCli} from './run-cli.ts';
import {asker, echo, sleeper} from './skills.ts';

const sandbox = (place: Place, args: readonly string[], options: CliOptions = {}) =>
	runCli(place, args, {...options, program: 'skilllite-sandbox'});

test('runs a skill folder with JSON in and its output out', async () => {
	const place = createPlace(echo);
	expect(await sandbox(place, ['run', '.skills/echo', '{"text":"x"}'])).toMatchObject({
		stdout: '{"got": {"text": "x"}}\n',
		stderr: '',
		code: 0,
	});
	const json = await sandbox(place, ['run', '.skills/echo', '-', '--json'], {stdin: '{"text":"x"}'});
	expect(JSON.parse(json.stdout)).toMatchObject({ok: true, skill: 'echo', level: 3, result: {got: {text: 'x'}}});
});

test('has the exit codes of the contract', async () => {
	const place = createPlace({...asker, ...sleeper});
	expect((await sandbox(place, ['run', '.skills/asker'])).code).toBe(3);
	expect((await sandbox(place, ['run', '.skills/asker', '--approve', 'confirm'])).code).toBe(0);
	expect((await sandbox(place, ['run', '.skills/sleeper', '--timeout', '1s'])).code).toBe(5);
	expect((await sandbox(place, ['run', './nowhere', '{}'])).code).toBe(2);
	expect((await sandbox(place, ['run', '.skills/asker', '{'])).code).toBe(2);
	expect((await sandbox(place, ['run', '.skills/asker', '--level', '1'])).code).toBe(2);
	expect((await sandbox(place, ['runn'])).code).toBe(2);
});

test('scans, checks the machine, and says what it is', async () => {
	const place = createPlace(echo);
	expect(await sandbox(place, ['scan', '.skills/echo'])).toMatchObject({code: 0, stdout: expect.stringContaining('clean')});
	expect(JSON.parse((await sandbox(place, ['doctor', '--json'])).stdout)).toMatchObject({ok: true});
	expect((await sandbox(place, ['--version'])).stdout).toBe('skilllite-sandbox 0.1.0\n');
	expect((await sandbox(place, ['--help'])).stdout).toContain('Usage:');
});

test('runs a command of its own words, which reads the folder and gives its own exit code', async () => {
	const place = createPlace({'data.txt': 'one\n', '.env': 'TOKEN=planted\n'});
	const result = await sandbox(place, ['exec', '--', 'sh', '-c', 'cat data.txt .env -; exit 7'], {stdin: 'typed\n'});
	expect(result).toMatchObject({stdout: 'one\ntyped\n', code: 7});
	expect((await sandbox(place, ['exec', '--timeout', '1s', '--', 'sleep', '20'])).code).toBe(5);
	expect((await sandbox(place, ['exec'])).code).toBe(2);
});

test('runs a shell text, from the command line and from stdin', async () => {
	const place = createPlace({'data.txt': 'one\n'});
	expect((await sandbox(place, ['bash', 'wc -l < data.txt'])).stdout).toBe('1\n');
	expect((await sandbox(place, ['bash'], {stdin: 'x=4\necho $((x + 1))\n'})).stdout).toBe('5\n');
});

test('takes the policy of a command from a file, and runs nothing under one that it does not understand', async () => {
	const place = createPlace({'mine.yaml': 'filesystem: {write: [out]}\n', 'odd.yaml': 'filesystm: {}\n'});
	expect((await sandbox(place, ['exec', '--policy', 'mine.yaml', '--', 'touch', 'out/made'])).code).toBe(0);
	expect(existsSync(join(place.project, 'out/made'))).toBe(true);
	const odd = await sandbox(place, ['exec', '--policy', 'odd.yaml', '--', 'echo', 'ran']);
	expect(odd).toMatchObject({stdout: '', code: 4});
});

test('gives an error as JSON when asked', async () => {
	const {stdout, code} = await sandbox(createPlace(), ['run', './nowhere', '{}', '--json']);
	expect(JSON.parse(stdout)).toMatchObject({error: {code: 'skill-not-found'}});
	expect(code).toBe(2);
});

test('ends by SIGTERM with 143', async () => {
	const result = await sandbox(createPlace(sleeper), ['run', '.skills/sleeper'], {
		onStderr(text, kill) {
			if (text === 'started\n') {
				kill('SIGTERM');
			}
		},
	});
	expect(result.code).toBe(143);
});
