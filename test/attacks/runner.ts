/**
Runs one job in the sandbox, in a process of its own: the tests start it as root and as an ordinary user.

stdin: one line of JSON (`RunnerRequest`), then the line `abort` at any time.
stdout: lines of JSON (`RunnerEvent`); the last one is the outcome or the error.
*/

import {createInterface} from 'node:readline';
import {SandboxError, toSkillLiteError} from '../../sandbox/base/errors.ts';
import type {RunOutcome} from '../../sandbox/envelope.ts';
import type {CommandJob, Job} from '../../sandbox/job.ts';
import type {Observation} from '../../sandbox/observe/attempts.ts';
import {createPool} from '../../sandbox/pool.ts';
import {landlockCapabilities} from '../../sandbox/linux/probe.ts';
import {type RunHooks, runJob, runWith} from '../../sandbox/run.ts';
import {createSimulatedNetwork, type Network, type NetworkRecord} from './network/simulated.ts';
import {runTampered, type Tampering} from './tampered-run.ts';

export interface RunnerRequest {
	/** The sandbox to run in; bwrap when left out. */
	readonly backend?: 'bwrap' | 'landlock';
	readonly job: Job;
	/** Instead of the job. */
	readonly command?: CommandJob | undefined;
	readonly stdin: string;
	readonly observed?: boolean;
	/** Runs, one after the other, under damaged policy blocks. */
	readonly tamper?: readonly Tampering[];
	/** Runs before it, in the same pool, where each job that can has a warm slot. */
	readonly pooledAfter?: readonly PooledJob[];
	/** The world behind the egress proxy; the real one when left out. */
	readonly network?: Network;
}

export interface PooledJob {
	readonly job: Job;
	readonly stdin: string;
}

export interface TamperedResult {
	readonly tampering: Tampering;
	readonly failed: boolean;
	readonly started: boolean;
	readonly stdout: string;
}

/** What came of the runs before, and how many of all of them a warm slot ran. */
export interface PooledOutcomes {
	readonly earlier: readonly RunOutcome[];
	readonly warmRuns: number;
}

export type RunnerEvent =
	| {readonly type: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string}
	| {
			readonly type: 'outcome';
			readonly outcome: RunOutcome;
			readonly pooled?: PooledOutcomes;
			readonly network?: NetworkRecord;
			readonly observation?: Observation;
	  }
	| {readonly type: 'tampered'; readonly results: readonly TamperedResult[]}
	| {readonly type: 'error'; readonly name: string; readonly code: string; readonly message: string; readonly hint: string | null};

const lines = createInterface({input: process.stdin});
const abort = new AbortController();
let begun = false;

lines.on('line', line => {
	if (begun) {
		abort.abort();
		return;
	}

	begun = true;
	// Written by the tests: this is the parse at the edge.
	void perform(JSON.parse(line) as RunnerRequest);
});

async function perform({job, command, stdin, tamper, pooledAfter, backend, network, observed}: RunnerRequest): Promise<void> {
	try {
		if (tamper !== undefined) {
			const results: TamperedResult[] = [];
			for (const tampering of tamper) {
				const {failure, end, stdout} = await runTampered(tampering, job, stdin);
				results.push({tampering, failed: failure !== null, started: end.started, stdout: stdout.text});
			}

			report({type: 'tampered', results});
			return;
		}

		const onOutput = (stream: 'stdout' | 'stderr', text: string) => report({type: 'output', stream, text});
		const simulated = network && createSimulatedNetwork(network);
		const hooks = {signal: abort.signal, onOutput, ...simulated?.hooks};
		if (pooledAfter) {
			report(await runPooled([...pooledAfter, {job, stdin}], hooks));
			return;
		}

		let observation: Observation | undefined;
		const onObserved = (seen: Observation) => {
			observation = seen;
		};
		const run = backend === 'landlock' ? runOnLandlock : runJob;
		const outcome = await run(command ?? job, stdin, observed ? {...hooks, onObserved} : hooks);
		report({type: 'outcome', outcome, ...(simulated ? {network: simulated.record} : {}), ...(observation ? {observation} : {})});
	} catch (thrown) {
		const {name, code, message, hint} = toSkillLiteError(thrown);
		report({type: 'error', name, code, message, hint: hint ?? null});
	} finally {
		lines.close();
		process.stdin.destroy();
	}
}

/** Also where bwrap would do. */
async function runOnLandlock(job: Job | CommandJob, stdin: string, hooks: RunHooks): Promise<RunOutcome> {
	const reason = new SandboxError('unavailable', 'Cannot run anything: the matrix asks for this backend.');
	return runWith(await landlockCapabilities(runWith, reason), job, stdin, hooks);
}

/** All jobs one after the other in one pool; `hooks` are the last one's. */
async function runPooled(jobs: readonly PooledJob[], hooks: RunHooks): Promise<RunnerEvent> {
	const pool = createPool();
	const outcomes: RunOutcome[] = [];
	for (const {job, stdin} of jobs) {
		await pool.warm(job);
		outcomes.push(await pool.run(job, stdin, outcomes.length === jobs.length - 1 ? hooks : {}));
	}

	const {warmRuns} = pool.stats();
	await pool.close();
	const [outcome] = outcomes.splice(-1);
	if (outcome === undefined) {
		throw new Error('There was no job.');
	}

	return {type: 'outcome', outcome, pooled: {earlier: outcomes, warmRuns}};
}

function report(event: RunnerEvent): void {
	process.stdout.write(`${JSON.stringify(event)}\n`);
}
