/** Contenders in this very process, as a host that lives long has them. */

import {nobody} from '../../sandbox/admission/consent-port.ts';
import {SandboxError} from '../../sandbox/base/errors.ts';
import type {Capabilities} from '../../sandbox/linux/capabilities.ts';
import {landlockCapabilities} from '../../sandbox/linux/probe.ts';
import {emptyPolicy} from '../../sandbox/policy.ts';
import {createPool, type Pool, type PoolOptions} from '../../sandbox/pool.ts';
import {runJob, runWith} from '../../sandbox/run.ts';
import {runSkill} from '../../sandbox/run-skill.ts';
import {runUnsandboxed} from '../../sandbox/run-unsandboxed.ts';
import {assertAnswer, type Contender} from './contender.ts';
import {jobFor, type WorkloadId} from './workload.ts';

const all: readonly WorkloadId[] = ['print', 'json', 'node-json'];

/** One cold run in the sandbox. */
export function coldRun(skill: string): Contender {
	return {
		id: 'run',
		name: 'SkillLite, run()',
		isOurs: true,
		about: 'One run in the default sandbox from a process that is there, nothing kept warm.',
		workloads: all,
		every: 1,
		run: async workload => assertAnswer('run()', workload, (await runJob(jobFor(workload, skill), workload.stdin)).stdout),
	};
}

/** The same on the backend for machines without user namespaces; undefined where the kernel lacks what it needs. */
export async function coldRunOnLandlock(skill: string): Promise<Contender | undefined> {
	let capabilities: Capabilities;
	try {
		capabilities = await landlockCapabilities(
			runWith,
			new SandboxError('unavailable', 'Cannot run anything: the benchmark asks for this backend.'),
		);
	} catch (error) {
		if (error instanceof SandboxError) {
			return undefined;
		}

		throw error;
	}

	return {
		id: 'run-landlock',
		name: 'SkillLite, run(), Landlock alone',
		isOurs: true,
		about: 'The backend for machines without user namespaces.',
		workloads: all,
		every: 1,
		run: async workload =>
			assertAnswer('Landlock', workload, (await runWith(capabilities, jobFor(workload, skill), workload.stdin)).stdout),
	};
}

/** The whole chain in one process: inventory, verdict, consent, snapshot, sandbox, audit. */
export function wholeChain(skill: string, level: 2 | 3): Contender {
	return {
		id: `chain-${level}`,
		name: `SkillLite, runSkill(), level ${level}`,
		isOurs: true,
		about: 'Inventory, verdict, consent, snapshot, sandbox and audit, from a process that is there.',
		workloads: all,
		every: 1,
		async run(workload) {
			const {stdout} = await runSkill({
				skillDir: skill,
				script: workload.script,
				stdin: workload.stdin,
				workspace: skill,
				level,
				approve: 'none',
				allow: emptyPolicy,
				limits: {},
				consent: nobody,
			});
			assertAnswer('runSkill()', workload, stdout);
		},
	};
}

/** Level 1: no sandbox at all. */
export function unsandboxed(skill: string): Contender {
	return {
		id: 'level-1',
		name: 'SkillLite, level 1 (no sandbox)',
		isOurs: true,
		about: 'Without a sandbox, from a process that is there; on the command line it costs a typed word.',
		workloads: all,
		every: 1,
		run: async workload => assertAnswer('level 1', workload, (await runUnsandboxed(jobFor(workload, skill), workload.stdin)).stdout),
	};
}

/** A slot that waits: started and locked down before the job comes. */
export function warmSlot(skill: string, options: PoolOptions = {}): Contender {
	const pool: Pool = createPool(options);
	return {
		id: 'warm',
		name: 'SkillLite, warm slot',
		isOurs: true,
		about: 'A sandbox whose interpreter has been started and locked down, for one job; the next slot is started off the clock.',
		workloads: all,
		every: 1,
		prepare: workload => pool.warm(jobFor(workload, skill)),
		run: async workload => assertAnswer('a warm slot', workload, (await pool.run(jobFor(workload, skill), workload.stdin)).stdout),
		close: () => pool.close(),
	};
}
