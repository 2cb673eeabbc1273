/** A process of a run, as the host's kernel sees it: what an attack on the kernel would have changed. */

import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {expect} from 'vitest';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import {processesWith} from '../host.ts';
import type {Identity} from '../identity.ts';
import {type Payload, python} from '../payload.ts';
import {type RunOptions, startSandboxed} from '../sandboxed.ts';

export interface Inside {
	/** Where it is: namespaces by name and number. */
	readonly namespaces: Readonly<Record<string, string>>;
	readonly mounts: string;
	readonly root: string;
	/** Who it is and what it may: the lines of /proc/<pid>/status that do not change by themselves. */
	readonly status: Readonly<Record<string, string>>;
	readonly personality: string;
	readonly limits: string;
	readonly descriptors: readonly string[];
	/** Processes below it and its threads, by number. */
	readonly tasks: readonly string[];
}

const steady = [
	...['Uid', 'Gid', 'Groups', 'NoNewPrivs', 'Seccomp', 'Seccomp_filters', 'TracerPid', 'NSpid', 'Threads', 'SigIgn'],
	...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'],
];

/** Look at a process of the host. */
export function look(pid: number): Inside {
	const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
	const links = (folder: string) =>
		readdirSync(`/proc/${pid}/${folder}`).map(name => [name, readlinkSync(`/proc/${pid}/${folder}/${name}`)] as const);
	const status = read('status')
		.split('\n')
		.map(line => line.split(/:\s*/));
	return {
		namespaces: Object.fromEntries(links('ns')),
		mounts: read('mountinfo'),
		root: readlinkSync(`/proc/${pid}/root`),
		status: Object.fromEntries(status.filter(([key = '']) => steady.includes(key)).map(([key, value]) => [key, value?.trim() ?? ''])),
		personality: read('personality').trim(),
		limits: read('limits'),
		descriptors: links('fd').map(([number, target]) => `${number} ${target}`),
		tasks: [...readdirSync(`/proc/${pid}/task`), ...read(`task/${pid}/children`).split(' ').filter(Boolean)],
	};
}

/** The process of a run whose interpreter was given this word. Throws unless there is exactly one. */
export function processOf(nonce: string): number {
	const [pid, ...others] = processesWith(nonce);
	if (pid === undefined || others.length > 0) {
		throw new Error(`There are ${others.length + (pid === undefined ? 0 : 1)} processes of the run, not one.`);
	}

	return pid;
}

/** Python that stops until the host has looked; `# BEFORE` and `# AFTER` in a payload stand where it does. */
const waits = (mark: string) => `print(nonce, '${mark}', flush=True); signal.sigwait({signal.SIGUSR1})`;

/** Run a Python payload, which says with the lines `# BEFORE` and `# AFTER` when the host is to look, to its end. */
export async function attackWatched(
	identity: Identity,
	payload: Payload,
	options: RunOptions = {},
): Promise<{readonly outcome: RunOutcome; readonly before: Inside; readonly after: Inside}> {
	const start = 'import signal; signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})';
	const source = payload.source.replace('# BEFORE', `${start}; ${waits('before')}`).replace('# AFTER', waits('after'));
	const run = startSandboxed(identity, {...payload, source}, options);
	const views: Inside[] = [];
	for (const mark of ['before', 'after']) {
		await run.sees(`${run.nonce} ${mark}\n`);
		const pid = processOf(run.nonce);
		views.push(look(pid));
		process.kill(pid, 'SIGUSR1');
	}

	const last = await run.last;
	if (last?.type !== 'outcome') {
		throw new Error(`The sandbox did not run the payload: ${JSON.stringify(last)}`);
	}

	expect(last.outcome.stdout).toContain(`${run.nonce} done\n`);
	const [before, after] = views;
	if (before === undefined || after === undefined) {
		throw new Error('The host did not look.');
	}

	return {outcome: last.outcome, before, after};
}

/** A Python payload of nothing but the two looks, for facts that need no attack. */
export const idle = python('# BEFORE\n# AFTER');
