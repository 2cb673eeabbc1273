/**
What a skill may do: asked by the skill, narrowed to what was approved, identified by a digest.

Pure: nothing here reads files or asks anybody.
*/

import {PolicyError} from './base/errors.ts';
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

const limitKeys = {
	memory: 'memoryBytes',
	cpu: 'cpuSeconds',
	wall: 'wallSeconds',
	processes: 'processes',
	file_size: 'fileSizeBytes',
	scratch: 'scratchBytes',
	output: 'outputBytes',
} as const satisfies Record<string, keyof Limits>;

/** Variables that no policy can pass on: keys of models and settings of this program. */
const neverGrantable =
	/^(?:SKILLLITE_|OPENAI_|ANTHROPIC_|API_KEY$|BASE_URL$|MODEL$|LD_|DYLD_|PYTHON|NODE_|BASH_ENV$|ENV$|PATH$|HOME$|IFS$|TMPDIR$)/;

/**
Read a `security_policy` value (already parsed from YAML or JSON) into its canonical form.

Throws a PolicyError that names the key for anything unknown, mistyped or
pointing out of the workspace: a policy that is half understood is not a policy.
*/
export function parsePolicy(value: unknown): Policy {
	const root = asMap(value, 'security_policy', ['network', 'filesystem', 'exec', 'env', 'resources']);
	const network = asMap(root.network, 'network', ['allow', 'deny']);
	const filesystem = asMap(root.filesystem, 'filesystem', ['read', 'write']);
	return {
		network: {
			allow: sorted(asStrings(network.allow, 'network.allow').map(parseHostRule)),
			deny: sorted(asStrings(network.deny, 'network.deny').map(parseDenyRule)),
		},
		filesystem: {
			read: sorted(asStrings(filesystem.read, 'filesystem.read').map(path => parseGrantPath(path, 'filesystem.read'))),
			write: sorted(asStrings(filesystem.write, 'filesystem.write').map(path => parseGrantPath(path, 'filesystem.write'))),
		},
		exec: sorted(asStrings(root.exec, 'exec').map(parseProgram)),
		env: sorted(asStrings(root.env, 'env').map(parseVariable)),
		resources: parseResources(root.resources),
	};
}

/** Whether a policy asks for nothing beyond scratch space and the default limits: such a skill is never asked about. */
export function isEmptyAsk(policy: Policy): boolean {
	const {network, filesystem, exec, env, resources} = policy;
	return (
		network.allow.length + filesystem.read.length + filesystem.write.length + exec.length + env.length === 0 &&
		(Object.keys(resources) as (keyof Limits)[]).every(key => (resources[key] ?? 0) <= defaultLimits[key])
	);
}

/** The digest that consents are bound to; equal for policies that grant the same. */
export function policyDigest(policy: Policy): Sha256 {
	return digestOf(policy);
}

/** The union of what a policy grants and what one command adds with its `--allow-*` flags. */
export function widenPolicy(policy: Policy, added: Policy): Policy {
	return {
		network: {
			allow: sorted([...policy.network.allow, ...added.network.allow]),
			deny: sorted([...policy.network.deny, ...added.network.deny]),
		},
		filesystem: {
			read: sorted([...policy.filesystem.read, ...added.filesystem.read]),
			write: sorted([...policy.filesystem.write, ...added.filesystem.write]),
		},
		exec: sorted([...policy.exec, ...added.exec]),
		env: sorted([...policy.env, ...added.env]),
		resources: {...policy.resources, ...added.resources},
	};
}

/**
What `asked` wants beyond `approved`, as short phrases ("network api.example.org:443"); empty when nothing grew.

Shrinking is not growth.
*/
export function policyGrowth(approved: Policy, asked: Policy): readonly string[] {
	const missing = (label: string, have: readonly string[], want: readonly string[]) =>
		want.filter(item => !have.includes(item)).map(item => `${label} ${item}`);
	const limits = (Object.keys(asked.resources) as (keyof Limits)[])
		.filter(key => (asked.resources[key] ?? 0) > (approved.resources[key] ?? defaultLimits[key]))
		.map(key => `${key} ${asked.resources[key]}`);
	return [
		...missing('network', approved.network.allow, asked.network.allow),
		...missing('no longer denies', asked.network.deny, approved.network.deny),
		...missing('reads', approved.filesystem.read, asked.filesystem.read),
		...missing('writes', approved.filesystem.write, asked.filesystem.write),
		...missing('runs', approved.exec, asked.exec),
		...missing('sees variable', approved.env, asked.env),
		...limits,
	];
}

