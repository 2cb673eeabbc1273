/** What a run consists of on this machine, whichever backend builds it: interpreter, grants, user, and where all of it lies. */

import {existsSync, lstatSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {SandboxError} from '../base/errors.ts';
import {type CommandJob, isCommand, type Job} from '../job.ts';
import type {Mount} from './bubblewrap.ts';
import {commandInterpreter} from './command-interpreters.ts';
import {canRead, type Identity, sandboxIdentity} from './identity.ts';
import {type Interpreter, interpreterFor} from './interpreters.ts';
import {systemLibraries} from './libraries.ts';
import type {ObservedCalls} from './seccomp/observed.ts';
import {supportParent} from './support.ts';
import {viewWorkspace, type WorkspaceView} from './workspace.ts';

/** A job whose way to the network is settled. */
export type ConnectedJob = (Job | CommandJob) & {
	/** Port of the proxy inside the sandbox, or 0 for no network at all. */
	readonly proxyPort: number;
	/** Whether a control group bounds the memory of the whole run. */
	readonly memoryHeld: boolean;
	/** What the interpreter does before the script. */
	readonly preload?: Preload;
	/** The calls that the supervisor looks at, in a run that is observed. */
	readonly observed?: ObservedCalls | undefined;
};

/** Code of ours in front of the script: arguments of the interpreter, and the files that they name. */
export interface Preload {
	readonly args: readonly string[];
	readonly mounts: readonly Mount[];
}

/** Paths are those inside a sandbox with a file tree of its own; `mounts` says what lies there. */
export interface Layout {
	readonly job: ConnectedJob;
	readonly interpreter: Interpreter;
	readonly view: WorkspaceView;
	/** As whom it runs; undefined for the user that we are. */
	readonly identity: Identity | undefined;
	/** Libraries, interpreter and certificates. */
	readonly base: readonly Mount[];
	/** The skill; empty for a command. */
	readonly skill: readonly Mount[];
}

/** Where the certificate authorities of the machine are, for a run with a network. */
export const certificatesPath = '/run/certificates.pem';

/** Throws what `interpreterFor` and `viewWorkspace` throw, and a SandboxError (`setup`) for a skill that cannot be read. */
export function layOut(job: ConnectedJob): Layout {
	const interpreter = withPreload(
		isCommand(job) ? commandInterpreter(job) : interpreterFor({...job, programs: job.policy.exec}),
		job.preload,
	);
	const view = viewWorkspace(job.policy, job.workspace, emptyFile());
	const identity = sandboxIdentity(view.grants);
	return {
		job,
		interpreter,
		view,
		identity,
		base: [...libraryMounts(interpreter), ...interpreter.mounts, ...certificateMounts(job), ...dependencyMounts(job)],
		skill: isCommand(job) ? [] : skillMount(identity, job),
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

const certificateBundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

/** The machine's own certificate authorities, for a run that may reach the network. */
function certificateMounts(job: ConnectedJob): readonly Mount[] {
	const own = 'certificates' in job ? job.certificates : undefined;
	const source =
		job.proxyPort === 0 ? undefined : [own ?? '', process.env.SSL_CERT_FILE ?? '', ...certificateBundles].find(path => existsSync(path));
	return source === undefined ? [] : [{source, target: certificatesPath}];
}

/** Where the packages that a Python script may load are. */
export const pythonPackagesPath = '/run/packages';

/** Node looks for packages in the `node_modules` of every folder above a script, the root's at last. */
function dependencyMounts(job: ConnectedJob): readonly Mount[] {
	const {python, node} = isCommand(job) ? {} : (job.dependencies ?? {});
	return [
		...(python === undefined ? [] : [{source: python, target: pythonPackagesPath}]),
		...(node === undefined ? [] : [{source: node, target: '/node_modules'}]),
	];
}

function emptyFile(): string {
	const path = join(supportParent(), 'empty');
	const about = lstatSync(path, {throwIfNoEntry: false});
	if (!about?.isFile() || about.size > 0) {
		writeFileAtomically(path, '', 0o444);
	}

	return path;
}
