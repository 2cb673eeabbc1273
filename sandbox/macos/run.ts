/**
The `seatbelt` backend: one run under `sandbox-exec`, with limits set before it and watched from here.

It is used when a first strict run in this process held everything that it must; anything else means that nothing runs.
*/

import {createServer, type Server} from 'node:net';
import type {AddressInfo} from 'node:net';
import {SandboxError} from '../base/errors.ts';
import type {RunEgress} from '../egress/run-egress.ts';
import type {RunOutcome} from '../envelope.ts';
import type {CommandJob, Job} from '../job.ts';
import {endedBy, limitThatEnded} from '../limits.ts';
import type {RunHooks} from '../run.ts';
import type {RunInput} from '../run-input.ts';
import {countingHooks, type RunWatch, watchRun} from '../run-watch.ts';
import {limitsRefused} from './command.ts';
import {startPsMeter} from './meter.ts';
import {type Mac, planOnMac, thisMac} from './plan.ts';
import {assertHolds} from './self-test.ts';
import {type HeldResult, superviseHeld} from './supervisor.ts';

let hasHeld = false;

/** As `runJob`, on a Mac. */
export async function runOnMac(job: Job | CommandJob, stdin: RunInput, hooks: RunHooks = {}): Promise<RunOutcome> {
	if (!hasHeld) {
		await assertHolds(runHeld);
		hasHeld = true;
	}

	return runHeld(job, stdin, hooks);
}

/** A run without the first strict one; that one itself is such a run. Throws a SandboxError when nothing could be started. */
export async function runHeld(job: Job | CommandJob, stdin: RunInput, hooks: RunHooks = {}, mac: Mac = thisMac): Promise<RunOutcome> {
	const egress = job.policy.network.allow.length === 0 ? undefined : await openEgress(job, hooks);
	try {
		const environment = {...job.environment, ...egress?.environment};
		return await runPlanned({...job, environment}, stdin, hooks, {mac, egress});
	} finally {
		await egress?.close();
		hooks.onDecisions?.(egress?.decisions() ?? []);
	}
}

interface MacEgress extends RunEgress {
	readonly port: number;
}

/** There is no network of its own to listen in: the proxy has a port on this machine, and a rule for that port alone. */
async function openEgress({policy}: Job | CommandJob, {network}: RunHooks): Promise<MacEgress> {
	const {createRunEgress} = await import('../egress/run-egress.ts');
	const listener = createServer();
	await listening(listener);
	const {port} = listener.address() as AddressInfo;
	try {
		const egress = createRunEgress(policy, port, network);
		egress.accept(listener);
		return {...egress, port};
	} catch (error) {
		listener.close();
		throw error;
	}
}

function listening(server: Server): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
}

interface Held {
	readonly mac: Mac;
	readonly egress: MacEgress | undefined;
}

async function runPlanned(job: Job | CommandJob, stdin: RunInput, hooks: RunHooks, {mac, egress}: Held): Promise<RunOutcome> {
	const plan = planOnMac(job, {...mac, proxyPort: egress?.port ?? 0});
	let blind: {readonly cause: unknown} | undefined;
	let kill = () => {};
	const watch = watchRun(job.limits, egress ? countingHooks(hooks, egress) : hooks, {
		scratch: plan.scratch,
		startMeter: options =>
			startPsMeter({
				...options,
				scratchFolder: plan.scratch.path,
				onBlind: cause => {
					blind = {cause};
					kill();
				},
			}),
	});
	try {
		hooks.signal?.throwIfAborted();
		// There is nothing to hold it back once it is started.
		hooks.onBegin?.();
		const result = await superviseHeld(
			{...plan, wallSeconds: job.limits.wallSeconds, outputBytes: job.limits.outputBytes, stdin},
			{
				onPid: pid => watch.measure(pid, 0),
				onKillable: action => {
					kill = action;
					watch.setKill(action);
				},
				onOutput: hooks.onOutput,
				onData: hooks.onData,
			},
		);
		assertHeld(result, blind);
		return outcomeOf(job, result, watch, egress);
	} finally {
		watch.stop();
		plan.scratch.remove();
	}
}

/** Codes of `sandbox-exec` itself (sysexits), and of what sets the limits. A script that says the same spoils its own run. */
function assertHeld({code, stdout, stderr}: HeldResult, blind: {readonly cause: unknown} | undefined): void {
	if (blind !== undefined) {
		throw new SandboxError('setup', 'The run was stopped: it can no longer be seen how much memory it uses.', {cause: blind.cause});
	}

	const says = stderr.text.trim().split('\n').at(-1) ?? '';
	const isOurs =
		(code === 126 && says === limitsRefused) || (code !== null && code >= 64 && code <= 78 && says.startsWith('sandbox-exec:'));
	if (isOurs && stdout.text === '') {
		throw new SandboxError('setup', `Cannot run anything: the sandbox could not be built (${says}).`, {
			hint: 'See what is missing with: skilllite doctor',
		});
	}
}

/** Those that can be the end of a limit, as on Linux; the numbers of the others differ. */
const limitSignals: Readonly<Record<string, number>> = {SIGKILL: 137, SIGXCPU: 152, SIGXFSZ: 153};
const someSignal = 129;

function outcomeOf(job: Job | CommandJob, result: HeldResult, watch: RunWatch, egress: MacEgress | undefined): RunOutcome {
	const {code, signal, stdout, stderr} = result;
	const meter = watch.meter();
	const scratchBytes = meter?.scratchBytes();
	const peakBytes = meter?.peakBytes ?? 0;
	const cpuMs = meter?.cpuMs ?? 0;
	const ended = endedBy(
		{
			by: result.by,
			killedFor: watch.killedFor() ?? (result.overflowed ? 'output' : null),
			code: signal === null ? (code ?? 0) : (limitSignals[signal] ?? someSignal),
			cpuSeconds: cpuMs / 1000,
			peakBytes,
			outOfMemory: false,
			scratchBytes,
			stderrTail: stderr.text.slice(-4096),
		},
		job.limits,
	);
	return {
		backend: 'seatbelt',
		layers: {userns: false, seccomp: false, landlock: false, cgroup: false, notify: false},
		exitCode: code,
		signal,
		ended,
		...limitThatEnded(ended, job.runtime, job.limits),
		stdout: stdout.text,
		stderr: stderr.text,
		truncated: {stdout: stdout.truncated, stderr: stderr.truncated},
		usage: {
			wallMs: result.wallMs,
			cpuMs,
			maxRssBytes: peakBytes,
			processes: 1,
			writtenBytes: scratchBytes ?? 0,
			...(egress ? {network: egress.counts()} : {}),
		},
		denied: egress?.denials() ?? [],
	};
}
