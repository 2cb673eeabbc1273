/** From what the supervisor, the meter and the proxy saw to the outcome of a run. */

import type {Denial, RunOutcome} from './envelope.ts';
import {endedBy, limitThatEnded} from './limits.ts';
import type {CommandJob, Job} from './job.ts';
import type {Capabilities} from './linux/capabilities.ts';
import type {Plan} from './linux/plan.ts';
import {filterArchitecture} from './linux/run-block.ts';
import type {ControlGroup} from './linux/control-group.ts';
import {denialKind} from './linux/seccomp/denials.ts';
import {syscallName} from './linux/seccomp/syscalls.ts';
import type {SupervisedResult} from './linux/supervisor.ts';
import type {RunWatch} from './run-watch.ts';
import {writtenSince} from './written-bytes.ts';

export interface RunFacts {
	readonly job: Job | CommandJob;
	readonly capabilities: Capabilities;
	readonly plan: Plan;
	readonly group: ControlGroup | undefined;
	readonly result: SupervisedResult;
	readonly watch: RunWatch;
	readonly begunAt: number;
	readonly networkDenials: readonly Denial[];
	/** Connections that were tried past the proxy. */
	readonly unrouted: number;
}

/** The outcome of a run that is over. */
export function outcomeOf({job, capabilities, plan, group, result, watch, begunAt, networkDenials, unrouted}: RunFacts): RunOutcome {
	const {end, stdout, stderr} = result;
	const meter = watch.meter();
	const scratchBytes = meter?.scratchBytes();
	const peakBytes = Math.max(end.maxRssKb * 1024, meter?.peakBytes ?? 0);
	const code = end.signal === 0 ? end.code : 128 + end.signal;
	const ended = endedBy(
		{
			by: end.by,
			killedFor: watch.killedFor() ?? (result.overflowed ? 'output' : null),
			code,
			cpuSeconds: end.cpuUs / 1_000_000,
			peakBytes,
			outOfMemory: group?.wasOutOfMemory() ?? false,
			scratchBytes,
			stderrTail: stderr.text.slice(-4096),
		},
		job.limits,
	);
	const signal = ended === 'exit' ? null : (signalNames[code - 128] ?? null);
	return {
		backend: capabilities.backend,
		layers: {
			userns: capabilities.backend === 'bwrap',
			seccomp: true,
			landlock: result.landlockAbi || false,
			cgroup: group?.version ?? false,
			notify: capabilities.notify,
		},
		exitCode: signal === null ? code : null,
		signal,
		ended,
		...limitThatEnded(ended, job.runtime, job.limits),
		stdout: stdout.text,
		stderr: stderr.text,
		truncated: {stdout: stdout.truncated, stderr: stderr.truncated},
		usage: {
			wallMs: end.wallMs,
			// The kernel's account is exact, but leaves out what was killed before its parent waited for it.
			cpuMs: Math.round(Math.max(end.cpuUs / 1000, meter?.cpuMs ?? 0)),
			maxRssBytes: peakBytes,
			processes: meter?.peakProcesses ?? 1,
			writtenBytes: (scratchBytes ?? 0) + plan.writeFolders.reduce((sum, folder) => sum + writtenSince(folder, begunAt), 0),
		},
		...withHint(job, [...denialsOf(result), ...networkDenials, ...directDenials(unrouted)]),
	};
}

/** Where a proxy was offered, a client that did not take it gets errors that do not say so. */
function withHint({policy}: RunFacts['job'], denied: readonly Denial[]): Pick<RunOutcome, 'denied' | 'hint'> {
	const wentPast = denied.some(({target}) => target === 'socket' || target === directTarget);
	return wentPast && policy.network.allow.length > 0 ? {denied, hint: useTheProxy} : {denied};
}

const directTarget = 'direct connection';

function directDenials(count: number): readonly Denial[] {
	return count === 0 ? [] : [{kind: 'network', target: directTarget, count}];
}

const useTheProxy =
	'Direct connections and look-ups of names do not leave the sandbox: only requests through the proxy that HTTPS_PROXY and HTTP_PROXY name do.';

function denialsOf(result: SupervisedResult): readonly Denial[] {
	return [...result.denied].map(([nr, {count}]) => {
		const name = syscallName(filterArchitecture(), nr);
		return {kind: denialKind(name), target: name, count};
	});
}

const signalNames: Readonly<Record<number, string>> = {
	1: 'SIGHUP',
	2: 'SIGINT',
	3: 'SIGQUIT',
	4: 'SIGILL',
	5: 'SIGTRAP',
	6: 'SIGABRT',
	7: 'SIGBUS',
	8: 'SIGFPE',
	9: 'SIGKILL',
	11: 'SIGSEGV',
	13: 'SIGPIPE',
	14: 'SIGALRM',
	15: 'SIGTERM',
	24: 'SIGXCPU',
	25: 'SIGXFSZ',
	31: 'SIGSYS',
};
