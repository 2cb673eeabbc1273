/**
What the sandbox can do on this machine, found by a real strict run and remembered.

Only success is remembered, under everything that could change it: path and time of bwrap, kernel, boot, user and
launcher. The run is a self-test: a backend whose script could do what it must not is not used.
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
import {namespaceSettings} from './host-facts.ts';
import {nativePrograms} from './native.ts';
import type {Job} from '../job.ts';
import type {Capabilities} from './capabilities.ts';

/** How the probe runs its job; given by the caller, who is built on top of this file. */
export type StrictRun = (capabilities: Capabilities, job: Job, stdin: string) => Promise<RunOutcome>;

let known: Capabilities | undefined;

/**
What there is here to build a sandbox with, bwrap before Landlock alone; the first call on a machine makes a strict run, later ones read a file.

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

	try {
		return await bubblewrapCapabilities(run);
	} catch (error) {
		if (!(error instanceof SandboxError)) {
			throw error;
		}

		return withoutBubblewrap(run, error);
	}
}

/** The weaker backend, where it holds all that it declares; else the reason why there is none. */
async function withoutBubblewrap(run: StrictRun, reason: SandboxError): Promise<Capabilities> {
	try {
		return await landlockCapabilities(run, reason);
	} catch (error) {
		throw error instanceof SandboxError ? reason : error;
	}
}

async function bubblewrapCapabilities(run: StrictRun): Promise<Capabilities> {
	const bubblewrap = findBubblewrap();
	const {mtimeMs, size} = statSync(bubblewrap);
	const found = await remembered('sandbox-probe.json', [bubblewrap, mtimeMs, size], () => probeBubblewrap(bubblewrap, run));
	// The program to start is the one that was found now, never one that a file names.
	return found.backend === 'bwrap' ? {...found, bubblewrap} : found;
}

/**
What this machine can do without namespaces. Throws a SandboxError where the kernel lacks Landlock or the first run does
not hold what it must.
*/
export async function landlockCapabilities(run: StrictRun, reason: SandboxError): Promise<Capabilities> {
	const because = {cause: reason.message.replace(/^Cannot run anything: /, '').replace(/\.$/, ''), remedy: reason.hint ?? null};
	// When a setting changes, bwrap is worth another try.
	const found = await remembered('landlock-probe.json', [because.cause, ...Object.values(namespaceSettings())], () =>
		firstThatHolds(run, notify => ({backend: 'landlock', notify, because})),
	);
	return found.backend === 'landlock' ? {...found, because} : found;
}

/** What was found before under the same circumstances, or what `find` finds now; only success is remembered. */
async function remembered(name: string, facts: readonly (string | number)[], find: () => Promise<Capabilities>): Promise<Capabilities> {
	const launcher = statSync(nativePrograms().launch);
	const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	const key = digestOf([2, ...facts, release(), boot, process.getuid?.() ?? -1, launcher.mtimeMs, launcher.size]);
	const path = join(skillliteHome(), 'cache', name);
	const known = readProbe(path, key);
	if (known !== undefined) {
		return known;
	}

	const found = await find();
	try {
		writeFileAtomically(path, JSON.stringify({key, capabilities: found}));
	} catch {
		// A home that cannot be written is reported where it matters, at the audit log; here it only costs time.
	}

	return found;
}

function readProbe(path: string, key: string): Capabilities | undefined {
	try {
		const stored = JSON.parse(readFileSync(path, 'utf8')) as {readonly key?: unknown; readonly capabilities?: Capabilities};
		return stored.key === key ? stored.capabilities : undefined;
	} catch {
		// Missing or damaged: probe again.
		return undefined;
	}
}

async function probeBubblewrap(bubblewrap: string, run: StrictRun): Promise<Capabilities> {
	const help = execFileSync(bubblewrap, ['--help'], {encoding: 'utf8', env: {}, timeout: 10_000});
	const features = {disableUserns: help.includes('--disable-userns'), size: help.includes('--size')};
	return firstThatHolds(run, notify => ({backend: 'bwrap', bubblewrap, features, notify}));
}

async function firstThatHolds(run: StrictRun, capabilitiesWith: (notify: boolean) => Capabilities): Promise<Capabilities> {
	const withNotify = capabilitiesWith(true);
	try {
		await assertHolds(run, withNotify);
		return withNotify;
	} catch (error) {
		// Another filter with a listener above us (some containers) or an old kernel: denials are then refused, not counted.
		if (!(error instanceof SandboxError) || !/\((?:seccomp|listener),/.test(error.message)) {
			throw error;
		}
	}

	const withoutNotify = capabilitiesWith(false);
	await assertHolds(run, withoutNotify);
	return withoutNotify;
}

/** What a script inside must find refused, on every backend; `probeScript` tries each. */
export const guarantees = ['environment', 'exec', 'kill', 'listing', 'network', 'reading', 'writing'] as const;

async function assertHolds(run: StrictRun, capabilities: Capabilities): Promise<void> {
	const outcome = await run(capabilities, probeJob(), '');
	const missing = missingGuarantees(outcome);
	if (missing.length > 0) {
		throw new SandboxError('unavailable', `Cannot run anything: a first strict run did not hold (${missing.join(', ')}).`, {
			hint: 'See what is missing with: skilllite doctor',
		});
	}
}

/** The guarantees that a run of `probeJob` did not see held; all of them when it did not end as it should. */
export function missingGuarantees({ended, stdout}: Pick<RunOutcome, 'ended' | 'stdout'>): readonly string[] {
	try {
		const held: Readonly<Record<string, unknown>> = JSON.parse(stdout);
		return ended === 'exit' ? guarantees.filter(name => held[name] !== true) : guarantees;
	} catch {
		// It never came to its answer.
		return guarantees;
	}
}

const probeScript = `const {spawnSync} = require('node:child_process');
const {readFileSync, readdirSync, writeFileSync} = require('node:fs');
const refused = action => {
	try {
		return action() === 'refused';
	} catch {
		return true;
	}
};
const held = {
	environment: Object.keys(process.env).every(name => /^(?:HOME|TMPDIR|USER|LOGNAME|LANG|LC_ALL|SSL_CERT_FILE|OPENSSL_CONF)$/.test(name)),
	exec: refused(() => (spawnSync('/bin/sh', ['-c', ':']).error ? 'refused' : 'ran')),
	kill: refused(() => process.kill(1, 0)),
	listing: refused(() => readdirSync('/')),
	reading: refused(() => readFileSync('/etc/passwd')),
	writing: refused(() => writeFileSync('/tmp/skilllite-probe', '')),
};
require('node:net').connect(9, '127.0.0.1').on('error', ({code}) => {
	console.log(JSON.stringify({...held, network: code === 'EACCES'}));
});
`;

/** The smallest real job: the interpreter that is certainly there, ours, tries what it must not be able to do. */
export function probeJob(): Job {
	const skill = join(cacheFolder(), 'support', 'probe-2');
	mkdirSync(skill, {recursive: true, mode: 0o755});
	writeFileSync(join(skill, 'probe.js'), probeScript, {mode: 0o644});
	return {
		runtime: 'node',
		skill,
		script: 'probe.js',
		typescript: false,
		args: [],
		policy: emptyPolicy,
		limits: limitsFor('node', {}),
		workspace: '/',
		environment: {},
	};
}
