/** Many runs and many kills, and what of them is still there afterwards. */

import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {runJob} from '../../sandbox/run.ts';
import {processesWith} from '../../test/attacks/host.ts';
import {inLanes} from '../lanes.ts';
import {descendantsOf} from '../memory.ts';
import type {Place} from './commands.ts';
import {jobFor, type Workload} from './workload.ts';

export interface KillResults {
	readonly kills: number;
	/** From the abort until no process of the run is left. */
	readonly goneMs: readonly number[];
	readonly orphans: number;
}

export interface RunResults {
	readonly runs: number;
	readonly failures: number;
	readonly leaked: Leftovers;
}

export interface Leftovers {
	readonly descriptors: number;
	readonly mounts: number;
	readonly processes: number;
	readonly controlGroups: number;
}

/** Start a script that does not end, abort it, and wait until it is gone; over and over. */
export async function killManyTimes(place: Place, kills: number): Promise<KillResults> {
	const mark = `mark-${randomBytes(8).toString('hex')}`;
	const goneMs: number[] = [];
	for (let kill = 0; kill < kills; kill++) {
		goneMs.push(await killOnce(place, mark));
	}

	return {kills, goneMs, orphans: processesWith(mark).length};
}

async function killOnce({skill}: Place, mark: string): Promise<number> {
	const stop = new AbortController();
	let aborted = Number.NaN;
	const others = new Set(descendantsOf(process.pid));
	let pids: readonly number[] = [];
	const onOutput = () => {
		pids = descendantsOf(process.pid).filter(pid => !others.has(pid));
		aborted = performance.now();
		stop.abort();
	};
	const job = jobFor({runtime: 'python', script: 'scripts/idle.py'}, skill, [mark]);
	await runJob(job, '', {signal: stop.signal, onOutput});
	const deadline = performance.now() + 2000;
	while (pids.some(isThere) && performance.now() < deadline) {
		await new Promise(resolve => setImmediate(resolve));
	}

	return performance.now() - aborted;
}

function isThere(pid: number): boolean {
	return existsSync(`/proc/${pid}`);
}

/** So many runs, so many at a time. */
export async function runManyTimes({skill}: Place, workload: Workload, runs: number, lanes: number): Promise<RunResults> {
	// What the first run opens for good is no leak.
	await runJob(jobFor(workload, skill), workload.stdin);
	const before = leftovers();
	let failures = 0;
	await inLanes(
		lanes,
		Array.from({length: runs}, () => async () => {
			const outcome = await runJob(jobFor(workload, skill), workload.stdin);
			failures += outcome.ended === 'exit' && outcome.stdout.trim() === workload.answer ? 0 : 1;
		}),
	);
	// A process that has ended is there until it has been waited for.
	await new Promise(resolve => setTimeout(resolve, 300));
	const after = leftovers();
	return {
		runs,
		failures,
		leaked: {
			descriptors: after.descriptors - before.descriptors,
			mounts: after.mounts - before.mounts,
			processes: after.processes - before.processes,
			controlGroups: after.controlGroups - before.controlGroups,
		},
	};
}

function leftovers(): Leftovers {
	return {
		descriptors: readdirSync('/proc/self/fd').length,
		mounts: readFileSync('/proc/self/mountinfo', 'utf8').split('\n').length,
		processes: descendantsOf(process.pid).length,
		controlGroups: controlGroupsBelow('/sys/fs/cgroup', 8),
	};
}

/** Groups of this process: their names begin with ours and its number. */
function controlGroupsBelow(folder: string, depth: number): number {
	const below = foldersIn(folder).map(
		name => (name.startsWith(`skilllite-${process.pid}-`) ? 1 : 0) + (depth > 0 ? controlGroupsBelow(join(folder, name), depth - 1) : 0),
	);
	return below.reduce((sum, count) => sum + count, 0);
}

function foldersIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder, {withFileTypes: true})
			.filter(entry => entry.isDirectory())
			.map(({name}) => name);
	} catch {
		// Somebody else's, removed in the meantime.
		return [];
	}
}
