/** The import table of the architecture: who may reach whom, no cycles, and what the light commands never load. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** For each room, the rooms that it may import besides itself. `sandbox/index` is the one door into the sandbox. */
const table: Record<string, readonly string[]> = {
	sandbox: [],
	core: ['sandbox/index'],
	skills: ['core', 'sandbox/index'],
	model: ['core', 'sandbox/index'],
	session: ['core', 'sandbox/index'],
	agent: ['core', 'sandbox/index', 'skills', 'model', 'session'],
	evolution: ['core', 'sandbox/index', 'skills', 'model', 'session'],
	serve: ['core', 'sandbox/index', 'skills', 'model', 'session', 'agent', 'evolution'],
	ui: ['core', 'sandbox/index', 'skills', 'model', 'session', 'agent', 'evolution'],
	commands: ['core', 'sandbox/index', 'skills', 'model', 'session', 'agent', 'evolution', 'serve', 'ui'],
	cli: ['core', 'sandbox/index', 'skills', 'model', 'session', 'agent', 'evolution', 'serve', 'ui', 'commands'],
};

/** Packages that only one file or folder may import. */
const homes: Record<string, RegExp> = {
	'gray-matter': /^sandbox\/manifest\//,
	openai: /^source\/model\/openai-(?:client|model)\.ts$/,
	'web-tree-sitter': /^sandbox\/admission\/parse\//,
	react: /^source\/ui\//,
	ink: /^source\/ui\//,
	'@modelcontextprotocol/sdk': /^source\/serve\/mcp\//,
};

const files = ['source', 'sandbox'].flatMap(listFiles).filter(path => /\.tsx?$/.test(path));
const imports = new Map(files.map(path => [path, importsOf(path)]));

test('every import stays within the table', () => {
	const breaches = files.flatMap(path =>
		localImports(path)
			.filter(target => !mayImport(path, target))
			.map(target => `${path} -> ${target}`),
	);
	expect(breaches).toEqual([]);
});

test('no file reaches itself through its imports at load time', () => {
	const cycles: string[] = [];
	const state = new Map<string, 'open' | 'done'>();
	const visit = (path: string, trail: readonly string[]) => {
		if (state.get(path) === 'open') {
			cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
		}

		if (state.has(path)) {
			return;
		}

		state.set(path, 'open');
		for (const target of runtimeImports(path)) {
			visit(target, [...trail, path]);
		}

		state.set(path, 'done');
	};
	for (const path of files) {
		visit(path, []);
	}

	expect(cycles).toEqual([]);
});

test('packages with traps are imported from one place only', () => {
	const strays = files.flatMap(path =>
		(imports.get(path) ?? []).filter(({from}) => homes[packageOf(from)]?.test(path) === false).map(({from}) => `${path} imports ${from}`),
	);
	expect(strays).toEqual([]);
});

test('untrusted code is started in one file, and processes nowhere else but where a tool of ours is asked', () => {
	const starters = files.filter(path => (imports.get(path) ?? []).some(({from}) => from === 'node:child_process'));
	expect(starters.sort()).toEqual([
		// bwrap --version, where pip is and which index pip and npm use, a version manager's shim and bwrap --help: trusted programs, asked once.
		'sandbox/doctor.ts',
		'sandbox/environments/ask.ts',
		'sandbox/linux/interpreters.ts',
		'sandbox/linux/probe.ts',
		// The one door.
		'sandbox/linux/supervisor.ts',
		// Python asked for its prefix, ps for what a run uses: there is no /proc on a Mac.
		'sandbox/macos/ask.ts',
		// The same door on a Mac, where the supervisor written in C does not exist.
		'sandbox/macos/supervisor.ts',
		// The person's own pager and editor, on their terminal.
		'source/commands/terminal-programs.ts',
	]);
});

test('there is one barrel, and its names are explicit', () => {
	const stars = files.filter(path => /^export \*/m.test(read(path)));
	expect(stars).toEqual([]);
});

