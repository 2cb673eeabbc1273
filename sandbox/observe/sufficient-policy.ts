/** The smallest policy that would have sufficed for what was used, and how it compares with what was asked. */

import {decideHost, parseHostRules} from '../egress/rules.ts';
import {parseAuthority} from '../egress/host-name.ts';
import type {Usage} from '../envelope.ts';
import {emptyPolicy, type Limits, type Policy} from '../policy.ts';
import {parsePolicy} from '../parse-policy.ts';
import {widenPolicy} from '../policy-growth.ts';
import {isSecretPath} from './noise.ts';
import {isPrivateHost} from './private-host.ts';
import type {Uses} from './uses.ts';

export interface Demand {
	readonly uses: Uses;
	/** Programs that have to be asked for. */
	readonly programs: readonly string[];
	/** Variables that the code names. */
	readonly variables: readonly string[];
	/** The most that any run used. */
	readonly peak: Usage;
	/** What a script of this runtime has without asking. */
	readonly defaults: Limits;
}

export interface Comparison {
	/** The smallest that would have sufficed. */
	readonly policy: Policy;
	/** What of it the ask does not cover. */
	readonly missing: Policy;
	/** Hosts that no policy opens, unless a person names the very address. */
	readonly closedHosts: readonly string[];
	/** Asked but unused, as phrases. */
	readonly unused: readonly string[];
	/** Used but not asked, as phrases; also paths that no policy can name. */
	readonly undeclared: readonly string[];
}

/** Compare what was used with what was asked. */
export function compareWithAsk(asked: Policy, demand: Demand): Comparison {
	const {uses, programs, variables} = demand;
	const {read, write} = asked.filesystem;
	const reads = inWorkspace(uses.read).filter(path => !isSecretPath(path));
	const closedHosts = uses.hosts.filter(host => isPrivateHost(host) && !allows(asked.network.allow, host));
	const hosts = uses.hosts.filter(host => !closedHosts.includes(host));
	const writes = inWorkspace([...uses.written, ...uses.deleted]);
	const looked = [...reads, ...inWorkspace(uses.sought)];
	const missing = {
		hosts: hosts.filter(host => !allows(asked.network.allow, host)),
		// To list the top of the workspace takes no grant of its own.
		reads: smallestGrants(reads.filter(path => path !== '.' && !covers([...read, ...write], path))),
		writes: writeGrants(writes.filter(path => !covers(write, path))),
		programs: programs.filter(name => !asked.exec.includes(name)),
	};
	const grants = writeGrants(writes);
	const isWhole = read.includes('.') && looked.includes('.');
	const needed = {
		hosts,
		reads: isWhole
			? ['.']
			: smallestGrants(looked.filter(path => path !== '.' && !covers(grants, path) && (reads.includes(path) || covers(read, path)))),
		writes: grants,
		programs,
	};
	return {
		policy: {
			...policyFor(needed),
			env: asked.env.filter(name => variables.includes(name)),
			resources: Object.fromEntries(Object.entries(asked.resources).filter(([limit]) => isLimit(limit) && isNeeded(limit, asked, demand))),
		},
		missing: policyFor(missing),
		closedHosts,
		unused: [
			...asked.network.allow.filter(rule => !uses.hosts.some(host => allows([rule], host))).map(rule => `network ${rule}`),
			...read.filter(grant => !looked.some(path => covers([grant], path))).map(grant => `reads ${grant}`),
			...write.filter(grant => !writes.some(path => covers([grant], path))).map(grant => `writes ${grant}`),
			...asked.exec.filter(name => !programs.includes(name)).map(name => `runs ${name}`),
			...asked.env.filter(name => !variables.includes(name)).map(name => `sees ${name}`),
			...Object.keys(asked.resources)
				.filter(isLimit)
				.filter(limit => !isNeeded(limit, asked, demand))
				.map(limit => `more ${limitWords[limit]}`),
		],
		undeclared: [
			...missing.hosts.map(host => `network ${host}`),
			...missing.reads.map(path => `reads ${path}`),
			...missing.writes.map(path => `writes ${path}`),
			...missing.programs.map(name => `runs ${name}`),
			...(uses.forks && (asked.resources.processes ?? 1) <= 1 ? ['starts more processes'] : []),
		],
	};
}

interface Needs {
	readonly hosts: readonly string[];
	readonly reads: readonly string[];
	readonly writes: readonly string[];
	readonly programs: readonly string[];
}

/** What can be asked for: a path that no policy can name is left out, it is in the report. */
function policyFor({hosts, reads, writes, programs}: Needs): Policy {
	const parts = [
		...hosts.map(host => ({network: {allow: [host]}})),
		...reads.map(path => ({filesystem: {read: [path]}})),
		...writes.map(path => ({filesystem: {write: [path]}})),
		...programs.map(name => ({exec: [name]})),
	];
	return parts.reduce<Policy>((policy, part) => widenPolicy(policy, readable(part)), emptyPolicy);
}

function readable(part: unknown): Policy {
	try {
		return parsePolicy(part);
	} catch {
		return emptyPolicy;
	}
}

/** Relative to the workspace; `.` is itself. */
function inWorkspace(paths: readonly string[]): readonly string[] {
	return paths.filter(path => path === '/workspace' || path.startsWith('/workspace/')).map(path => path.slice('/workspace/'.length) || '.');
}

function covers(grants: readonly string[], path: string): boolean {
	return grants.some(grant => grant === '.' || path === grant || path.startsWith(`${grant}/`));
}

/** More files of one folder than these are the folder. */
const mostOfAFolder = 4;

function smallestGrants(paths: readonly string[]): readonly string[] {
	const folders = Map.groupBy(paths, folderOf);
	const grants = [...folders].flatMap(([folder, files]) => (files.length > mostOfAFolder ? [folder] : files));
	return outermost(grants);
}

/** What is written may not be there yet, and a file is made in a folder: at the top of the workspace it stands for itself. */
function writeGrants(paths: readonly string[]): readonly string[] {
	return outermost(paths.map(path => (path.includes('/') ? folderOf(path) : path)));
}

function outermost(grants: readonly string[]): readonly string[] {
	const all = [...new Set(grants)].sort();
	return all.filter(grant => !all.some(other => other !== grant && covers([other], grant)));
}

function folderOf(path: string): string {
	return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}

function allows(rules: readonly string[], host: string): boolean {
	const target = parseAuthority(host);
	return target !== undefined && decideHost(parseHostRules({allow: rules, deny: []}), target.host, target.port).allowed;
}

const limitWords: Readonly<Record<keyof Limits, string>> = {
	memoryBytes: 'memory',
	cpuSeconds: 'CPU time',
	wallSeconds: 'time',
	processes: 'processes',
	fileSizeBytes: 'file size',
	scratchBytes: 'scratch',
	outputBytes: 'output',
};

function isLimit(name: string): name is keyof Limits {
	return Object.hasOwn(limitWords, name);
}

/** Room for another machine and other input. */
const margin = 1.25;

/** Less than the default is a promise, not an ask; what is not measured is believed. */
function isNeeded(limit: keyof Limits, asked: Policy, {peak, defaults}: Demand): boolean {
	const used: Partial<Record<keyof Limits, number>> = {
		memoryBytes: peak.maxRssBytes,
		cpuSeconds: peak.cpuMs / 1000,
		wallSeconds: peak.wallMs / 1000,
		processes: peak.processes,
		scratchBytes: peak.writtenBytes,
	};
	return (asked.resources[limit] ?? 0) <= defaults[limit] || (used[limit] ?? Number.POSITIVE_INFINITY) * margin > defaults[limit];
}
