/**
A skill run on sample input with nothing at stake: strict sandbox, a copy of what it asks for of the workspace, a recorder
instead of the network, and every call looked at. What it lacks it gets for another round, so that the policy proposed at the
end is one that it ran under.
*/

import {ensureSnapshot} from '../admission/snapshot.ts';
import type {Inventory} from '../admission/inventory.ts';
import type {AdmissionReport} from '../admission/report.ts';
import {appendAudit} from '../audit.ts';
import {PolicyError} from '../base/errors.ts';
import {requireWritableHome} from '../base/home.ts';
import {limitsBelow, readCeilings} from '../ceiling.ts';
import type {CountedDecision} from '../egress/run-egress.ts';
import type {Job} from '../job.ts';
import {limitsFor} from '../limits.ts';
import {sandboxCapabilities} from '../linux/probe.ts';
import {findProgram} from '../linux/toolbox.ts';
import type {Script} from '../manifest/manifest.ts';
import {emptyPolicy, type Policy, policyDigest} from '../policy.ts';
import {policyGrowth, widenPolicy} from '../policy-growth.ts';
import {runJob, runWith} from '../run.ts';
import type {Observation} from './attempts.ts';
import {type Recorder, startRecorder} from './recorder.ts';
import {reportOf} from './report-of-runs.ts';
import type {RuntimeReport} from './runtime-report.ts';
import {copyWorkspace, type SampleWorkspace} from './sample-workspace.ts';
import {allUses, programsToAsk, type RehearsedRun, usesOf} from './uses.ts';
import {compareWithAsk} from './sufficient-policy.ts';

/** One way to call a skill. */
export interface Sample {
	readonly script: Script;
	readonly args: readonly string[];
	readonly stdin: string;
}

export interface Rehearsal {
	readonly inventory: Inventory;
	/** Of the static scan. */
	readonly report: AdmissionReport;
	readonly samples: readonly Sample[];
	/** The folder that the skill's file grants are of; only copied from. */
	readonly workspace: string;
	readonly signal?: AbortSignal | undefined;
}

/** The first as it asks, the others with what it turned out to lack. */
const mostRounds = 3;

/**
Rehearse a skill and say what it used and whether it is fit to be published. A skill that the scan blocks is not run.

Throws what `runJob` throws: no sandbox, an interpreter or granted program that is not there, a kernel that shows no calls.
*/
export async function rehearse(rehearsal: Rehearsal): Promise<RuntimeReport> {
	requireWritableHome();
	const {report, samples} = rehearsal;
	if (report.verdict === 'blocked' || samples.length === 0) {
		return reportOf(rehearsal, {runs: [], rounds: 0, isPartial: false});
	}

	const {backend} = await sandboxCapabilities(runWith);
	const recorder = backend === 'bwrap' ? await startRecorder() : undefined;
	try {
		return await inRounds(rehearsal, recorder);
	} finally {
		recorder?.close();
	}
}

async function inRounds(rehearsal: Rehearsal, recorder: Recorder | undefined): Promise<RuntimeReport> {
	const {asked} = rehearsal.report.policy;
	const runs: RehearsedRun[] = [];
	let policy = asked;
	let isPartial = false;
	let rounds = 0;
	while (rounds < mostRounds) {
		const workspace = copyWorkspace(rehearsal.workspace, policy);
		try {
			isPartial ||= workspace.isPartial;
			runs.push(...(await performAll(rehearsal, policy, workspace, recorder)));
			rounds++;
		} catch (error) {
			// What it lacks, no policy can give: a secret, a path through a link. That is in the report of the round before.
			if (error instanceof PolicyError && rounds > 0) {
				break;
			}

			throw error;
		} finally {
			workspace.remove();
		}

		const wider = widenPolicy(policy, lacking(policy, runs));
		if (policyGrowth(policy, wider).length === 0) {
			break;
		}

		policy = wider;
	}

	return reportOf(rehearsal, {runs, rounds, isPartial});
}

/** Files, and programs that a shell skill can start and this machine has; the network is open to the recorder anyway. */
function lacking(policy: Policy, runs: readonly RehearsedRun[]): Policy {
	const uses = allUses(runs.map(usesOf));
	const isShell = runs.some(({script}) => script.runtime === 'bash');
	const programs = isShell ? programsToAsk(uses.programs, 'bash').filter(name => findProgram(name) !== undefined) : [];
	const [first] = runs;
	if (first === undefined) {
		return emptyPolicy;
	}

	const {missing} = compareWithAsk(policy, {
		uses,
		programs,
		variables: [],
		peak: first.outcome.usage,
		defaults: limitsFor(first.script.runtime, {}),
	});
	return {...emptyPolicy, filesystem: missing.filesystem, exec: missing.exec};
}

/** One after the other in one workspace: what one sample makes, the next may use. */
async function performAll(
	{inventory, report, samples, signal}: Rehearsal,
	policy: Policy,
	{folder}: SampleWorkspace,
	recorder: Recorder | undefined,
): Promise<readonly RehearsedRun[]> {
	const skill = ensureSnapshot(inventory);
	const ceilings = readCeilings();
	const runs: RehearsedRun[] = [];
	for (const {script, args, stdin} of samples) {
		const job = {
			...script,
			script: script.path,
			skill,
			args,
			policy,
			limits: limitsBelow(limitsFor(script.runtime, policy.resources), ceilings),
			workspace: folder,
			// Their values are nobody's: the skill runs on samples.
			environment: Object.fromEntries(policy.env.map(name => [name, 'sample'])),
		} satisfies Job & {readonly path: string};
		const facts = {skill: report.name, script: script.path, treeHash: inventory.treeHash, policy: policyDigest(policy), rehearsal: true};
		let decisions: readonly CountedDecision[] = [];
		let observation: Observation = {attempts: [], lost: 0};
		const outcome = await runJob(job, stdin, {
			signal,
			recorder: recorder?.outbound,
			onBegin: () => appendAudit({type: 'run', phase: 'start', ...facts}),
			onDecisions: decided => {
				decisions = decided;
			},
			onObserved: seen => {
				observation = seen;
			},
		});
		const {stdout: _stdout, stderr: _stderr, ...recorded} = outcome;
		appendAudit({type: 'run', phase: 'end', ...facts, ...recorded, network: decisions});
		runs.push({script, args, stdin, outcome, decisions, observation, limits: job.limits, startedInScratch: isWithoutFiles(policy)});
	}

	return runs;
}

function isWithoutFiles({filesystem: {read, write}}: Policy): boolean {
	return read.length + write.length === 0;
}
