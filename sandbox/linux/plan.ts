/** From a job and its granted policy to everything the supervisor needs: arguments of bwrap, the policy block, the user. */

import {existsSync, lstatSync} from 'node:fs';
import {join, relative} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {SandboxError} from '../base/errors.ts';
import type {Guard} from '../guard.ts';
import {type CommandJob, isCommand, isForking, type Job} from '../job.ts';
import {rlimitsFor} from '../limits.ts';
import {type BubblewrapFeatures, bubblewrapArguments, type Mount} from './bubblewrap.ts';
import {canRead, canReach, type Identity, sandboxIdentity} from './identity.ts';
import {commandInterpreter} from './command-interpreters.ts';
import {type Interpreter, interpreterFor} from './interpreters.ts';
import {landlockRights} from './landlock-rights.ts';
import {systemLibraries} from './libraries.ts';
import {encodePolicyBlock, type LandlockRule} from './policy-block.ts';
import {filterFor} from './seccomp/filter.ts';
import type {Architecture} from './seccomp/syscalls.ts';
import {supportParent} from './support.ts';
import {viewWorkspace, type WorkspaceView, workspacePath} from './workspace.ts';

/** A job whose way to the network is settled. */
export type ConnectedJob = (Job | CommandJob) & {
	/** Port of the proxy inside the sandbox, or 0 for no network at all. */
	readonly proxyPort: number;
	/** Whether a control group bounds the memory of the whole run. */
	readonly memoryHeld: boolean;
	/** What the interpreter does before the script. */
	readonly preload?: Preload;
};

/** Code of ours in front of the script: arguments of the interpreter, and the files that they name. */
export interface Preload {
	readonly args: readonly string[];
	readonly mounts: readonly Mount[];
}

export interface Capabilities {
	readonly bubblewrap: string;
	readonly features: BubblewrapFeatures;
	/** Whether denied calls can be handed to the supervisor. */
	readonly notify: boolean;
}

export interface Plan {
	readonly supervisorArgs: readonly string[];
	readonly command: readonly string[];
	readonly policyBlock: Uint8Array;
	/** Folders of the host that the run may write to. */
	readonly writeFolders: readonly string[];
	/** What to look for in those folders when the run is over. */
	readonly guard: Guard;
	/** RLIMIT_NPROC does not bind the host's root: a run as root that forks does not start without a control group. */
	readonly needsGroup: boolean;
}

/**
Plan one strict run.

Throws what `interpreterFor` and `viewWorkspace` throw, and a SandboxError (`setup`) for a combination that cannot be held safely.
*/
export function planRun(job: ConnectedJob, capabilities: Capabilities, launcher: string): Plan {
	const interpreter = withPreload(
		isCommand(job) ? commandInterpreter(job.runtime) : interpreterFor({...job, programs: job.policy.exec}),
		job.preload,
	);
	const view = viewWorkspace(job.policy, job.workspace, emptyFile());
	const identity = sandboxIdentity(view.grants);
	const skill = isCommand(job) ? [] : skillMount(identity, job);
	const mounts = [...libraryMounts(interpreter), ...interpreter.mounts, ...certificateMounts(job), ...skill, ...view.mounts];
	const staged = stageUnreachable(identity, [...mounts, {source: launcher, target: 'launcher'}]);
	return {
		supervisorArgs: [
			...['-p', String(process.pid), '-w', String(Math.round(job.limits.wallSeconds * 1000))],
			...(identity === undefined ? [] : ['-u', String(identity.uid), '-g', String(identity.gid)]),
			...staged.supervisorArgs,
		],
		command: [
			capabilities.bubblewrap,
			...bubblewrapArguments({
				features: capabilities.features,
				mounts: staged.mounts.slice(0, -1),
				links: systemLinks(job.runtime),
				covered: view.covered,
				scratchBytes: job.limits.scratchBytes,
				launcher: staged.mounts.at(-1)?.source ?? launcher,
			}),
		],
		policyBlock: encodePolicyBlock(blockFor(job, interpreter, view, capabilities, identity)),
		writeFolders: view.writeFolders,
		guard: view.guard,
		needsGroup: identity?.uid === 0 && isForking(job.runtime),
	};
}

/** The folders of libraries that are not there with the interpreter already. */
function libraryMounts({mounts}: Interpreter): readonly Mount[] {
	return systemLibraries().mounts.filter(
		({target}) => !mounts.some(mount => target.startsWith(`${mount.target}/`) || target === mount.target),
	);
}

function withPreload(interpreter: Interpreter, preload: Preload | undefined): Interpreter {
	return preload === undefined
		? interpreter
		: {...interpreter, args: [...interpreter.args, ...preload.args], mounts: [...interpreter.mounts, ...preload.mounts]};
}

// What cannot be read is said here, because the interpreter's own complaint would be taken for the skill's.
function skillMount(identity: Identity | undefined, {skill, script}: Job): readonly Mount[] {
	const hidden = [skill, join(skill, script)].find(path => !canRead(identity, path));
	if (hidden !== undefined) {
		throw new SandboxError('setup', `Cannot run the skill: ${hidden} is not there or cannot be read by the sandbox.`);
	}

	return [{source: skill, target: '/skill'}];
}

