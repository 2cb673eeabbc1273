/** Memory of everything that one waiting Python takes, with and without a sandbox. */

import {type ChildProcess, spawn} from 'node:child_process';
import {join} from 'node:path';
import {createPool} from '../../sandbox/pool.ts';
import {runJob} from '../../sandbox/run.ts';
import {asUser} from '../../test/attacks/identity.ts';
import {environmentOf} from '../bench.ts';
import {descendantsOf, proportionalBytes} from '../memory.ts';
import type {PreparedPeer} from '../peers/all.ts';
import type {Place} from './commands.ts';
import {jobFor, type Workload} from './workload.ts';

const idle = {runtime: 'python', script: 'scripts/idle.py'} as const;

/** The sandbox of one run, from a process that is there: what stands below it. */
export async function runFootprint({skill}: Place): Promise<number> {
	const stop = new AbortController();
	let bytes = 0;
	const onOutput = () => {
		bytes = proportionalBytes(descendantsOf(process.pid));
		stop.abort();
	};
	await runJob(jobFor(idle, skill), '', {signal: stop.signal, onOutput});
	return bytes;
}

/** All processes of another sandbox that runs as a command. */
export async function peerFootprint({caller, skill}: Place, peer: PreparedPeer): Promise<number> {
	const {
		command: [program = '', ...args],
	} = peer.invoke({script: join(skill, idle.script), args: [], stdin: '', caller});
	const child = spawn(program, args, {
		...asUser(caller),
		cwd: caller.workspace,
		env: environmentOf(caller),
		stdio: ['pipe', 'pipe', 'ignore'],
	});
	try {
		await firstOutput(child);
		const pid = child.pid ?? 0;
		return proportionalBytes([pid, ...descendantsOf(pid)]);
	} finally {
		for (const pid of [...descendantsOf(child.pid ?? 0), child.pid ?? 0]) {
			end(pid);
		}
	}
}

/** One of several slots that wait for the same skill. */
export async function slotFootprint({skill}: Place, workload: Workload, slots: number): Promise<number> {
	const pool = createPool({slots});
	try {
		for (let slot = 0; slot < slots; slot++) {
			// Slots for one and the same job are few: these differ in a limit.
			const job = jobFor(workload, skill);
			await pool.warm({...job, limits: {...job.limits, wallSeconds: job.limits.wallSeconds + slot}});
		}

		return proportionalBytes(descendantsOf(process.pid)) / slots;
	} finally {
		await pool.close();
	}
}

function firstOutput(child: ChildProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		child.stdout?.once('data', () => resolve());
		child.once('exit', code => reject(new Error(`It ended with ${code} before it was ready.`)));
		child.once('error', reject);
	});
}

function end(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// Gone with another one.
	}
}
