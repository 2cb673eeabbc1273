/**
Tree-sitter grammars, one parser a language, loaded when the first file of that language is met.

The wasm files stand beside the bundle (`dist/grammars`); when the program runs from source they come from their packages.
*/

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setFlagsFromString} from 'node:v8';
import type {Parser} from 'web-tree-sitter';
import {packageRoot} from '../../base/package-root.ts';
import type {TreeModule} from './tree-walk.ts';

export type Language = 'python' | 'javascript' | 'typescript' | 'bash';

const packages: Record<Language, string> = {
	python: 'tree-sitter-python',
	javascript: 'tree-sitter-javascript',
	typescript: 'tree-sitter-typescript',
	bash: 'tree-sitter-bash',
};

/** A parser, and the module that its trees lie in. */
export interface LoadedParser {
	readonly parser: Parser;
	readonly module: TreeModule;
}

interface Runtime {
	readonly treeSitter: typeof import('web-tree-sitter');
	readonly module: TreeModule;
}

const parsers = new Map<Language, Promise<LoadedParser>>();
let runtime: Promise<Runtime> | undefined;

/**
The parser of a language; the same object at every call, so parse one text at a time.

Rejects when a wasm file is missing or damaged: the caller then has read nothing and must not call the file clean.
*/
export function parserFor(language: Language): Promise<LoadedParser> {
	const loading = parsers.get(language) ?? loadParser(language);
	parsers.set(language, loading);
	return loading;
}

async function loadParser(language: Language): Promise<LoadedParser> {
	runtime ??= loadRuntime();
	const {treeSitter, module} = await runtime;
	const {Parser, Language: Grammar} = treeSitter;
	const parser = new Parser();
	const wasm = readWasm(packages[language], `${packages[language]}.wasm`);
	parser.setLanguage(await withoutTierUp(() => Grammar.load(wasm)));
	return {parser, module};
}

async function loadRuntime(): Promise<Runtime> {
	const treeSitter = await import('web-tree-sitter');
	const wasmBinary = readWasm('web-tree-sitter', 'web-tree-sitter.wasm');
	const module = {wasmBinary};
	await withoutTierUp(() => treeSitter.Parser.init(module));
	if (!isFilled(module)) {
		throw new TypeError('The module of tree-sitter has no cursor.');
	}

	return {treeSitter, module};
}

/** The library takes our options for its module and adds what the module can do. */
function isFilled(module: object): module is TreeModule {
	return '_ts_tree_cursor_new_wasm' in module && typeof module._ts_tree_cursor_new_wasm === 'function';
}

/**
Load a WASM module whose functions never get so hot that V8 compiles them a second time: in a small scan that costs more than
the scan (measured on Node 26: 195 ms of CPU instead of 93 for 12 KB of Python).

A module takes its budget from the flag when it is made. The flag goes back at once, because V8 rejects every cached
compilation made under other flags; `--liftoff-only` set at run time does just that, and gains nothing. On a Node with another
default the caches are rejected, which costs time and nothing else.
*/
async function withoutTierUp<Result>(load: () => Promise<Result>): Promise<Result> {
	setFlagsFromString('--wasm-tiering-budget=1000000000');
	try {
		return await load();
	} finally {
		setFlagsFromString('--wasm-tiering-budget=13000000');
	}
}

function readWasm(packageName: string, file: string): Uint8Array {
	const bundled = join(packageRoot(), 'dist/grammars', file);
	return readFileSync(existsSync(bundled) ? bundled : join(packageRoot(), 'node_modules', packageName, file));
}
