/** package.json: dependencies of every section, and the scripts that npm runs by itself. */

import type {Place} from '../parse/code.ts';
import type {Found, PackageFact} from './dependency.ts';
import {npmEntry} from './npm-package.ts';

const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const lifecycle = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish'];

const largest = 1024 * 1024;
const mostPackages = 2000;

export function readPackageJson(text: string): readonly Found[] {
	const parsed = text.length > largest ? undefined : parseObject(text);
	if (!parsed) {
		return [{kind: 'unreadable', why: text.length > largest ? 'it is larger than 1 MB' : 'it is not JSON', place: undefined}];
	}

	const at = (fact: PackageFact, key: string, value: string): Found => ({...fact, place: placeOf(text, key, value)});
	const wanted = [...sections.map(section => parsed[section]), parsed.overrides, parsed.resolutions].flatMap(texts);
	return [
		...(wanted.length > mostPackages
			? [{kind: 'unreadable', why: `it names more than ${mostPackages} packages`, place: undefined} as const]
			: []),
		...wanted.slice(0, mostPackages).flatMap(([name, value]) => {
			// The last name of a path in `resolutions` is the package (`a/**/b`).
			const found = npmEntry(/(?:@[^/]+\/)?[^/]+$/.exec(name)?.[0] ?? name, value);
			return (found ?? [{kind: 'unreadable' as const, why: `${JSON.stringify(name.slice(0, 60))} is no package name`}]).map(fact =>
				at(fact, name, value),
			);
		}),
		...texts(parsed.scripts)
			.filter(([name]) => lifecycle.includes(name))
			.map(([name, command]) => at({kind: 'lifecycle', name, command}, name, command)),
		...texts(parsed.publishConfig)
			.filter(([name]) => name === 'registry')
			.map(([name, url]) => at({kind: 'index', url}, name, url)),
	];
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		// npm takes a byte order mark.
		const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

function texts(section: unknown): readonly (readonly [string, string])[] {
	return typeof section === 'object' && section !== null
		? Object.entries(section).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
		: [];
}

/** Where a pair stands. JSON.parse keeps no places, so it is looked for as it is usually written. */
function placeOf(text: string, key: string, value: string): Place | undefined {
	const name = JSON.stringify(key);
	for (let start = text.indexOf(name); start !== -1; start = text.indexOf(name, start + 1)) {
		const rest = text.slice(start + name.length, start + name.length + value.length + 40);
		if (/^\s*:/.test(rest) && rest.replace(/^\s*:\s*/, '').startsWith(JSON.stringify(value).slice(0, 20))) {
			return {start, end: start + name.length};
		}
	}

	return undefined;
}
