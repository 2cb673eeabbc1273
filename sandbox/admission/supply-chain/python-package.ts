/** One wanted Python package, by name or by address, as pip takes it in files and on the command line. */

import {type Dependency, normalName} from './dependency.ts';
import {parsePep508} from './pep508.ts';

type Origin = Dependency['origin'];

/** A package by its PEP 508 form; undefined for other text. */
export function pythonPackage(text: string, origin: Origin): readonly Dependency[] | undefined {
	const parsed = parsePep508(text);
	return (
		parsed && [{kind: 'dependency', ecosystem: 'PyPI', name: normalName('PyPI', parsed.name), requirement: parsed.requirement, origin}]
	);
}

/** A package by its address: nothing for a path of the skill's own tree, undefined for text that is no address. */
export function pythonAddress(text: string, origin: Origin): readonly Dependency[] | undefined {
	if (/^(?:\.{0,2}\/|\.{1,2}(?:\[|$)|file:|~\/|[A-Za-z]:\\)/.test(text) || /^[^\s:@]+\.(?:whl|zip|tar\.gz)$/.test(text)) {
		return [];
	}

	if (!/^(?:[a-z]+\+)?[a-z]+:\/\//i.test(text) && !/^git@/.test(text)) {
		return undefined;
	}

	const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(text)?.[1];
	return [{kind: 'dependency', ecosystem: 'PyPI', name: normalName('PyPI', egg ?? ''), requirement: {kind: 'direct', text}, origin}];
}
