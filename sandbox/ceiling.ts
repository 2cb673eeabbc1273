/**
The most that any run may be granted on this machine, whatever a skill asks for and a person approves.

Two files may say so: `policy.ceiling` in the user's config.json, and `ceiling` in the administrator's
/etc/skilllite/policy.json. Both have the shape of a `security_policy`; what such a map does not name is not bounded.
A file that is there and cannot be understood stops every run.
*/

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, SkillLiteError} from './base/errors.ts';
import {skillliteHome} from './base/home.ts';
import type {Limits, Policy} from './policy.ts';
import {parsePolicy} from './parse-policy.ts';

export interface Ceiling {
	/** The file that sets it. */
	readonly path: string;
	readonly policy: Policy;
	/** Which parts it bounds, for example `network.allow`. */
	readonly bounds: ReadonlySet<CeilingPart>;
}

type CeilingPart = 'network.allow' | 'filesystem.read' | 'filesystem.write' | 'exec' | 'env';

interface CeilingFile {
	readonly path: string;
	/** Where in the file the ceiling stands. */
	readonly keys: readonly string[];
}

/** The ceilings in force; none on most machines. Throws a ConfigError naming the file that cannot be used. */
export function readCeilings(files: readonly CeilingFile[] = ceilingFiles()): readonly Ceiling[] {
	return files.flatMap(file => readCeiling(file) ?? []);
}

function ceilingFiles(): readonly CeilingFile[] {
	return [
		{path: '/etc/skilllite/policy.json', keys: ['ceiling']},
		{path: join(skillliteHome(), 'config.json'), keys: ['policy', 'ceiling']},
	];
}

function readCeiling({path, keys}: CeilingFile): Ceiling | undefined {
	const text = readIfThere(path);
	if (text === undefined) {
		return undefined;
	}

	try {
		const value = keys.reduce<unknown>(fieldOf, JSON.parse(text));
		return value === undefined ? undefined : {path, policy: parsePolicy(value), bounds: boundsOf(value)};
	} catch (cause) {
		const why = cause instanceof SkillLiteError ? cause.message : 'it is not JSON';
		throw new ConfigError(`Cannot use ${path}, which may bound what runs are granted: ${why.replace(/\.$/, '')}.`, {
			hint: 'Repair the file; until then nothing runs.',
			cause,
		});
	}
}

function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch (cause) {
		if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) {
			return undefined;
		}

		throw new ConfigError(`Cannot read ${path}, which may bound what runs are granted.`, {hint: 'Make it readable.', cause});
	}
}

function fieldOf(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
}

function boundsOf(value: unknown): ReadonlySet<CeilingPart> {
	const parts: readonly CeilingPart[] = ['network.allow', 'filesystem.read', 'filesystem.write', 'exec', 'env'];
	return new Set(parts.filter(part => Array.isArray(part.split('.').reduce(fieldOf, value))));
}

/**
What is left of a policy below the ceilings: of two rules that overlap the narrower one, and every deny rule of a ceiling.

A ceiling that lets a path be written lets it be read too.
*/
export async function belowCeilings(policy: Policy, ceilings: readonly Ceiling[]): Promise<Policy> {
	let left = policy;
	for (const ceiling of ceilings) {
		left = await belowCeiling(left, ceiling);
	}

	return left;
}

async function belowCeiling(policy: Policy, {policy: most, bounds}: Ceiling): Promise<Policy> {
	const bounded = (part: CeilingPart, items: readonly string[], cut: () => readonly string[]) => (bounds.has(part) ? cut() : items);
	const {network, filesystem, exec, env} = policy;
	const readable = [...most.filesystem.read, ...most.filesystem.write];
	return {
		network: {
			allow: bounds.has('network.allow') ? await overlapOfHosts(network.allow, most.network.allow) : network.allow,
			deny: [...new Set([...network.deny, ...most.network.deny])].sort(),
		},
		filesystem: {
			read: bounded('filesystem.read', filesystem.read, () => overlap(filesystem.read, readable, coversPath)),
			write: bounded('filesystem.write', filesystem.write, () => overlap(filesystem.write, most.filesystem.write, coversPath)),
		},
		exec: bounded('exec', exec, () => exec.filter(name => most.exec.includes(name))),
		env: bounded('env', env, () => env.filter(name => most.env.includes(name))),
		resources: policy.resources,
	};
}

/** Limits that pass no ceiling. */
export function limitsBelow(limits: Limits, ceilings: readonly Ceiling[]): Limits {
	const least = (key: keyof Limits) => Math.min(limits[key], ...ceilings.map(({policy}) => policy.resources[key] ?? limits[key]));
	return {
		memoryBytes: least('memoryBytes'),
		cpuSeconds: least('cpuSeconds'),
		wallSeconds: least('wallSeconds'),
		processes: least('processes'),
		fileSizeBytes: least('fileSizeBytes'),
		scratchBytes: least('scratchBytes'),
		outputBytes: least('outputBytes'),
	};
}

/** Two rules either are nested or have nothing in common, so what they share is the inner one. */
function overlap(asked: readonly string[], most: readonly string[], covers: (outer: string, inner: string) => boolean): readonly string[] {
	const shared = asked.flatMap(rule => most.flatMap(bound => (covers(bound, rule) ? [rule] : covers(rule, bound) ? [bound] : [])));
	return [...new Set(shared)].sort();
}

function coversPath(outer: string, inner: string): boolean {
	return outer === '.' || outer === inner || inner.startsWith(`${outer}/`);
}

// Addresses and names are parsed only where there is something to compare: most runs have no network.
async function overlapOfHosts(asked: readonly string[], most: readonly string[]): Promise<readonly string[]> {
	if (asked.length === 0) {
		return asked;
	}

	const {coversRule} = await import('./egress/rules.ts');
	return overlap(asked, most, coversRule);
}
