/**
The sandbox profile of one run for `sandbox-exec`, as text and parameters: pure.

The text holds nothing that comes from outside: every path, and the proxy's address, is a parameter, so a name with a quote
or a bracket in it is a value like any other. Of two rules for the same thing the later one counts, and a rule for one
operation outlives a later one for the whole family; therefore what is denied stands last, and names both.
*/

import {dirname} from 'node:path';
import {knownLinks, libraryFolders, readDevices, readFiles, sysctlNames, sysctlPrefixes, tableFolders} from './system-rules.ts';

/** A path as the kernel knows it; see `hostPath`. */
export interface Place {
	readonly path: string;
	/** Whether it stands for all below it as well. */
	readonly isFolder: boolean;
}

export interface ProfileRules {
	/** What may be started: the interpreter, and what it starts in its own place. */
	readonly programs: readonly string[];
	/** What may be read: interpreter, skill, grants. */
	readonly read: readonly Place[];
	/** The one folder that may be written. */
	readonly scratch: string;
	/** Where the run begins; its name can be looked up, what is in it needs a grant. */
	readonly folder: string;
	/** What stays closed wherever it is. */
	readonly denied: readonly Place[];
	/** Port of the proxy on this machine, or 0 for no network at all. */
	readonly proxyPort: number;
}

export interface Profile {
	readonly text: string;
	/** Values by name, for `-D`. */
	readonly parameters: Readonly<Record<string, string>>;
}

/** The profile for a run. Throws a RangeError for a port that is none. */
export function profileFor(rules: ProfileRules): Profile {
	const parameters: Record<string, string> = {};
	const param = (name: string, value: string) => {
		parameters[name] = value;
		return `(param ${quoted(name)})`;
	};
	const places = (name: string, list: readonly Place[]) =>
		list.map(({path, isFolder}, index) => `(${isFolder ? 'subpath' : 'literal'} ${param(`${name}_${index}`, path)})`);
	const files = (name: string, list: readonly string[]) =>
		places(
			name,
			list.map(path => ({path, isFolder: false})),
		);
	const text = [
		'(version 1)',
		'(deny default)',
		'',
		'; Allowed by `deny default` unless it is named.',
		'(deny process-info* nvram* iokit-get-properties)',
		'(deny process-fork process-exec mach-lookup mach-register network* system-socket)',
		'',
		rule('allow process-info* signal', ['(target self)']),
		rule('allow process-exec', files('PROGRAM', rules.programs)),
		rule('allow sysctl-read', [...named('sysctl-name', sysctlNames), ...named('sysctl-name-prefix', sysctlPrefixes)]),
		'',
		rule('allow file-read* file-map-executable', named('subpath', libraryFolders)),
		rule('allow file-read*', [...named('subpath', tableFolders), ...named('literal', readFiles)]),
		rule('allow file-read-metadata', named('literal', knownLinks)),
		rule('allow file-read-data file-read-metadata', named('literal', readDevices)),
		rule('allow file-write-data', named('literal', ['/dev/null'])),
		'',
		rule('allow file-read-metadata', files('ABOVE', foldersAbove(rules))),
		rule('allow file-read* file-map-executable', places('READ', rules.read)),
		rule('allow file-read* file-write*', [`(subpath ${param('SCRATCH', rules.scratch)})`]),
		'(deny file-write-setugid)',
		...(rules.proxyPort === 0
			? []
			: ['', rule('allow network-outbound', [`(remote tcp ${param('PROXY', `localhost:${port(rules.proxyPort)}`)})`])]),
		...(rules.denied.length === 0
			? []
			: ['', rule('deny file-read* file-read-data file-read-metadata file-write* file-map-executable', places('DENIED', rules.denied))]),
		'',
	].join('\n');
	return {text, parameters};
}

function rule(head: string, filters: readonly string[]): string {
	if (filters.length === 0) {
		// Without a filter a rule is for everything.
		throw new RangeError(`A rule needs something that it is for: ${head}`);
	}

	return `(${head}${filters.map(filter => `\n\t${filter}`).join('')})`;
}

function named(filter: string, values: readonly string[]): readonly string[] {
	return values.map(value => `(${filter} ${quoted(value)})`);
}

/** For words of this program alone. */
function quoted(word: string): string {
	if (!/^[\w/.-]+$/.test(word)) {
		throw new RangeError(`Only plain words stand in a profile: ${JSON.stringify(word)}`);
	}

	return `"${word}"`;
}

function port(number: number): number {
	if (!Number.isInteger(number) || number < 1 || number > 65_535) {
		throw new RangeError(`Not a port: ${number}`);
	}

	return number;
}

/** Every folder on the way to what is allowed: a path is looked up part by part. Their names only, not what is in them. */
function foldersAbove({programs, read, scratch, folder}: ProfileRules): readonly string[] {
	const above = new Set<string>([folder]);
	for (const path of [...programs, ...read.map(({path}) => path), scratch, folder]) {
		for (let parent = dirname(path); parent !== '/'; parent = dirname(parent)) {
			above.add(parent);
		}
	}

	return [...above].sort();
}
