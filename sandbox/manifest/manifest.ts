/** What a skill says about itself, as read from SKILL.md. Every string in it is untrusted text. */

import type {Policy} from '../policy.ts';

export type Runtime = 'python' | 'node' | 'bash';

/** A script that can be run, relative to the skill folder. */
export interface Script {
	readonly path: string;
	readonly runtime: Runtime;
	/** Types are stripped when the snapshot is made. */
	readonly typescript: boolean;
}

export interface Manifest {
	readonly name: string;
	readonly description: string;
	readonly compatibility: string | undefined;
	readonly license: string | undefined;
	readonly version: string | undefined;
	/** As written, for example `Bash(git:*) Read`. */
	readonly allowedTools: string | undefined;
	/** From the front matter or the sidecar `security-policy.yaml`; undefined when the skill has none. */
	readonly policy: Policy | undefined;
	/** Front matter fields that this program does not know, by name. */
	readonly unknownFields: readonly string[];
	/** Executable surface in the front matter or body (`hooks`, `install`, inline commands): shown, never run. */
	readonly executableSurface: readonly string[];
	/** Format faults, each with its line where known; never a security verdict. */
	readonly warnings: readonly string[];
	/** The Markdown after the front matter. */
	readonly body: string;
}
