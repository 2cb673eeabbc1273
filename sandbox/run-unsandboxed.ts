/**
Level 1: a plain process, with nothing between it and the machine but time, output and an empty
environment. Only for a person who asked for it by flag and by typing a word; callers see to that.
*/

import {join} from 'node:path';
import type {RunOutcome} from './envelope.ts';
import {endedBy, limitThatEnded} from './limits.ts';
import {nativePrograms} from './linux/native.ts';
import {hostCommand} from './linux/interpreters.ts';
import type {Job} from './job.ts';
import {superviseCommand} from './linux/supervisor.ts';
import type {RunHooks} from './run.ts';
import type {RunInput} from './run-input.ts';

/** Run a job on the host itself. The envelope says so: backend `none`, every layer false. */
export async function runUnsandboxed(job: Job, stdin: RunInput, hooks: RunHooks = {}): Promise<RunOutcome> {
	hooks.signal?.throwIfAborted();
	// There is no launcher to hold the script back, so this comes before the process.
	hooks.onBegin?.();
	const variables = {PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...job.environment};
	let kill = () => {};
	let cancelled = false;
	const onAbort = () => {
		cancelled = true;
		kill();
	};
	hooks.signal?.addEventListener('abort', onAbort, {once: true});
	try {
		const result = await superviseCommand(
			{
				supervise: nativePrograms().supervise,
				supervisorArgs: ['-p', String(process.pid), '-w', String(Math.round(job.limits.wallSeconds * 1000))],
				command: [
					'/usr/bin/env',
					'-i',
					...['-C', job.workspace],
					...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
					...hostCommand(job.runtime, job.typescript),
					join(job.skill, job.script),
					...job.args,
				],
				policyBlock: new Uint8Array(),
				stdin,
				outputBytes: job.limits.outputBytes,
				wantsListener: false,
				isSandboxed: false,
			},
			{
				onKillable: action => {
					kill = action;
				},
				...(hooks.onOutput ? {onOutput: hooks.onOutput} : {}),
			},
		);
		return outcomeOf(job, result, cancelled);
	} finally {
		hooks.signal?.removeEventListener('abort', onAbort);
	}
}

function outcomeOf(job: Job, result: Awaited<ReturnType<typeof superviseCommand>>, cancelled: boolean): RunOutcome {
	const {end, stdout, stderr} = result;
	const ended = endedBy(
		{
			by: end.by,
			killedFor: cancelled ? 'cancelled' : result.overflowed ? 'output' : null,
			code: end.signal === 0 ? end.code : 128 + end.signal,
			cpuSeconds: end.cpuUs / 1_000_000,
			// No memory limit is in force, so none can have ended the run.
			peakBytes: 0,
			outOfMemory: false,
			scratchBytes: 0,
			stderrTail: '',
		},
		job.limits,
	);
	return {
		backend: 'none',
		layers: {userns: false, seccomp: false, landlock: false, cgroup: false, notify: false},
		exitCode: end.signal === 0 ? end.code : null,
		signal: end.signal === 0 ? null : `signal ${end.signal}`,
		ended,
		...limitThatEnded(ended, job.runtime, job.limits),
		stdout: stdout.text,
		stderr: stderr.text,
		truncated: {stdout: stdout.truncated, stderr: stderr.truncated},
		usage: {wallMs: end.wallMs, cpuMs: Math.round(end.cpuUs / 1000), maxRssBytes: end.maxRssKb * 1024, processes: 1, writtenBytes: 0},
		denied: [],
	};
}
