/** Run one script under one granted policy: the only door to execution. */

import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {SandboxError} from './base/errors.ts';
import type {CountedDecision, EgressSeam, RunEgress} from './egress/run-egress.ts';
import type {Denial, Ended, RunOutcome, UsageSample} from './envelope.ts';
import type {Guard} from './guard.ts';
import {endedBy, mostThreads} from './limits.ts';
import {nativePrograms} from './linux/native.ts';
import {type Capabilities, filterArchitecture, type Job, type Plan, planRun} from './linux/plan.ts';
import {sandboxCapabilities} from './linux/probe.ts';
import {createPidsGroup, type PidsGroup} from './linux/pids-group.ts';
import {explainFailure} from './linux/remedies.ts';
import {denialKind} from './linux/seccomp/denials.ts';
import {syscallName} from './linux/seccomp/syscalls.ts';
import {type SupervisedResult, superviseCommand} from './linux/supervisor.ts';
import {type Meter, startMeter} from './meter.ts';
import type {Limits, Policy} from './policy.ts';
import type {Seizure} from './quarantine.ts';

export type {Job};

export interface RunHooks {
	readonly signal?: AbortSignal | undefined;
	readonly onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
	readonly onUsage?: ((sample: UsageSample) => void) | undefined;
	/** Before anything of the skill runs; if it throws, nothing does. */
	readonly onBegin?: (() => void) | undefined;
	/** Once at the end of a run with a network: what the proxy decided, alike decisions counted. */
	readonly onDecisions?: ((decisions: readonly CountedDecision[]) => void) | undefined;
	/** For tests: how the egress proxy resolves and dials; what it resolves is checked all the same. */
	readonly network?: EgressSeam | undefined;
}

/** Resident memory may pass the granted limit by a tenth before the meter ends the run; rlimits stop most runs well before. */
const memorySlack = 1.1;
/** What a file, folder or link in scratch costs the kernel, empty or not; the size of a tmpfs counts only content. */
const entryBytes = 1024;
const proxyPort = 3128;

/**
Run a job and give its outcome; a failing, killed or denied script is an outcome, not an error.

Throws a SandboxError when the sandbox could not be built in full: nothing has run then.
*/
export async function runJob(job: Omit<Job, 'proxyPort'>, stdin: string | Uint8Array, hooks: RunHooks = {}): Promise<RunOutcome> {
	const capabilities = await sandboxCapabilities(runWith);
	return runWith(capabilities, job, stdin, hooks);
}

/** As `runJob`, with capabilities that the caller knows; the probe uses it to find them. */
export async function runWith(
	capabilities: Capabilities,
	job: Omit<Job, 'proxyPort'>,
	stdin: string | Uint8Array,
	hooks: RunHooks = {},
): Promise<RunOutcome> {
	const {launch, supervise} = nativePrograms();
	const egress = job.policy.network.allow.length === 0 ? undefined : await openEgress(job.policy, hooks.network);
	// After the last wait: from here to where the signal is listened to, nothing can abort unseen.
	hooks.signal?.throwIfAborted();
	const environment = {...job.environment, ...egress?.environment};
	const plan = planRun({...job, environment, proxyPort: egress === undefined ? 0 : proxyPort}, capabilities, launch);
	const group = plan.pidsGroup === null ? undefined : joinPidsGroup(plan.pidsGroup);
	const watch = watchRun(job.limits, hooks);
	const begunAt = Date.now();
	try {
		const running = superviseCommand(
			{
				supervise,
				supervisorArgs: [...plan.supervisorArgs, ...(group ? ['-c', group.folder] : [])],
				command: plan.command,
				policyBlock: plan.policyBlock,
				stdin,
				outputBytes: job.limits.outputBytes,
				wantsListener: egress !== undefined,
				isSandboxed: true,
			},
			{
				onPid: watch.measure,
				onKillable: watch.setKill,
				...(hooks.onBegin ? {onSpawned: hooks.onBegin} : {}),
				...(hooks.onOutput ? {onOutput: hooks.onOutput} : {}),
				...(egress ? {onListener: egress.accept} : {}),
			},
		);
		const seizure = await seizeAfter(running, plan.guard);
		const result = await running;
		assertStarted(result);
		return withSeizure(
			outcomeOf({job, capabilities, plan, group, result, watch, begunAt, networkDenials: egress?.denials() ?? []}),
			seizure,
		);
	} finally {
		watch.stop();
		group?.remove();
		await egress?.close();
		hooks.onDecisions?.(egress?.decisions() ?? []);
	}
}

/** What appeared under protected names is taken away also where the run itself ends in an error. */
async function seizeAfter(running: Promise<unknown>, guard: Guard): Promise<Seizure | undefined> {
	await Promise.allSettled([running]);
	return guard.folders.length === 0 ? undefined : (await import('./quarantine.ts')).quarantineProtected(guard);
}

function withSeizure(outcome: RunOutcome, seizure: Seizure | undefined): RunOutcome {
	return seizure === undefined || seizure.denied.length === 0
		? outcome
		: {...outcome, ended: 'policy', quarantine: seizure.quarantine, denied: [...outcome.denied, ...seizure.denied]};
}

function joinPidsGroup({tasks, isRequired}: NonNullable<Plan['pidsGroup']>): PidsGroup | undefined {
	const group = createPidsGroup(tasks);
	if (group === undefined && isRequired) {
		throw new SandboxError('setup', 'Cannot run a shell skill on files that only root can use: nothing here would limit its processes.', {
			hint: 'Give the files to an ordinary user, or start skilllite as one.',
		});
	}

	return group;
}

