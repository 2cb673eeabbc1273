import {tmpdir} from 'node:os';
import {Readable} from 'node:stream';
import {expect, test} from 'vitest';
import {type HeldHooks, type HeldRun, superviseHeld} from '../../../sandbox/macos/supervisor.ts';

function run(script: string, options: Partial<HeldRun> = {}, hooks: HeldHooks = {}) {
	const command = ['/bin/bash', '--norc', '-c', script];
	return superviseHeld({command, environment: {}, folder: tmpdir(), wallSeconds: 20, outputBytes: 10_000, stdin: '', ...options}, hooks);
}

test('a command gets its input and gives its output, its words and its code', async () => {
	const said: string[] = [];
	const result = await run('cat; echo done >&2; exit 3', {stdin: 'data'}, {onOutput: (stream, text) => said.push(`${stream}:${text}`)});
	expect(result).toMatchObject({by: 'exit', code: 3, signal: null, overflowed: false});
	expect([result.stdout.text, result.stderr.text]).toEqual(['data', 'done\n']);
	expect(said).toContain('stdout:data');
});

test('input that comes piece by piece is passed on', async () => {
	const {stdout} = await run('cat', {stdin: Readable.from(['a', 'b'])});
	expect(stdout.text).toBe('ab');
});

test('a command that ignores signals ends with the wall clock, and what it started with it', async () => {
	const {by, signal, stdout, wallMs} = await run('trap "" TERM INT HUP; sleep 60 & sleep 60; echo late', {wallSeconds: 0.3});
	expect({by, signal, text: stdout.text}).toEqual({by: 'wall', signal: 'SIGKILL', text: ''});
	expect(wallMs).toBeLessThan(40_000);
});

test('output ends at its limit, and the command with it', async () => {
	const result = await run('yes', {outputBytes: 1000});
	expect(result).toMatchObject({signal: 'SIGKILL', overflowed: true});
	expect(result.stdout).toMatchObject({truncated: true});
	expect(result.stdout.text.length + result.stderr.text.length).toBe(1000);
});

test('a caller can kill it, and a caller that fails does so too', async () => {
	const killed = await run('sleep 60', {}, {onKillable: kill => setTimeout(kill, 50)});
	expect(killed).toMatchObject({by: 'exit', signal: 'SIGKILL'});
	let pid = 0;
	const failing = run(
		'sleep 60',
		{},
		{
			onPid: found => {
				pid = found;
				throw new Error('no meter');
			},
		},
	);
	await expect(failing).rejects.toThrow('no meter');
	await expect.poll(() => isThere(pid)).toBe(false);
});

test('a program that is not there is an error of the sandbox, not an outcome', async () => {
	await expect(run('', {command: ['/nowhere/bash']})).rejects.toMatchObject({code: 'sandbox-spawn'});
	await expect(run('', {folder: '/nowhere'})).rejects.toMatchObject({code: 'sandbox-spawn'});
});

function isThere(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