function blockFor(
	job: ConnectedJob,
	interpreter: Interpreter,
	view: WorkspaceView,
	capabilities: Capabilities,
	identity: Identity | undefined,
) {
	const granted = view.mounts.length > 0;
	return {
		interpreter: interpreter.path,
		args: [...interpreter.args, ...(isCommand(job) ? [] : [`/skill/${job.script}`]), ...job.args],
		environment: {
			HOME: '/work',
			TMPDIR: '/work',
			USER: 'sandbox',
			LOGNAME: 'sandbox',
			LANG: 'C.UTF-8',
			LC_ALL: 'C.UTF-8',
			...interpreter.environment,
			...(certificateMounts(job).length > 0 ? {SSL_CERT_FILE: certificatesPath} : {}),
			...job.environment,
		},
		rlimits: rlimitsFor(job.runtime, job.limits, job.memoryHeld),
		landlock: landlockRules(job, interpreter, view),
		// As host root, Landlock is what keeps host root's rights from meaning anything: then it must be there.
		landlockAbi: identity?.uid === 0 ? 3 : 0,
		filter: filterFor({
			runtime: job.runtime === 'workspace' ? 'bash' : job.runtime,
			network: job.proxyPort === 0 ? 'none' : 'proxy',
			arch: filterArchitecture(),
			deniedAction: capabilities.notify ? 'notify' : 'errno',
		}),
		notify: capabilities.notify,
		listen: job.proxyPort,
		folder: granted ? workspacePath : '/work',
		mounts: view.grants.map(({target, device, inode}) => ({path: target, device, inode})),
	} as const;
}

const certificatesPath = '/run/certificates.pem';
const certificateBundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

/** The machine's own certificate authorities, for a run that may reach the network. */
function certificateMounts({proxyPort}: ConnectedJob): readonly Mount[] {
	const source = proxyPort === 0 ? undefined : [process.env.SSL_CERT_FILE ?? '', ...certificateBundles].find(path => existsSync(path));
	return source === undefined ? [] : [{source, target: certificatesPath}];
}

// A writable shared mapping of /dev/zero is memory that no rlimit counts, so it can only be read.
const devices: readonly LandlockRule[] = [
	...['/dev/null', '/dev/full'].map(path => ({path, rights: landlockRights.device})),
	...['/dev/zero', '/dev/random', '/dev/urandom'].map(path => ({path, rights: landlockRights.readFile})),
];

function landlockRules(job: ConnectedJob, interpreter: Interpreter, view: WorkspaceView): readonly LandlockRule[] {
	const {loader} = systemLibraries();
	const read = [...libraryMounts(interpreter), ...interpreter.mounts].map(mount => ({path: mount.target, rights: landlockRights.read}));
	const run = [interpreter.path, ...interpreter.executables, ...(loader === undefined ? [] : [loader])];
	return [
		...read,
		...run.map(path => ({path, rights: landlockRights.run})),
		...(isCommand(job) ? [] : [{path: '/skill', rights: landlockRights.read}]),
		{path: '/work', rights: landlockRights.write},
		...devices,
		...certificateMounts(job).map(({target}) => ({path: target, rights: landlockRights.readFile})),
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

function systemLinks(runtime: ConnectedJob['runtime']) {
	const {links} = systemLibraries();
	return isForking(runtime) ? [...links, {path: '/bin', to: 'usr/bin'}] : links;
}

interface Staged {
	readonly mounts: readonly Mount[];
	readonly supervisorArgs: readonly string[];
}

/** For real root only: sources that the sandbox's user cannot reach are bound by the supervisor where he can. */
function stageUnreachable(identity: Identity | undefined, mounts: readonly Mount[]): Staged {
	if (identity === undefined) {
		return {mounts, supervisorArgs: []};
	}

	const unreachable = [...new Set(mounts.map(mount => mount.source))].filter(source => !canReach(identity, source));
	if (unreachable.length === 0) {
		return {mounts, supervisorArgs: []};
	}

	// What can be reached through a folder that is staged needs no stage of its own: there may be hundreds, and room is for 64.
	const outward = unreachable.toSorted((a, b) => a.length - b.length);
	const carrier = (source: string) => outward.find(top => source.startsWith(`${top}/`) && canReach(identity, source, top)) ?? source;
	const sources = [...new Set(unreachable.map(carrier))];
	const stage = stageFolder(mounts);
	const inStage = (source: string) => join(stage, String(sources.indexOf(carrier(source))), relative(carrier(source), source));
	return {
		mounts: mounts.map(mount => (unreachable.includes(mount.source) ? {...mount, source: inStage(mount.source)} : mount)),
		supervisorArgs: ['-d', stage, ...sources.flatMap(source => ['-s', source])],
	};
}

/**
A folder that everybody can reach, to put the stage over in the supervisor's own mount namespace: the host's folder
stays as it is. It must not hold anything that is mounted.
*/
function stageFolder(mounts: readonly Mount[]): string {
	const isFree = (folder: string) => mounts.every(({source}) => source !== folder && !source.startsWith(`${folder}/`));
	const stage = ['/mnt', '/media', '/srv', '/opt', '/run'].find(folder => existsSync(folder) && isFree(folder));
	if (stage === undefined) {
		throw new SandboxError('setup', 'Cannot run as root here: there is no free folder such as /mnt to stage files in.', {
			hint: 'Start skilllite as an ordinary user.',
		});
	}

	return stage;
}

function emptyFile(): string {
	const path = join(supportParent(), 'empty');
	const about = lstatSync(path, {throwIfNoEntry: false});
	if (!about?.isFile() || about.size > 0) {
		writeFileAtomically(path, '', 0o444);
	}

	return path;
}