/** One line for a person: "network api.open-meteo.com:443 · writes output · 256 MB · 30 s". */
export function summarisePolicy(policy: Policy, limits: Limits = {...defaultLimits, ...policy.resources}): string {
	const list = (label: string, items: readonly string[]) => (items.length === 0 ? [] : [`${label} ${items.join(', ')}`]);
	return [
		policy.network.allow.length === 0 ? 'no network' : `network ${policy.network.allow.join(', ')}`,
		...list('reads', policy.filesystem.read),
		...list('writes', policy.filesystem.write),
		...list('runs', policy.exec),
		...list('sees', policy.env),
		`${Math.round(limits.memoryBytes / mebibyte)} MB`,
		`${limits.cpuSeconds} s`,
		...unusualLimits(policy.resources),
	].join(' · ');
}

/** What is asked beyond the defaults of the limits that a summary does not always name: a person must not overlook it. */
function unusualLimits(asked: Partial<Limits>): readonly string[] {
	const megabytes = (bytes: number) => `${Math.round(bytes / mebibyte)} MB`;
	const phrases: Partial<Record<keyof Limits, (value: number) => string>> = {
		wallSeconds: seconds => `up to ${seconds} s of time`,
		processes: count => `${count} processes`,
		fileSizeBytes: bytes => `files of ${megabytes(bytes)}`,
		scratchBytes: bytes => `scratch of ${megabytes(bytes)}`,
		outputBytes: bytes => `output of ${megabytes(bytes)}`,
	};
	return (Object.keys(phrases) as (keyof Limits)[]).flatMap(key => {
		const value = asked[key] ?? 0;
		return value > defaultLimits[key] ? [phrases[key]?.(value) ?? ''] : [];
	});
}

/**
Read `256MB`, `1.5 GB`, `64k` or a plain number of bytes.

Throws a PolicyError for anything else; decimal and binary prefixes both mean powers of 1024, as `ulimit` and cgroups use them.
*/
export function parseSize(value: unknown, key: string): number {
	const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(String(value).trim());
	if (!match) {
		throw malformed(key, `is not a size: ${JSON.stringify(value)}`, 'Write a number with KB, MB or GB.');
	}

	const power = {'': 0, k: 1, m: 2, g: 3}[(match[2] ?? '').toLowerCase()] ?? 0;
	return positive(Math.round(Number(match[1]) * 1024 ** power), key, value);
}

/** Read `30s`, `1.5m`, `500ms` or a plain number as seconds. */
export function parseSeconds(value: unknown, key: string): number {
	const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min)?$/i.exec(String(value).trim());
	if (!match) {
		throw malformed(key, `is not a time: ${JSON.stringify(value)}`, 'Write a number with s or m.');
	}

	const factor = {ms: 0.001, s: 1, m: 60, min: 60}[(match[2] ?? 's').toLowerCase()] ?? 1;
	return positive(Number(match[1]) * factor, key, value);
}

/**
The canonical path of a workspace grant: `data`, `data/` and `data/**` are the same; `.` is the workspace.

Throws a PolicyError for absolute paths, `..` and other globs.
*/
export function parseGrantPath(path: string, key: string): string {
	if (path === '') {
		// An unset variable of a shell must not grant the whole workspace.
		throw malformed(key, 'has an empty path', 'Write "." for the whole workspace.');
	}

	const trimmed =
		path
			.replace(/\/\*\*$/, '')
			.replace(/^(?:\.\/)+/, '')
			.replace(/\/+$/, '') || '.';
	if (path.startsWith('/') || trimmed.startsWith('~') || trimmed.split('/').includes('..')) {
		throw malformed(key, `points out of the workspace: ${JSON.stringify(path)}`, 'Name a file or folder of the workspace.');
	}

	if (/[*?[\]{}\0\n]/.test(trimmed)) {
		throw malformed(key, `is a glob: ${JSON.stringify(path)}`, 'Name a file or a folder; a folder covers all below it.');
	}

	return trimmed.replace(/\/\.?(?=\/|$)/g, '') || '.';
}

