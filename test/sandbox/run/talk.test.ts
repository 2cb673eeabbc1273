/** A run that is talked with: input and output for as long as it lives. */

import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {runCommand} from '../../../sandbox/run-command.ts';
import {makeFolder} from '../folders.ts';
import {useOneHome} from './jobs.ts';

useOneHome();

function talk(script: string, environment: Readonly<Record<string, string>> = {}) {
	const stdin = new PassThrough();
	const stop = new AbortController();
	let said = '';
	let bytes = 0;
	const waiting: (() => void)[] = [];
	const ended = runCommand(
		{
			command: {kind: 'program', words: ['bash', '-c', script]},
			stdin,
			workspace: makeFolder(),
			policy: parsePolicy({}),
			limits: {outputBytes: 1000, wallSeconds: 60},
			environment,
		},
		{
			signal: stop.signal,
			onData(stream, chunk) {
				bytes += chunk.length;
				said = `${said}${stream}:${chunk}`.slice(0, 10_000);
				for (const look of waiting.splice(0)) {
					look();
				}
			},
		},
	);
	return {
		stdin,
		stop,
		ended,
		bytes: () => bytes,
		async sees(text: string) {
			while (!said.includes(text)) {
				await Promise.race([
					new Promise<void>(resolve => waiting.push(resolve)),
					ended.then(outcome => Promise.reject(new Error(`It ended: ${JSON.stringify(outcome)}`))),
				]);
			}
		},
	};
}

test('each line of input gets its answer, and the end of the input is the end of the run', async () => {
	const run = talk('while read -r line; do echo "heard $line $GREETING"; echo "note $line" >&2; done', {GREETING: 'hello'});
	run.stdin.write('one\n');
	await run.sees('stdout:heard one hello\n');
	await run.sees('stderr:note one\n');
	run.stdin.write('two\n');
	await run.sees('heard two hello\n');
	run.stdin.end();
	expect(await run.ended).toMatchObject({ended: 'exit', exitCode: 0, backend: 'bwrap'});
});

test('it may say more than a run may print, and little of it is kept', async () => {
	const run = talk('head -c 5000000 /dev/zero');
	const outcome = await run.ended;
	expect(run.bytes()).toBe(5_000_000);
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0, truncated: {stdout: true}});
	expect(outcome.stdout.length).toBe(8192);
});

test('it ends when it is told to', async () => {
	const run = talk('echo up; sleep 50');
	await run.sees('up');
	run.stop.abort();
	expect(await run.ended).toMatchObject({ended: 'cancelled'});
});
