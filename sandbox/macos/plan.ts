/**
A run on a Mac: which paths it may see, where it begins, with which variables.

There is no file tree of its own: what a run is granted it sees where it is. What cannot be held it is refused: a second
process, writing to files of the user's, a command of the agent's, root.
*/

import {existsSync, statSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {SandboxError} from '../base/errors.ts';
import {type CommandJob, isCommand, isForking, type Job} from '../job.ts';
import {placedBy} from '../linux/placed-by.ts';
import {createScratch, type ScratchFolder} from '../linux/scratch.ts';
import {viewWorkspace, workspacePath} from '../linux/workspace.ts';
import {heldCommand} from './command.ts';
import {assertNameable, hostPath} from './host-path.ts';
import {macInterpreter} from './interpreters.ts';
import {type Place, profileFor} from './profile.ts';

export interface MacPlan {
	readonly command: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	/** Where it begins. */
	readonly folder: string;
	readonly scratch: ScratchFolder;
}

/** What a run is held with. */
export interface Mac {
	readonly sandboxExec: string;
	/** As whom we run. */
	readonly uid: number;
}

export const thisMac: Mac = {sandboxExec: '/usr/bin/sandbox-exec', uid: process.getuid?.() ?? 0};

export interface MacMeans extends Mac {
	/** Of the proxy on this machine, or 0 for no network at all. */
	readonly proxyPort: number;
}

/**
Plan one run. The caller removes its scratch folder.

Throws a SandboxError (`unavailable`) for a job that this backend cannot hold, and what `viewWorkspace` and `macInterpreter` throw.
*/
export function planOnMac(job: Job | CommandJob, {sandboxExec, uid, proxyPort}: MacMeans): MacPlan {
	const reason = whyNotOnMac(job, uid);
	if (reason !== undefined || isCommand(job)) {
		throw new SandboxError('unavailable', `Cannot run this on macOS: ${reason}.`, {
			hint: 'Run it on Linux, or in a Linux virtual machine.',
		});
	}

	const {programs, args, read} = macInterpreter(job);
	const {granted, covered, folder} = grantsOf(job);
	const skill = hostPath(job.skill);
	const certificates = proxyPort === 0 ? undefined : certificateFile();
	const scratch = createScratch(undefined);
	const work = hostPath(scratch.path);
	const profile = profileFor({
		programs,
		read: [
			...read,
			{path: skill, isFolder: true},
			...granted,
			...(certificates === undefined ? [] : [{path: certificates, isFolder: false}]),
		],
		scratch: work,
		folder: folder ?? work,
		denied: [...homeSecrets(), ...covered],
		proxyPort,
	});
	return {
		command: heldCommand({
			profile,
			limits: job.limits,
			program: programs[0],
			args: [...args, join(skill, job.script), ...job.args],
			sandboxExec,
		}),
		environment: {
			HOME: work,
			TMPDIR: work,
			USER: 'sandbox',
			LOGNAME: 'sandbox',
			LANG: 'en_US.UTF-8',
			LC_ALL: 'en_US.UTF-8',
			// The system's own file is closed, which OpenSSL takes for a fault; none at all is what it knows.
			OPENSSL_CONF: '/dev/null',
			...(certificates === undefined ? {} : {SSL_CERT_FILE: certificates}),
			...job.environment,
		},
		folder: folder ?? work,
		scratch,
	};
}

/** Why a job cannot be held here; undefined for one that can. */
export function whyNotOnMac(job: Job | CommandJob, uid: number): string | undefined {
	if (uid === 0) {
		return 'it would run as root, whom the sandbox holds less firmly; start skilllite as an ordinary user';
	}

	if (isCommand(job) || isForking(job.runtime)) {
		return 'a shell may start other programs, and nothing here would bound how many';
	}

	if (job.policy.exec.length > 0) {
		return `it may start ${job.policy.exec.join(', ')}`;
	}

	return job.policy.filesystem.write.length > 0 ? 'it may write to files of yours, which has not been proved safe there' : undefined;
}

interface Grants {
	readonly granted: readonly Place[];
	/** Secrets below what is granted. */
	readonly covered: readonly Place[];
	/** The workspace; undefined where nothing of it is granted. */
	readonly folder: string | undefined;
}

function grantsOf({policy, workspace}: Job): Grants {
	// Nothing is laid over a secret: its rule comes last instead.
	const {grants, mounts, covered} = viewWorkspace(policy, workspace, '/dev/null');
	const hostOf = placedBy(grants);
	const overlaid = mounts.slice(grants.length).map(({target}) => ({path: assertNameable(hostOf(target)), isFolder: true}));
	return {
		granted: grants.map(({source}) => ({path: assertNameable(source), isFolder: statSync(source).isDirectory()})),
		covered: [...overlaid, ...covered.map(target => ({path: assertNameable(hostOf(target)), isFolder: true}))],
		folder: grants.length === 0 ? undefined : hostPath(hostOf(workspacePath) === workspacePath ? workspace : hostOf(workspacePath)),
	};
}

const secretsOfHome = [
	...['.ssh', '.aws', '.azure', '.gnupg', '.kube', '.docker', '.config/gcloud', '.config/gh', '.config/op', '.password-store'],
	...['.netrc', '.npmrc', '.pypirc', '.git-credentials', '.bash_history', '.zsh_history', '.python_history', '.node_repl_history'],
	...['Library/Keychains', 'Library/Cookies', 'Library/Mail', 'Library/Messages', 'Library/Safari'],
];

/** Nothing grants these; where a grant of the whole home would, they stay closed, there or not. */
function homeSecrets(): readonly Place[] {
	// The account's, whatever HOME says.
	const {homedir} = userInfo();
	const home = existsSync(homedir) ? hostPath(homedir) : assertNameable(homedir);
	return secretsOfHome.map(name => ({path: join(home, name), isFolder: true}));
}

function certificateFile(): string | undefined {
	const found = [process.env.SSL_CERT_FILE ?? '', '/etc/ssl/cert.pem'].find(path => existsSync(path));
	return found === undefined ? undefined : hostPath(found);
}
