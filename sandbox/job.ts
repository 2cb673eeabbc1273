import type {Runtime} from './manifest/manifest.ts';
import type {Limits, Policy} from './policy.ts';

/** One script to run, with everything that was granted to it. */
export interface Job {
	readonly runtime: Runtime;
	/** Host path of the read-only snapshot that appears as /skill. */
	readonly skill: string;
	/** Relative to the skill. */
	readonly script: string;
	readonly typescript: boolean;
	readonly args: readonly string[];
	readonly policy: Policy;
	readonly limits: Limits;
	/** Host folder that file grants are relative to. */
	readonly workspace: string;
	/** Values of granted variables, and of the egress proxy. */
	readonly environment: Readonly<Record<string, string>>;
}
