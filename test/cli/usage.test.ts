import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {expect, test} from 'vitest';
import {commands} from '../../source/core/command-table.ts';
import {createPlace, entryOf, runCli} from './run-cli.ts';

test('prints its version, alone and behind a command', async () => {
	const place = createPlace();
	const {stdout, stderr, code} = await runCli(place, ['--version']);
	expect([stdout, stderr, code]).toEqual(['skilllite 0.1.0\n', '', 0]);
	expect((await runCli(place, ['run', '-V'])).stdout).toBe('skilllite 0.1.0\n');
});

test('prints help on every level, with an example each', async () => {
	const place = createPlace();
	const {stdout, code} = await runCli(place, ['--help']);
	expect(code).toBe(0);
	for (const {name} of commands) {
		expect(stdout).toContain(`\n  ${name} `);
	}

	expect(stdout).toContain('Example: skilllite quickstart');
	const run = await runCli(place, ['run', '--help']);
	expect(run.stdout).toContain('Usage: skilllite run DIR_OR_NAME [JSON] [FLAGS]');
	expect(run.stdout).toContain('Example: skilllite run calculator');
	expect((await runCli(place, ['help', 'run'])).stdout).toBe(run.stdout);
});

test('says in one sentence and a hint what is wrong with a command line, and exits 2', async () => {
	const place = createPlace();
	const {stdout, stderr, code} = await runCli(place, ['lst']);
	expect([stdout, stderr, code]).toEqual(['', 'There is no command "lst".\nDid you mean skilllite list?\n', 2]);
	const later = await runCli(place, ['serve']);
	expect([later.stderr, later.code]).toEqual([
		'This version does not have the command "serve" yet.\nSee what there is with skilllite --help.\n',
		2,
	]);
});

test('gives an error as one JSON document on stdout when JSON is asked for', async () => {
	const {stdout, stderr, code} = await runCli(createPlace(), ['run', 'nothing-here', '--json']);
	expect(JSON.parse(stdout)).toMatchObject({error: {code: 'skill-not-found', message: expect.stringContaining('nothing-here')}});
	expect([stderr, code]).toEqual(['', 2]);
});

test('shows a stack only with --verbose', async () => {
	const place = createPlace();
	expect((await runCli(place, ['show', 'nothing-here'])).stderr).not.toContain('    at ');
	expect((await runCli(place, ['show', 'nothing-here', '--verbose'])).stderr).toContain('    at ');
});

test('asks for a command when it is started bare without a terminal', async () => {
	expect(await runCli(createPlace(), [])).toMatchObject({code: 2, stderr: expect.stringContaining('No command was given.')});
});

test('names a project folder that is not there', async () => {
	expect(await runCli(createPlace(), ['list', '--project', 'nowhere'])).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('nowhere'),
	});
});

test('refuses a level, a boolean or a number in the environment that it cannot read', async () => {
	const place = createPlace();
	const level = await runCli(place, ['run', 'calculator', '{}'], {env: {SKILLLITE_SANDBOX_LEVEL: '1'}});
	expect(level).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining('SKILLLITE_SANDBOX_LEVEL')});
	const offline = await runCli(place, ['chat', '--message', 'hi'], {env: {SKILLLITE_OFFLINE: ''}});
	expect(offline).toMatchObject({code: 2, stderr: expect.stringContaining('SKILLLITE_OFFLINE')});
});

test('ends quietly when the reader of its output leaves', () => {
	const place = createPlace();
	const script = `${process.execPath} ${entryOf('skilllite')} --help | true; echo "\${PIPESTATUS[0]}"`;
	const {stdout, stderr} = spawnSync('bash', ['-c', script], {env: place.env, encoding: 'utf8'});
	expect(stdout).toBe('0\n');
	expect(stderr).toBe('');
});

test.each([['list'], ['chat', '--message', 'what is 2 + 3?', '--quiet']])('fails when its result cannot be written: %s', (...args) => {
	const place = createPlace();
	const script = `"$0" "$@" > /dev/full; echo $?`;
	const command = ['-c', script, process.execPath, entryOf('skilllite'), ...args];
	const {stdout, stderr} = spawnSync('bash', command, {env: place.env, cwd: place.project, encoding: 'utf8'});
	expect(stdout).toBe('1\n');
	expect(stderr).toMatch(/^Cannot write the result: ENOSPC/m);
});

test('completes commands, flags and values in bash', async () => {
	const {stdout} = await runCli(createPlace(), ['completion', 'bash']);
	const complete = (line: string) => {
		const words = line.split(' ');
		const script = `${stdout}\nCOMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _skilllite; printf '%s\\n' "\${COMPREPLY[@]}"`;
		return spawnSync('bash', ['-c', script], {encoding: 'utf8'}).stdout.trim().split('\n');
	};
	expect(complete('skilllite ver')).toEqual(['verify']);
	expect(complete('skilllite run --allow-')).toEqual(['--allow-net', '--allow-read', '--allow-write']);
	expect(complete('skilllite scan --fail-on ')).toEqual(['low', 'medium', 'high', 'critical']);
	expect(complete('skilllite completion z')).toEqual(['zsh']);
	expect(complete('skilllite --project ')).not.toContain('run');
});

test.each(['zsh', 'fish'])('prints a completion script that %s can read', async shell => {
	const {stdout, code} = await runCli(createPlace(), ['completion', shell]);
	expect(code).toBe(0);
	for (const {name} of commands) {
		expect(stdout).toContain(name);
	}

	const program = ['/usr/bin', '/bin', '/usr/local/bin'].map(folder => `${folder}/${shell}`).find(existsSync);
	if (program) {
		expect(spawnSync(program, ['-n', '-c', stdout], {encoding: 'utf8'}).stderr).toBe('');
	}
});

test('refuses a shell it does not know', async () => {
	expect(await runCli(createPlace(), ['completion', 'tcsh'])).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('bash, zsh or fish'),
	});
});
