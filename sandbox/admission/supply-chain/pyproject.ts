/** Python packages that TOML asks for: pyproject.toml and the block of a script (PEP 723). Loaded only when a skill has one. */

import {parse} from 'smol-toml';
import {type Found, normalName, type PackageFact, type Requirement} from './dependency.ts';
import {poetryRequirement} from './poetry.ts';
import {pythonPackage} from './python-package.ts';

const largest = 1024 * 1024;

/** `offset` is where the TOML begins in its file; its own comment marks are then already blanked. */
export function readPyproject(text: string, offset = 0): readonly Found[] {
	let document: unknown;
	try {
		if (text.length > largest) {
			throw new RangeError('It is larger than 1 MB.');
		}

		document = parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return [{kind: 'unreadable', why: 'it is not TOML', place: {start: offset, end: offset + 1}}];
	}

	return factsOf(document).map(({fact, written}) => {
		const start = Math.max(0, text.indexOf(written));
		return {...fact, place: {start: offset + start, end: offset + start + written.length}};
	});
}

interface Written {
	readonly fact: PackageFact;
	/** How it stands in the file. */
	readonly written: string;
}

/** Lists of PEP 508 lines, the two tables of Poetry, and addresses that take the place of an index. */
function factsOf(document: unknown): readonly Written[] {
	const tool = at(document, 'tool');
	const uv = at(tool, 'uv');
	const lists = [
		// The block of a script has them at the top.
		at(document, 'dependencies'),
		at(document, 'project', 'dependencies'),
		at(document, 'build-system', 'requires'),
		...values(at(document, 'project', 'optional-dependencies')),
		...values(at(document, 'dependency-groups')),
		at(uv, 'dev-dependencies'),
		at(uv, 'override-dependencies'),
		...values(at(tool, 'pdm', 'dev-dependencies')),
	];
	const poetry = at(tool, 'poetry');
	const tables = [
		at(poetry, 'dependencies'),
		at(poetry, 'dev-dependencies'),
		...values(at(poetry, 'group')).map(group => at(group, 'dependencies')),
	];
	return [
		...lists.flatMap(texts).map(fromLine),
		...tables.flatMap(table => entries(table)).flatMap(([name, wanted]) => fromPoetry(name, wanted)),
		...entries(at(uv, 'sources')).flatMap(([name, source]) => fromSource(name, source)),
		...indexUrls(tool).map(url => ({fact: {kind: 'index', url} as const, written: url})),
	];
}

function fromLine(line: string): Written {
	const [dependency] = pythonPackage(line, 'manifest') ?? [];
	return {fact: dependency ?? {kind: 'unreadable', why: `${JSON.stringify(line.slice(0, 60))} is no requirement`}, written: line};
}

function fromPoetry(name: string, wanted: unknown): readonly Written[] {
	if (name === 'python') {
		return [];
	}

	const choices = Array.isArray(wanted) ? wanted : [wanted];
	return choices.flatMap(choice => {
		const version = typeof choice === 'string' ? choice : at(choice, 'version');
		return typeof version === 'string' ? [written(name, poetryRequirement(version))] : fromSource(name, choice);
	});
}

/** Nothing for a path or a workspace: that is the skill's own tree. */
function fromSource(name: string, source: unknown): readonly Written[] {
	const address = at(source, 'git') ?? at(source, 'url');
	return typeof address === 'string' ? [written(name, {kind: 'direct', text: address})] : [];
}

function written(name: string, requirement: Requirement): Written {
	return {fact: {kind: 'dependency', ecosystem: 'PyPI', name: normalName('PyPI', name), requirement, origin: 'manifest'}, written: name};
}

function indexUrls(tool: unknown): readonly string[] {
	const uv = at(tool, 'uv');
	const pip = at(uv, 'pip');
	const tables = [at(uv, 'index'), at(tool, 'poetry', 'source'), at(tool, 'pdm', 'source')].flatMap(list =>
		Array.isArray(list) ? list.map(index => at(index, 'url')) : [],
	);
	const single = [uv, pip].flatMap(table => ['index-url', 'extra-index-url', 'find-links'].map(key => at(table, key))).flat();
	return [...tables, ...single].filter(url => typeof url === 'string').filter(url => /^[a-z]+:/i.test(url));
}

function at(value: unknown, ...keys: readonly string[]): unknown {
	return keys.reduce<unknown>(
		(inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? Reflect.get(inner, key) : undefined),
		value,
	);
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function values(value: unknown): readonly unknown[] {
	return entries(value).map(([, member]) => member);
}

function texts(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
