/** Versions as each ecosystem orders them, by its real library. Loaded only when a package has an advisory. */

import {compare, satisfies, valid} from '@renovatebot/pep440';
import compareSemver from 'semver/functions/compare.js';
import satisfiesSemver from 'semver/functions/satisfies.js';
import validSemver from 'semver/functions/valid.js';
import minVersion from 'semver/ranges/min-version.js';
import validRange from 'semver/ranges/valid.js';
import type {Ecosystem} from './dependency.ts';

export interface Versions {
	/** Below, above or at 0; undefined for what is no version. */
	compare(a: string, b: string): number | undefined;
	/** Whether a range allows a version, early releases included. A range that cannot be read allows every version: it hides nothing. */
	allows(range: string, version: string): boolean;
	/** Versions that stand in a range itself: the least it allows is among them. */
	named(range: string): readonly string[];
}

const pypi: Versions = {
	compare: (a, b) => (valid(a) && valid(b) ? compare(a, b) : undefined),
	allows: (range, version) => satisfies(version, range, {prereleases: true}) || !isPythonRange(range),
	named: range => [...range.matchAll(/(?:===?|~=|>=|<=)\s*v?(\d[\w.+!-]*?)(?:\.\*)?(?=,|$)/g)].map(match => match[1] ?? ''),
};

const npm: Versions = {
	compare: (a, b) => (validSemver(a, true) && validSemver(b, true) ? compareSemver(a, b, true) : undefined),
	allows: (range, version) => satisfiesSemver(version, range, {includePrerelease: true, loose: true}) || validRange(range, true) === null,
	named: range => {
		const least = validRange(range, true) === null ? null : minVersion(range, true);
		return least ? [least.version] : [];
	},
};

export function versionsOf(ecosystem: Ecosystem): Versions {
	return ecosystem === 'PyPI' ? pypi : npm;
}

function isPythonRange(range: string): boolean {
	return range.split(',').every(clause => /^\s*(?:===|~=|==|!=|<=|>=|<|>)\s*[\w.*+!-]+\s*$/.test(clause));
}
