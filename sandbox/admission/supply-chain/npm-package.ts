/** One wanted npm package: a name with a range, an alias, a repository or a tarball. */

import {type Dependency, normalName, type Requirement} from './dependency.ts';

type Origin = Dependency['origin'];

const packageName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;
const exact = /^[v=\s]*\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const ownTree = /^(?:file:|link:|portal:|workspace:|catalog:|patch:|\.{0,2}\/|~\/)/;
const remote = /^(?:[a-z+]+:\/\/|git@|(?:github|gitlab|bitbucket|gist):)|^[\w.-]+\/[\w.-]+(?:#.*)?$/i;

/** An entry of package.json. Nothing for a package of the skill's own tree; undefined when the name is none. */
export function npmEntry(name: string, wanted: string, origin: Origin = 'manifest'): readonly Dependency[] | undefined {
	const alias = /^npm:(.+)$/.exec(wanted.trim())?.[1];
	if (alias !== undefined) {
		return npmPackage(alias, origin);
	}

	if (!packageName.test(name)) {
		return undefined;
	}

	return ownTree.test(wanted.trim()) ? [] : [dependency(name, requirementOf(wanted.trim()), origin)];
}

/** A word of a command: `name`, `@scope/name@^2`, an address. Nothing for a path, undefined for anything else. */
export function npmPackage(word: string, origin: Origin): readonly Dependency[] | undefined {
	if (ownTree.test(word) || (/\.tgz$/.test(word) && !remote.test(word))) {
		return [];
	}

	const [, name, wanted = ''] = /^((?:@[^@/\s]+\/)?[^@/\s]+)(?:@(.*))?$/.exec(word) ?? [];
	if (name !== undefined && !name.includes(':')) {
		return npmEntry(name, wanted, origin);
	}

	return remote.test(word) && !word.startsWith('@') ? [dependency('', {kind: 'direct', text: word}, origin)] : undefined;
}

function dependency(name: string, requirement: Requirement, origin: Origin): Dependency {
	return {kind: 'dependency', ecosystem: 'npm', name: normalName('npm', name), requirement, origin};
}

function requirementOf(wanted: string): Requirement {
	if (remote.test(wanted)) {
		return {kind: 'direct', text: wanted};
	}

	if (exact.test(wanted)) {
		return {kind: 'exact', text: wanted};
	}

	// A tag (`latest`, `next`) is whatever it is on the day.
	return /^$|^[*x]$|^[a-z][\w.-]*$/i.test(wanted) ? {kind: 'any', text: wanted} : {kind: 'range', text: wanted};
}