/** The parts of a run that are alive while it runs: the meter, the caller's signal and the reason for a kill. */
function watchRun(limits: Limits, hooks: RunHooks) {
	let kill = () => {};
	let meter: Meter | undefined;
	let killedFor: Ended | null = null;
	const stopFor = (reason: Ended) => {
		killedFor ??= reason;
		kill();
	};
	const onAbort = () => stopFor('cancelled');
	hooks.signal?.addEventListener('abort', onAbort, {once: true});
	const onSample = (sample: UsageSample, scratchEntries: number) => {
		hooks.onUsage?.(sample);
		if (sample.rssBytes > limits.memoryBytes * memorySlack) {
			stopFor('memory');
		} else if (sample.cpuMs > limits.cpuSeconds * 1000 * memorySlack) {
			stopFor('cpu');
		} else if (Math.max(sample.writtenBytes, scratchEntries * entryBytes) > limits.scratchBytes * memorySlack) {
			stopFor('scratch');
		} else if (sample.threads > mostThreads) {
			stopFor('processes');
		}
	};
	return {
		measure: (pid: number) => {
			meter = startMeter(pid, onSample);
		},
		setKill: (action: () => void) => {
			kill = action;
		},
		killedFor: () => killedFor,
		meter: () => meter,
		stop: () => {
			hooks.signal?.removeEventListener('abort', onAbort);
			meter?.stop();
		},
	};
}

function assertStarted(result: SupervisedResult): void {
	if (result.failure !== null) {
		const {step, errno} = result.failure;
		throw new SandboxError('setup', `Cannot run anything: the sandbox could not be built (${step}, error ${errno}).`, {
			hint: 'See what is missing with: skilllite doctor',
		});
	}

	if (!result.end.started && result.end.by === 'exit') {
		const {cause, remedy} = explainFailure(result.stderr.text);
		throw new SandboxError('unavailable', `Cannot run anything: ${cause}.`, {hint: remedy});
	}
}

interface Facts {
	readonly job: Omit<Job, 'proxyPort'>;
	readonly capabilities: Capabilities;
	readonly plan: Plan;
	readonly group: PidsGroup | undefined;
	readonly result: SupervisedResult;
	readonly watch: ReturnType<typeof watchRun>;
	readonly begunAt: number;
	readonly networkDenials: readonly Denial[];
}

function outcomeOf({job, capabilities, plan, group, result, watch, begunAt, networkDenials}: Facts): RunOutcome {
	const {end, stdout, stderr} = result;
	const meter = watch.meter();
	const scratchBytes = meter?.scratchBytes() ?? 0;
	const peakBytes = Math.max(end.maxRssKb * 1024, meter?.peakBytes ?? 0);
	const code = end.signal === 0 ? end.code : 128 + end.signal;
	const ended = endedBy(
		{
			by: end.by,
			killedFor: watch.killedFor() ?? (result.overflowed ? 'output' : null),
			code,
			cpuSeconds: end.cpuUs / 1_000_000,
			peakBytes,
			scratchBytes,
			stderrTail: stderr.text.slice(-4096),
		},
		job.limits,
	);
	const signal = ended === 'exit' ? null : (signalNames[code - 128] ?? null);
	return {
		backend: 'bwrap',
		layers: {
			userns: true,
			seccomp: true,
			landlock: result.landlockAbi || false,
			cgroup: group?.version ?? false,
			notify: capabilities.notify,
		},
		exitCode: signal === null ? code : null,
		signal,
		ended,
		stdout: stdout.text,
		stderr: stderr.text,
		truncated: {stdout: stdout.truncated, stderr: stderr.truncated},
		usage: {
			wallMs: end.wallMs,
			// The kernel's account is exact, but leaves out what was killed before its parent waited for it.
			cpuMs: Math.round(Math.max(end.cpuUs / 1000, meter?.cpuMs ?? 0)),
			maxRssBytes: peakBytes,
			processes: meter?.peakProcesses ?? 1,
			writtenBytes: scratchBytes + plan.writeFolders.reduce((sum, folder) => sum + writtenSince(folder, begunAt), 0),
		},
		denied: [...denialsOf(result), ...networkDenials],
	};
}

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

/** Sizes of the files below a granted folder that changed since `begunAt` (ms since the epoch); counts at most 10,000 entries. */
function writtenSince(folder: string, begunAt: number): number {
	let bytes = 0;
	let left = 10_000;
	const pending = [folder];
	for (let current = pending.pop(); current !== undefined && left > 0; current = pending.pop()) {
		for (const entry of entriesOf(current).slice(0, left)) {
			left--;
			const path = join(current, entry.name);
			if (entry.isDirectory()) {
				pending.push(path);
			} else if (entry.isFile()) {
				// File systems round times down; 10 ms covers their grain.
				bytes += sizeSince(path, begunAt - 10);
			}
		}
	}

	return bytes;
}

// A skill may leave folders that we cannot read and names that are not UTF-8; that must not cost us the outcome of a run
// that took place.
function entriesOf(folder: string) {
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch {
		return [];
	}
}

function sizeSince(path: string, since: number): number {
	try {
		const {size, mtimeMs} = statSync(path);
		return mtimeMs >= since ? size : 0;
	} catch {
		return 0;
	}
}

// Loaded only for a policy with a network: most runs have none.
async function openEgress(policy: Policy, seam: EgressSeam = {}): Promise<RunEgress> {
	const {createRunEgress} = await import('./egress/run-egress.ts');
	return createRunEgress(policy, proxyPort, seam);
}
