/** Lock files of npm: every package in its exact version, and where each comes from, which need not be the index. */

import type {Found, PackageFact} from './dependency.ts';
import {npmEntry} from './npm-package.ts';

const largest = 16 * 1024 * 1024;
const mostPackages = 5000;

/** package-lock.json and npm-shrinkwrap.json, every form. Only addresses of another index and of repositories are told apart from plain versions. */
export function readNpmLock(text: string): readonly Found[] {
	const unreadable = (why: string): readonly Found[] => [{kind: 'unreadable', why, place: undefined}];
	const packages = text.length > largest ? undefined : packagesOf(text);
	if (!packages) {
		return unreadable('it is no lock file of npm');
	}

	const entries = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));
	const found = entries.slice(0, mostPackages).flatMap(([path, entry]) => factsOf(path, entry));
	return entries.length > mostPackages ? [...found, ...unreadable(`it names more than ${mostPackages} packages`)] : found;
}

/** The package that lies in a folder `node_modules/name`, from its own package.json: what it wants and runs is done with. */
export function readInstalledPackage(text: string): readonly Found[] {
	const {name, version} = recordOf(parse(text)) ?? {};
	return typeof name === 'string' && typeof version === 'string' ? at(npmEntry(name, version) ?? []) : [];
}

function factsOf(path: string, entry: unknown): readonly Found[] {
	const {version, resolved, link, name} = recordOf(entry) ?? {};
	if (link === true || typeof version !== 'string') {
		return [];
	}

	const installedAs = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
	const found = npmEntry(typeof name === 'string' ? name : installedAs, version) ?? [];
	return at([...found, ...(typeof resolved === 'string' ? sourceOf(resolved) : [])]);
}

/** An index serves `…/name/-/name-1.2.3.tgz`; its origin is judged once for all that it serves. */
function sourceOf(resolved: string): readonly PackageFact[] {
	const url = URL.parse(resolved);
	if (url?.protocol === 'file:' || (url === null && !/^git/.test(resolved))) {
		return [];
	}

	return /\/-\/[^/]+\.tgz$/.test(url?.pathname ?? '')
		? [{kind: 'index', url: `${url?.origin}/`}]
		: [{kind: 'dependency', ecosystem: 'npm', name: '', requirement: {kind: 'direct', text: resolved}, origin: 'manifest'}];
}

/** A lock file is long and made by a program: its lines tell a person nothing. */
function at(facts: readonly PackageFact[]): readonly Found[] {
	return facts.map(fact => ({...fact, place: undefined}));
}

function packagesOf(text: string): Readonly<Record<string, unknown>> | undefined {
	const lock = recordOf(parse(text));
	return lock && (recordOf(lock.packages) ?? Object.fromEntries(nested(lock.dependencies, 0)));
}

const deepest = 50;

/** Form 1 nests packages in each other. */
function nested(dependencies: unknown, depth: number): readonly (readonly [string, unknown])[] {
	return depth > deepest
		? []
		: Object.entries(recordOf(dependencies) ?? {}).flatMap(([name, entry]) => [
				[`${'node_modules/'.repeat(depth)}node_modules/${name}`, entry] as const,
				...nested(recordOf(entry)?.dependencies, depth + 1),
			]);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
