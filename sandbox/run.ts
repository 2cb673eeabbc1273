/** Run one script under one granted policy: the only door to execution. */

import {SandboxError} from './base/errors.ts';
import type {CountedDecision, EgressSeam, RunEgress} from './egress/run-egress.ts';
import type {RunOutcome} from './envelope.ts';
import type {CommandJob, Job} from './job.ts';
import {groupLimitsFor} from './limits.ts';
import {createControlGroup} from './linux/control-group.ts';
import {nativePrograms} from './linux/native.ts';
import {type Capabilities, planRun} from './linux/plan.ts';
import {sandboxCapabilities} from './linux/probe.ts';
import {explainFailure} from './linux/remedies.ts';
import {type SupervisedResult, superviseCommand} from './linux/supervisor.ts';
import type {Policy} from './policy.ts';
import type {RunInput} from './run-input.ts';
import {outcomeOf} from './run-result.ts';
import {type WatchHooks, watchRun} from './run-watch.ts';

export interface RunHooks extends WatchHooks {
	readonly onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
	/** Before anything of the skill runs; if it throws, nothing does. */
	readonly onBegin?: (() => void) | undefined;
	/** Once at the end of a run with a network: what the proxy decided, alike decisions counted. */
	readonly onDecisions?: ((decisions: readonly CountedDecision[]) => void) | undefined;
	/** For tests: how the egress proxy resolves and dials; what it resolves is checked all the same. */
	readonly network?: EgressSeam | undefined;
}

const proxyPort = 3128;

/**
Run a job and give its outcome; a failing, killed or denied script is an outcome, not an error.

Throws a SandboxError when the sandbox could not be built in full: nothing has run then.
*/
export async function runJob(job: Job | CommandJob, stdin: RunInput, hooks: RunHooks = {}): Promise<RunOutcome> {
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
	const {launch, supervise} = nativePrograms();
	const egress = job.policy.network.allow.length === 0 ? undefined : await openEgress(job.policy, hooks.network);
	// After the last wait: from here to where the signal is listened to, nothing can abort unseen.
	hooks.signal?.throwIfAborted();
	const environment = {...job.environment, ...egress?.environment};
	const group = createControlGroup(groupLimitsFor(job.runtime, job.limits));
	const watch = watchRun(job.limits, hooks, group);
	const begunAt = Date.now();
	try {
		const connected = {...job, environment, proxyPort: egress === undefined ? 0 : proxyPort, memoryHeld: group !== undefined};
		const plan = planRun(connected, capabilities, launch);
		if (plan.needsGroup && group === undefined) {
			throw unbounded();
		}

		const result = await superviseCommand(
			{
				supervise,
				supervisorArgs: [...plan.supervisorArgs, ...(group?.folders ?? []).flatMap(folder => ['-c', folder])],
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
		assertStarted(result);
		return outcomeOf({job, capabilities, plan, group, result, watch, begunAt, networkDenials: egress?.denials() ?? []});
	} finally {
		watch.stop();
		group?.remove();
		await egress?.close();
		hooks.onDecisions?.(egress?.decisions() ?? []);
	}
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

// Loaded only for a policy with a network: most runs have none.
async function openEgress(policy: Policy, seam: EgressSeam = {}): Promise<RunEgress> {
	const {createRunEgress} = await import('./egress/run-egress.ts');
	return createRunEgress(policy, proxyPort, seam);
}
