/**
Environments: the packages that skills depend on, installed once a set and shared.

    cache/environments/<key>/            packages or node_modules, and environment.json, which says that it is whole
    cache/environments/<digest>.resolved what a set without a lock was resolved to
    cache/environments/<pid>-….draft/    being made; of a dead process, removed by the next

The key is the digest of what was resolved, hashes included, and of the interpreter that it was made for. An environment
comes into its place by one rename; one that is not whole any more is made again.
*/

import {randomBytes} from 'node:crypto';
import {chmodSync, existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {Inventory} from '../admission/inventory.ts';
import {snapshotParent} from '../admission/snapshot-parent.ts';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {digestOf} from '../base/canonical-json.ts';
import type {EgressSeam} from '../egress/run-egress.ts';
import type {Dependencies} from '../job.ts';
import {pythonBinary} from '../linux/interpreters.ts';
import {type DeclaredPackages, declaredPackages} from './declared.ts';
import type {Installer} from './installer.ts';
import {type Marker, useEnvironment, writeMarker} from './marker.ts';
import {installNode, nodePackages} from './node-packages.ts';
import {nodeIndex, type PackageIndex, pythonIndex} from './package-index.ts';
import {installPython, pythonPackages} from './python-packages.ts';

export interface EnvironmentHooks {
	readonly signal?: AbortSignal | undefined;
	/** Before something is fetched and installed; not called for what is there. */
	readonly onInstall?: ((kind: Marker['kind']) => void) | undefined;
	/** For tests: another index than the user's, and how it is reached. */
	readonly packages?: PackageSources | undefined;
}

export interface PackageSources {
	readonly python?: PackageIndex;
	readonly node?: PackageIndex;
	readonly network?: EgressSeam;
}

export interface Environments {
	readonly folders: Dependencies;
	/** One package a line with its hash: what the lock keeps. */
	readonly resolved: readonly string[];
}

/**
The environments of a skill, installed where they are missing or damaged; with lines of a lock exactly those.

Throws SkillError (a declaration or a package that cannot be used), IntegrityError (another hash than the lock's),
ConfigError (no index), SkillLiteError `interpreter-missing` (no pip, no npm), SandboxError.
*/
export async function ensureEnvironments(
	inventory: Inventory,
	locked: readonly string[],
	hooks: EnvironmentHooks = {},
): Promise<Environments> {
	const declared = await declaredPackages(inventory);
	const isNode = (line: string) => line.startsWith('node_modules/');
	const python =
		declared.python.length > 0
			? await ensure(
					'python',
					declared,
					locked.filter(line => !isNode(line)),
					hooks,
				)
			: undefined;
	const node = Object.keys(declared.node).length > 0 ? await ensure('node', declared, locked.filter(isNode), hooks) : undefined;
	return {
		folders: {
			...(python ? {python: join(python.folder, pythonPackages)} : {}),
			...(node ? {node: join(node.folder, nodePackages)} : {}),
		},
		resolved: [...(python?.resolved ?? []), ...(node?.resolved ?? [])],
	};
}

interface Made {
	readonly folder: string;
	readonly resolved: readonly string[];
}

async function ensure(kind: Marker['kind'], declared: DeclaredPackages, locked: readonly string[], hooks: EnvironmentHooks): Promise<Made> {
	const parent = snapshotParent('environments');
	const note = join(parent, `${keyOf(kind, declared[kind])}.resolved`);
	const wanted = locked.length > 0 ? [...locked].sort() : readNote(note);
	if (wanted !== undefined) {
		const folder = join(parent, keyOf(kind, wanted));
		if (useEnvironment(folder) !== undefined) {
			return {folder, resolved: wanted};
		}
	}

	hooks.onInstall?.(kind);
	const made = await install(parent, kind, declared, wanted, hooks);
	writeFileAtomically(note, JSON.stringify(made.resolved), 0o644);
	return made;
}

async function install(
	parent: string,
	kind: Marker['kind'],
	declared: DeclaredPackages,
	wanted: readonly string[] | undefined,
	{signal, packages}: EnvironmentHooks,
): Promise<Made> {
	sweep(parent);
	const draft = join(parent, `${process.pid}-${randomBytes(6).toString('hex')}.draft`);
	const scratch = join(draft, 'work');
	mkdirSync(scratch, {recursive: true, mode: 0o755});
	try {
		const common = {scratch, signal, network: packages?.network};
		const resolved = await (kind === 'python'
			? installPython({...common, program: 'pip', index: packages?.python ?? pythonIndex()} satisfies Installer, declared.python, wanted)
			: installNode({...common, program: 'npm', index: packages?.node ?? nodeIndex()} satisfies Installer, declared.node, wanted));
		const content = kind === 'python' ? pythonPackages : nodePackages;
		const whole = join(draft, 'whole');
		mkdirSync(whole, {mode: 0o755});
		takeOver(join(scratch, content));
		renameSync(join(scratch, content), join(whole, content));
		writeMarker(whole, kind, resolved);
		const folder = join(parent, keyOf(kind, resolved));
		putInPlace(whole, folder);
		return {folder, resolved};
	} finally {
		rmSync(draft, {recursive: true, force: true});
	}
}

function putInPlace(whole: string, folder: string): void {
	if (useEnvironment(folder) !== undefined) {
		// Another process was quicker; its copy has the same hashes.
		return;
	}

	rmSync(folder, {recursive: true, force: true});
	try {
		renameSync(whole, folder);
	} catch (error) {
		if (useEnvironment(folder) === undefined) {
			throw error;
		}
	}
}

/** What the installer left becomes ours, read-only and readable for whoever runs in a sandbox; no links, no special files, no set-id bits. */
function takeOver(path: string): void {
	const stats = lstatSync(path);
	if (process.geteuid?.() === 0) {
		lchownSync(path, 0, 0);
	}

	if (stats.isDirectory()) {
		chmodSync(path, 0o755);
		for (const name of readdirSync(path)) {
			takeOver(join(path, name));
		}
	} else if (stats.isFile()) {
		chmodSync(path, (stats.mode & 0o100) === 0 ? 0o444 : 0o555);
	} else {
		rmSync(path);
	}
}

/** Compiled parts fit one interpreter. */
function keyOf(kind: Marker['kind'], content: unknown): string {
	const interpreter = kind === 'python' ? pythonBinary() : process.versions.modules;
	return digestOf({v: 1, kind, interpreter, platform: process.platform, arch: process.arch, content}).slice('sha256:'.length);
}

function readNote(path: string): readonly string[] | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
		return Array.isArray(value) && value.every(line => typeof line === 'string') ? value : undefined;
	} catch {
		// None, or half of one: it is resolved anew.
		return undefined;
	}
}

function sweep(parent: string): void {
	for (const name of readdirSync(parent)) {
		const [, pid] = /^(\d+)-[0-9a-f]+\.draft$/.exec(name) ?? /\.(\d+)\.dying$/.exec(name) ?? [];
		if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
			rmSync(join(parent, name), {recursive: true, force: true});
		}
	}
}
