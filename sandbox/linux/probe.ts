/**
What the sandbox can do on this machine, found by a real strict run and remembered.

Only success is remembered, under everything that could change it: path and time
of bwrap, kernel, boot, user and launcher.
*/

import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {release} from 'node:os';
import {join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {digestOf} from '../base/canonical-json.ts';
import {SandboxError} from '../base/errors.ts';
import {cacheFolder, skillliteHome} from '../base/home.ts';
import type {RunOutcome} from '../envelope.ts';
import {limitsFor} from '../limits.ts';
import {emptyPolicy} from '../policy.ts';
import {findBubblewrap} from './find-bubblewrap.ts';
import {nativePrograms} from './native.ts';
import type {Job} from '../job.ts';
import type {Capabilities} from './plan.ts';

/** How the probe runs its job; given by the caller, who is built on top of this file. */
export type StrictRun = (capabilities: Capabilities, job: Job, stdin: string) => Promise<RunOutcome>;

let known: Capabilities | undefined;

/**
What bwrap and the kernel offer here; the first call on a machine makes a strict run, later ones read a file.

Throws a SandboxError (`unavailable` or `setup`) with the cause and the remedy.
*/
export async function sandboxCapabilities(run: StrictRun): Promise<Capabilities> {
	known ??= await capabilities(run);
	return known;
}

async function capabilities(run: StrictRun): Promise<Capabilities> {
	if (process.platform !== 'linux') {
		throw new SandboxError('unavailable', `Cannot run anything: there is no sandbox for ${process.platform} in this version.`);
	}

	const bubblewrap = findBubblewrap();
	const key = probeKey(bubblewrap);
	const path = join(skillliteHome(), 'cache', 'sandbox-probe.json');
	const remembered = readProbe(path, key, bubblewrap);
	if (remembered !== undefined) {
		return remembered;
	}

	const found = await probe(bubblewrap, run);
	try {
		writeFileAtomically(path, JSON.stringify({key, capabilities: found}));
	} catch {
		// A home that cannot be written is reported where it matters, at the audit log; here it only costs time.
	}

	return found;
}

function probeKey(bubblewrap: string): string {
	const {mtimeMs, size} = statSync(bubblewrap);
	const launcher = statSync(nativePrograms().launch);
	const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	return digestOf([1, bubblewrap, mtimeMs, size, release(), boot, process.getuid?.() ?? -1, launcher.mtimeMs, launcher.size]);
}

/** The program to start is the one that was found now, never one that a file names. */
function readProbe(path: string, key: string, bubblewrap: string): Capabilities | undefined {
	try {
		const stored = JSON.parse(readFileSync(path, 'utf8')) as {readonly key?: unknown; readonly capabilities?: Capabilities};
		return stored.key === key && stored.capabilities ? {...stored.capabilities, bubblewrap} : undefined;
	} catch {
		// Missing or damaged: probe again.
		return undefined;
	}
}

async function probe(bubblewrap: string, run: StrictRun): Promise<Capabilities> {
	const help = execFileSync(bubblewrap, ['--help'], {encoding: 'utf8', env: {}, timeout: 10_000});
	const features = {disableUserns: help.includes('--disable-userns'), size: help.includes('--size')};
	const withNotify = {bubblewrap, features, notify: true};
	try {
		await assertReady(run, withNotify);
		return withNotify;
	} catch (error) {
		// Another filter with a listener above us (some containers) or an old kernel: denials are then refused, not counted.
		if (!(error instanceof SandboxError) || !/\((?:seccomp|listener),/.test(error.message)) {
			throw error;
		}
	}

	const withoutNotify = {bubblewrap, features, notify: false};
	await assertReady(run, withoutNotify);
	return withoutNotify;
}

async function assertReady(run: StrictRun, capabilities: Capabilities): Promise<void> {
	const outcome = await run(capabilities, probeJob(), '');
	if (outcome.ended !== 'exit' || outcome.stdout !== 'ready\n') {
		throw new SandboxError('unavailable', `Cannot run anything: a first strict run ended by ${outcome.ended}, not as it should.`, {
			hint: 'See what is missing with: skilllite doctor',
		});
	}
}

/** The smallest real job: one line from the interpreter that is certainly there, ours. */
export function probeJob(): Job {
	const skill = join(cacheFolder(), 'support', 'probe-1');
	mkdirSync(skill, {recursive: true, mode: 0o755});
	writeFileSync(join(skill, 'ready.js'), "console.log('ready');\n", {mode: 0o644});
	return {
		runtime: 'node',
		skill,
		script: 'ready.js',
		typescript: false,
		args: [],
		policy: emptyPolicy,
		limits: limitsFor('node', {}),
		workspace: '/',
		environment: {},
	};
}