/** The canonical form of a host rule, `host[:port]` or an address or block with a port; the port defaults to 443. */
export function parseHostRule(rule: string): string {
	const match = /^(\[[0-9a-fA-F:]+\](?:\/\d{1,3})?|(?:\*\.)?[A-Za-z0-9._-]+(?:\/\d{1,2})?)(?::(\d{1,5}))?$/.exec(rule.trim());
	const port = Number(match?.[2] ?? 443);
	if (!match || port < 1 || port > 65_535) {
		throw malformed(
			'network',
			`has a rule that is not host:port: ${JSON.stringify(rule)}`,
			'Write for example "api.example.org:443" or "*.example.org".',
		);
	}

	return `${(match[1] ?? '').toLowerCase().replace(/\.$/, '')}:${port}`;
}

/** The canonical form of a deny rule: without a port it covers every port, written `:*`, so that nothing slips past a host that was denied. */
function parseDenyRule(rule: string): string {
	return /:\d+$/.test(rule.trim()) ? parseHostRule(rule) : parseHostRule(rule.trim().replace(/:\*$/, '')).replace(/:443$/, ':*');
}

function parseProgram(name: string): string {
	if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name)) {
		throw malformed('exec', `is not a program name: ${JSON.stringify(name)}`, 'Name programs without a path, for example "git".');
	}

	return name;
}

function parseVariable(name: string): string {
	if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
		throw malformed('env', `is not a variable name: ${JSON.stringify(name)}`);
	}

	if (neverGrantable.test(name)) {
		throw malformed('env', `names ${name}, which no skill can be given`);
	}

	return name;
}

function parseResources(value: unknown): Partial<Limits> {
	const map = asMap(value, 'resources', Object.keys(limitKeys));
	const limits: Partial<Record<keyof Limits, number>> = {};
	for (const [key, target] of Object.entries(limitKeys)) {
		const given = map[key];
		if (given === undefined || given === null) {
			continue;
		}

		limits[target] = parseLimit(target, given, `resources.${key}`);
	}

	return limits;
}

function parseLimit(limit: keyof Limits, value: unknown, key: string): number {
	if (limit === 'processes') {
		return positive(Number(value), key, value);
	}

	return limit.endsWith('Seconds') ? parseSeconds(value, key) : parseSize(value, key);
}

function positive(number: number, key: string, value: unknown): number {
	if (!Number.isFinite(number) || number <= 0 || number > Number.MAX_SAFE_INTEGER) {
		throw malformed(key, `must be more than zero: ${JSON.stringify(value)}`);
	}

	return number;
}

function asMap(value: unknown, key: string, known: readonly string[]): Record<string, unknown> {
	if (value === undefined || value === null) {
		return {};
	}

	if (typeof value !== 'object' || Array.isArray(value)) {
		throw malformed(key, 'must be a map');
	}

	const unknownKey = Object.keys(value).find(name => !known.includes(name));
	if (unknownKey !== undefined) {
		throw malformed(key, `has an unknown key ${JSON.stringify(unknownKey)}`, `Known keys: ${known.join(', ')}.`);
	}

	return value as Record<string, unknown>;
}

function asStrings(value: unknown, key: string): readonly string[] {
	if (value === undefined || value === null) {
		return [];
	}

	if (!Array.isArray(value) || value.some(item => typeof item !== 'string')) {
		throw malformed(key, 'must be a list of strings');
	}

	return value as string[];
}

function malformed(key: string, problem: string, hint?: string): PolicyError {
	return new PolicyError('policy', `Cannot use the security policy: ${key} ${problem}.`, {hint});
}

function sorted(items: readonly string[]): readonly string[] {
	return [...new Set(items)].sort();
}