test('only commands write to stdout', () => {
	const allowed = /^source\/(?:commands|cli)|^sandbox\/cli/;
	const writers = files.filter(
		path => !allowed.test(path) && /process\.stdout\.write|console\.log/.test(read(path).replace(/`[^`]*`|'[^']*'|"[^"]*"/g, '')),
	);
	expect(writers).toEqual([]);
});

test('run, list and version load neither the scanner, YAML, a model client, React, warm slots nor observation', () => {
	const heavy =
		/gray-matter|js-yaml|web-tree-sitter|node_modules\/(?:openai|zod|react|ink|conf)\/|^sandbox\/(?:pool|warm|observe|linux\/seccomp\/observed)\b/;
	for (const entry of ['source/commands/run.ts', 'source/commands/list.ts', 'source/cli.ts']) {
		const loaded = statically(entry);
		expect(loaded.filter(path => heavy.test(path))).toEqual([]);
	}
});

test('a conversation loads nothing of the SDK of MCP before a server starts', () => {
	for (const entry of ['source/commands/start-agent.ts', 'source/commands/chat.ts', 'source/serve/mcp/tool-servers.ts']) {
		expect(statically(entry).filter(path => path.includes('@modelcontextprotocol'))).toEqual([]);
	}
});

test('what the second program and its library load holds nothing of the agent', () => {
	const {sandbox}: {readonly sandbox: Metafile} = JSON.parse(read('dist/metafile.json'));
	const inputs = Object.values(sandbox.outputs).flatMap(output => Object.keys(output.inputs));
	expect(inputs).toContain('sandbox/run.ts');
	expect(inputs.filter(path => path.startsWith('source/') || /node_modules\/(?:openai|react|ink)\//.test(path))).toEqual([]);
	expect(listFiles('dist/sandbox').filter(path => /["']\.\.\/(?:\.\.\/)?skilllite\.js/.test(read(path)))).toEqual([]);
});

test('no registry host, machine path or person stands in the tree', () => {
	const tracked = ['source', 'sandbox', 'skills', 'bin', 'test', 'benchmark', 'docs'].flatMap(listFiles);
	const forbidden = new RegExp(
		['registry\\.npm' + 'js\\.org', 'pypi\\.' + 'org/simple', '/ro' + 'ot/\\.pyenv', '/wo' + 'rk/main'].join('|'),
	);
	const strays = [...tracked, 'README.md', 'package-lock.json'].filter(path => existsSync(join(root, path)) && forbidden.test(read(path)));
	expect(strays).toEqual([]);
});

interface Metafile {
	readonly outputs: Readonly<Record<string, {readonly inputs: Readonly<Record<string, unknown>>}>>;
}

interface Import {
	readonly from: string;
	readonly typeOnly: boolean;
	readonly dynamic: boolean;
}

function importsOf(path: string): readonly Import[] {
	const text = read(path);
	const fixed = [...text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)';/gms)].map(match => ({
		from: match[2] ?? '',
		typeOnly: match[1] !== undefined || onlyTypes(match[0]),
		dynamic: false,
	}));
	const late = [...text.matchAll(/\bimport\(\s*'([^']+)'/g)].map(match => ({from: match[1] ?? '', typeOnly: false, dynamic: true}));
	return [...fixed, ...late];
}

function onlyTypes(statement: string): boolean {
	const names = /\{([^}]*)\}/s
		.exec(statement)?.[1]
		?.split(',')
		.map(name => name.trim())
		.filter(Boolean);
	return names !== undefined && names.length > 0 && names.every(name => name.startsWith('type '));
}

/** `@scope/name` of `@scope/name/file.js`. */
function packageOf(from: string): string {
	return from
		.split('/')
		.slice(0, from.startsWith('@') ? 2 : 1)
		.join('/');
}

function localImports(path: string): readonly string[] {
	return (imports.get(path) ?? []).filter(({from}) => from.startsWith('.')).map(({from}) => target(path, from));
}

function runtimeImports(path: string): readonly string[] {
	return (imports.get(path) ?? [])
		.filter(({from, typeOnly, dynamic}) => from.startsWith('.') && !typeOnly && !dynamic)
		.map(({from}) => target(path, from))
		.filter(found => imports.has(found));
}

/** Everything that loading a file loads, packages included. */
function statically(entry: string): readonly string[] {
	const seen = new Set<string>();
	const packages = new Set<string>();
	const visit = (path: string) => {
		if (seen.has(path)) {
			return;
		}

		seen.add(path);
		for (const {from, typeOnly, dynamic} of imports.get(path) ?? []) {
			if (typeOnly || dynamic) {
				continue;
			}

			if (from.startsWith('.')) {
				visit(target(path, from));
			} else {
				packages.add(`node_modules/${from}/`);
			}
		}
	};
	visit(entry);
	return [...seen, ...packages];
}

function mayImport(path: string, targetPath: string): boolean {
	const from = roomOf(path);
	const to = roomOf(targetPath);
	const allowed = table[from] ?? [];
	return from === to || allowed.includes(to) || (targetPath === 'sandbox/index.ts' && allowed.includes('sandbox/index'));
}

function roomOf(path: string): string {
	const parts = path.split('/');
	return parts[0] === 'sandbox' ? 'sandbox' : parts.length === 2 ? 'cli' : (parts[1] ?? '');
}

function target(path: string, from: string): string {
	return relative(root, resolve(root, dirname(path), from));
}

function read(path: string): string {
	return readFileSync(join(root, path), 'utf8');
}

function listFiles(folder: string): readonly string[] {
	return existsSync(join(root, folder))
		? readdirSync(join(root, folder), {withFileTypes: true}).flatMap(entry =>
				entry.isDirectory() ? listFiles(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
			)
		: [];
}
