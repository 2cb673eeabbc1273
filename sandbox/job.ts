import type {Runtime} from './manifest/manifest.ts';
import type {Limits, Policy} from './policy.ts';

/** What was granted to a run, whatever it runs. */
interface Granted {
	readonly args: readonly string[];
	readonly policy: Policy;
	readonly limits: Limits;
	/** Host folder that file grants are relative to. */
	readonly workspace: string;
	/** Values of granted variables, and of the egress proxy. */
	readonly environment: Readonly<Record<string, string>>;
	/** Host folder that becomes /work and stays with what the run leaves in it; without one scratch is fresh and goes with the run. */
	readonly scratch?: string;
}

/** One script of a skill to run, with everything that was granted to it. */
export interface Job extends Granted {
	readonly runtime: Runtime;
	/** Host path of the read-only snapshot that appears as /skill. */
	readonly skill: string;
	/** Relative to the skill. */
	readonly script: string;
	readonly typescript: boolean;
	readonly dependencies?: Dependencies;
}

/** Host folders of packages that a script may load, read-only: on Python's path, and where Node looks from any folder. */
export interface Dependencies {
	readonly python?: string;
	readonly node?: string;
}

/** A command without a skill. */
export type CommandJob = ShellJob | InstallerJob;

/** `workspace` is bash with all programs of the system, for whom `args` are bash's own; `git` is git itself without a second process, for reading a repository. */
export interface ShellJob extends Granted {
	readonly runtime: 'workspace' | 'git';
}

/** pip or npm, in one process. */
export interface InstallerJob extends Granted {
	readonly runtime: 'pip' | 'npm';
	/** Host folder of the installer's own package. */
	readonly program: string;
	/** Host file of certificate authorities, where they are not the machine's. */
	readonly certificates?: string;
}

export function isCommand(job: Job | CommandJob): job is CommandJob {
	return ['workspace', 'git', 'pip', 'npm'].includes(job.runtime);
}

/** Whether a runtime may start further processes. */
export function isForking(runtime: (Job | CommandJob)['runtime']): boolean {
	return runtime === 'bash' || runtime === 'workspace';
}
