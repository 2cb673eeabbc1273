/** What a skill may do, in its canonical form, and the digest that identifies it. */

import {digestOf, type Sha256} from './base/canonical-json.ts';

export interface Limits {
	readonly memoryBytes: number;
	readonly cpuSeconds: number;
	readonly wallSeconds: number;
	/** Processes at a time; threads do not count. */
	readonly processes: number;
	readonly fileSizeBytes: number;
	readonly scratchBytes: number;
	readonly outputBytes: number;
}

/** The canonical form of `security_policy`: sorted lists, plain numbers. Only limits that were named are in `resources`. */
export interface Policy {
	readonly network: {readonly allow: readonly string[]; readonly deny: readonly string[]};
	/** Paths relative to the workspace, without leading or trailing slash; `.` is the whole workspace. */
	readonly filesystem: {readonly read: readonly string[]; readonly write: readonly string[]};
	/** Programs beyond the interpreter, by name. */
	readonly exec: readonly string[];
	/** Names of variables whose values come from the caller's environment. */
	readonly env: readonly string[];
	readonly resources: Partial<Limits>;
}

export const emptyPolicy: Policy = {
	network: {allow: [], deny: []},
	filesystem: {read: [], write: []},
	exec: [],
	env: [],
	resources: {},
};

const mebibyte = 1024 * 1024;

export const defaultLimits: Limits = {
	memoryBytes: 256 * mebibyte,
	cpuSeconds: 30,
	wallSeconds: 60,
	processes: 1,
	fileSizeBytes: 10 * mebibyte,
	scratchBytes: 64 * mebibyte,
	outputBytes: 10 * mebibyte,
};

/** The digest that consents are bound to; equal for policies that grant the same. */
export function policyDigest(policy: Policy): Sha256 {
	return digestOf(policy);
}

/** A list of the canonical form: sorted, each item once. */
export function sorted(items: readonly string[]): readonly string[] {
	return [...new Set(items)].sort();
}
