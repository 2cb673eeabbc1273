/** Run one script under one granted policy: the only door to execution. */

import {SandboxError} from './base/errors.ts';
import type {CountedDecision, EgressSeam, RunEgress} from './egress/run-egress.ts';
import type {RunOutcome} from './envelope.ts';
import type {CommandJob, Job} from './job.ts';
import type {Guard} from './guard.ts';
import {groupLimitsFor} from './limits.ts';
import {type ControlGroup, createControlGroup} from './linux/control-group.ts';
import {nativePrograms} from './linux/native.ts';
import type {Capabilities} from './linux/capabilities.ts';
import type {ConnectedJob} from './linux/layout.ts';
import {type Plan, planRun} from './linux/plan.ts';
import {sandboxCapabilities} from './linux/probe.ts';
import {explainFailure} from './linux/remedies.ts';
import {type SupervisedCommand, type SupervisedHooks, type SupervisedResult, superviseCommand} from './linux/supervisor.ts';
import type {Policy} from './policy.ts';
import type {Seizure} from './quarantine.ts';
import type {RunInput} from './run-input.ts';
import type {Outbound} from './egress/outbound.ts';
import {outcomeOf} from './run-result.ts';
import type {Observation} from './observe/attempts.ts';
import {countingHooks, type WatchHooks, watchRun} from './run-watch.ts';

export interface RunHooks extends WatchHooks {
	readonly onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
	/** Takes the output over as it comes, for a run that is talked with: the outcome holds only its beginning, and `outputBytes` bounds nothing. */
	readonly onData?: ((stream: 'stdout' | 'stderr', chunk: Buffer) => void) | undefined;
	/** Before anything of the skill runs; if it throws, nothing does. */
	readonly onBegin?: (() => void) | undefined;
	/** Once at the end of a run with a network: what the proxy decided, alike decisions counted. */
	readonly onDecisions?: ((decisions: readonly CountedDecision[]) => void) | undefined;
	/** Makes it an observed run: called once at its end with every file, program and address that it tried. */
	readonly onObserved?: ((observation: Observation) => void) | undefined;
	/**
	Makes an observed run a rehearsal: it may ask for every host, and this answers, so that nothing leaves the machine; and a
	runtime that starts nothing may make processes, which start nothing. For files of ours that nobody will miss.
	*/
	readonly recorder?: Outbound | undefined;
	/** Limits of the traffic; and for tests how the egress proxy resolves and dials; what it resolves is checked all the same. */
	readonly network?: EgressSeam | undefined;
}

const proxyPort = 3128;

/**
Run a job and give its outcome; a failing, killed or denied script is an outcome, not an error.

Throws a SandboxError when the sandbox could not be built in full: nothing has run then.
*/
export async function runJob(job: Job | CommandJob, stdin: RunInput, hooks: RunHooks = {}): Promise<RunOutcome> {
	if (process.platform === 'darwin') {
		const {runOnMac} = await import('./macos/run.ts');
		return runOnMac(job, stdin, hooks);
	}

	const capabilities = await sandboxCapabilities(runWith);
	return runWith(capabilities, job, stdin, hooks);
}

/** As `runJob`, with capabilities that the caller knows; the probe uses it to find them. */
export async function runWith(
	capabilities: Capabilities,
	job: Job | CommandJob,
	stdin: RunInput,
	hooks: RunHooks = {},
): Promise<RunOutcome> {
	const looks = hooks.onObserved && (await loadLooks(capabilities));
	const {recorder} = hooks;
	const hasNetwork = job.policy.network.allow.length > 0 || recorder !== undefined;
	const egress = hasNetwork ? await openEgress(job.policy, {...hooks.network, ...(recorder ? {outbound: recorder} : {})}) : undefined;
	// After the last wait: from here to where the signal is listened to, nothing can abort unseen.
	hooks.signal?.throwIfAborted();
	const environment = {...job.environment, ...egress?.environment};
	const connected = {...job, environment, proxyPort: egress === undefined ? 0 : proxyPort};
	const run = prepareRun({...connected, observed: looks?.(connected, recorder !== undefined)}, capabilities);
	return finishRun({...run, egress}, hooks, watching =>
		superviseCommand(
			{...run.command, stdin},
			{
				...watching,
				...(hooks.onBegin ? {onSpawned: hooks.onBegin} : {}),
				...(egress
					? {
							onListener: egress.accept,
							onPid: (pid, cpuUsBefore) => {
								watching.onPid?.(pid, cpuUsBefore);
								egress.watch(pid);
							},
						}
					: {}),
			},
		),
	);
}

