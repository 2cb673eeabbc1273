/** The policy block of a run: what the launcher takes away, and what it starts. */

import {SandboxError} from '../base/errors.ts';
import {isCommand} from '../job.ts';
import {rlimitsFor} from '../limits.ts';
import {landlockRights} from './landlock-rights.ts';
import {certificatesPath, type ConnectedJob, type Layout, pythonPackagesPath} from './layout.ts';
import {systemLibraries} from './libraries.ts';
import {encodePolicyBlock, type LandlockRule} from './policy-block.ts';
import {filterFor} from './seccomp/filter.ts';
import type {Architecture} from './seccomp/syscalls.ts';
import {workspacePath} from './workspace.ts';

export interface BlockOptions {
	/** Whether denied calls can be handed to the supervisor. */
	readonly notify: boolean;
	/** The least Landlock ABI that will do; 0 accepts a kernel without. */
	readonly landlockAbi: number;
	/** Where a path of the layout really lies: itself in a file tree of its own, elsewhere without one. */
	readonly place: (path: string) => string;
	/** Variables that this backend needs. */
	readonly environment?: Readonly<Record<string, string>>;
}

/** The block for a layout, as bytes. Throws a SandboxError for a processor without a filter. */
export function policyBlockFor(layout: Layout, {notify, landlockAbi, place, environment}: BlockOptions): Uint8Array {
	const {job, interpreter, view, base} = layout;
	const work = place('/work');
	return encodePolicyBlock({
		interpreter: place(interpreter.path),
		args: [
			...interpreter.args.map(argument => (argument.startsWith('/') ? place(argument) : argument)),
			...scriptOf(layout, place),
			...job.args,
		],
		environment: {
			HOME: work,
			TMPDIR: work,
			USER: 'sandbox',
			LOGNAME: 'sandbox',
			LANG: 'C.UTF-8',
			LC_ALL: 'C.UTF-8',
			...environment,
			...interpreter.environment,
			...(base.some(({target}) => target === certificatesPath) ? certificateVariables : {}),
			...(base.some(({target}) => target === pythonPackagesPath) ? {PYTHONPATH: place(pythonPackagesPath)} : {}),
			...job.environment,
		},
		rlimits: {...rlimitsFor(job.runtime, job.limits, job.memoryHeld), ...(job.observed?.mayFork ? {processes: processesOfRehearsal} : {})},
		landlock: landlockRules(layout).map(({path, rights}) => ({path: place(path), rights})),
		landlockAbi,
		filter: filterFor({
			...filterKindOf(job),
			arch: filterArchitecture(),
			deniedAction: notify ? 'notify' : 'errno',
			passing: job.observed?.passing,
			mayFork: job.observed?.mayFork,
		}),
		notify,
		listen: job.proxyPort,
		folder: view.mounts.length > 0 ? place(workspacePath) : work,
		mounts: view.grants.map(({target, device, inode}) => ({path: place(target), device, inode})),
	});
}

/** The system-call filter of each runtime. */
const profiles = {python: 'python', node: 'node', bash: 'bash', git: 'git', workspace: 'bash', pip: 'python', npm: 'node'} as const;

/** OpenSSL (Python), Node, the Python package `requests`, curl and git each look for another name. */
const certificateVariables = {
	SSL_CERT_FILE: certificatesPath,
	NODE_EXTRA_CA_CERTS: certificatesPath,
	REQUESTS_CA_BUNDLE: certificatesPath,
	CURL_CA_BUNDLE: certificatesPath,
	GIT_SSL_CAINFO: certificatesPath,
};

/** Which of the filter's profiles a job has. */
export function filterKindOf({runtime, proxyPort}: Pick<ConnectedJob, 'runtime' | 'proxyPort'>) {
	return {runtime: profiles[runtime], network: proxyPort === 0 ? 'none' : 'proxy'} as const;
}

/** Threads count too: Node has a dozen. */
const processesOfRehearsal = 64;

function scriptOf({job}: Layout, place: BlockOptions['place']): readonly string[] {
	return isCommand(job) ? [] : [place(`/skill/${job.script}`)];
}

// A writable shared mapping of /dev/zero is memory that no rlimit counts, so it can only be read.
const devices: readonly LandlockRule[] = [
	...['/dev/null', '/dev/full'].map(path => ({path, rights: landlockRights.device})),
	...['/dev/zero', '/dev/random', '/dev/urandom'].map(path => ({path, rights: landlockRights.readFile})),
];

function landlockRules({interpreter, view, base, skill}: Layout): readonly LandlockRule[] {
	const {loader} = systemLibraries();
	const run = [interpreter.path, ...interpreter.executables, ...(loader === undefined ? [] : [loader])];
	return [
		...[...base, ...skill].map(({target}) => ({path: target, rights: landlockRights.read})),
		...run.map(path => ({path, rights: landlockRights.run})),
		{path: '/work', rights: landlockRights.write},
		...devices,
		...view.mounts.map(({target, writable}) => ({path: target, rights: writable ? landlockRights.write : landlockRights.read})),
	];
}

/** This processor, under the name that the filter tables use. Throws a SandboxError for one without a table. */
export function filterArchitecture(): Architecture {
	if (process.arch === 'x64' || process.arch === 'arm64') {
		return process.arch;
	}

	throw new SandboxError('unavailable', `Cannot run anything: there is no system-call filter for the processor ${process.arch}.`);
}