/** A run whose sandbox is planned; whoever prepares one sees it through with `finishRun`, or calls `group.remove` himself. */
export interface PreparedRun {
	readonly job: JobToPrepare;
	readonly capabilities: Capabilities;
	readonly plan: Plan;
	readonly group: ControlGroup | undefined;
	readonly command: SupervisedCommand;
}

export type JobToPrepare = Omit<ConnectedJob, 'memoryHeld'> & (Job | CommandJob);

/** Plan the sandbox of a run. Throws what `planRun` throws, and a SandboxError where only a control group could hold it. */
export function prepareRun(job: JobToPrepare, capabilities: Capabilities): PreparedRun {
	const {launch, supervise} = nativePrograms();
	const group = createControlGroup(groupLimitsFor(job.runtime, job.limits));
	try {
		const plan = planRun({...job, memoryHeld: group !== undefined}, capabilities, launch);
		if (plan.needsGroup && group === undefined) {
			throw unbounded();
		}

		const command = {
			supervise,
			supervisorArgs: [...plan.supervisorArgs, ...(group?.supervisorArgs ?? [])],
			command: plan.command,
			policyBlock: plan.policyBlock,
			outputBytes: job.limits.outputBytes,
			wantsListener: job.proxyPort !== 0,
			isSandboxed: true,
		};
		return {job, capabilities, plan, group, command};
	} catch (error) {
		group?.remove();
		throw error;
	}
}

/** See a prepared run through: `supervise` starts the job, or gives it to a sandbox that waits for it. */
export async function finishRun(
	{job, capabilities, plan, group, egress}: PreparedRun & {readonly egress?: RunEgress | undefined},
	hooks: RunHooks,
	supervise: (watching: SupervisedHooks) => Promise<SupervisedResult>,
): Promise<RunOutcome> {
	const watch = watchRun(job.limits, egress ? countingHooks(hooks, egress) : hooks, {group, scratch: plan.scratch});
	const begunAt = Date.now();
	try {
		const running = supervise({
			onPid: watch.measure,
			onKillable: watch.setKill,
			...(hooks.onOutput ? {onOutput: hooks.onOutput} : {}),
			...(hooks.onData ? {onData: hooks.onData} : {}),
		});
		const seizure = await seizeAfter(running, plan.guard);
		const result = await running;
		assertStarted(result);
		if (hooks.onObserved && job.observed) {
			const {observationOf} = await import('./observe/looks.ts');
			hooks.onObserved(observationOf(job, job.observed, plan, result));
		}

		const outcome = withSeizure(
			outcomeOf({
				job,
				capabilities,
				plan,
				group,
				result,
				watch,
				begunAt,
				networkDenials: egress?.denials() ?? [],
				unrouted: egress?.unrouted() ?? 0,
			}),
			seizure,
		);
		return egress ? {...outcome, usage: {...outcome.usage, network: egress.counts()}} : outcome;
	} finally {
		watch.stop();
		group?.remove();
		plan.scratch?.remove();
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
	if (seizure === undefined || seizure.denied.length === 0) {
		return outcome;
	}

	const {limit: _limit, ...rest} = outcome;
	return {...rest, ended: 'policy', quarantine: seizure.quarantine, denied: [...outcome.denied, ...seizure.denied]};
}

function unbounded(): SandboxError {
	return new SandboxError('setup', 'Cannot run a shell skill on files that only root can use: nothing here would limit its processes.', {
		hint: 'Give the files to an ordinary user, or start skilllite as one.',
	});
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

// Loaded only for a run that is observed.
async function loadLooks({notify}: Capabilities) {
	if (!notify) {
		throw new SandboxError(
			'unavailable',
			'Cannot observe a run: this kernel, or what this machine runs in, does not show system calls to us.',
			{
				hint: 'Run it without --observe, and without observe in the settings.',
			},
		);
	}

	return (await import('./observe/looks.ts')).looksFor;
}

// Loaded only for a policy with a network: most runs have none.
async function openEgress(policy: Policy, seam: EgressSeam = {}): Promise<RunEgress> {
	const {createRunEgress} = await import('./egress/run-egress.ts');
	return createRunEgress(policy, proxyPort, seam);
}
