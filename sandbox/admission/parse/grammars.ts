/**
Tree-sitter grammars, one parser a language, loaded when the first file of that language is met.

The wasm files stand beside the bundle (`dist/grammars`); when the program runs from source they come from their packages.
*/

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setFlagsFromString} from 'node:v8';
import type {Parser} from 'web-tree-sitter';
import {packageRoot} from '../../base/package-root.ts';

export type Language = 'python' | 'javascript' | 'typescript' | 'bash';

const packages: Record<Language, string> = {
	python: 'tree-sitter-python',
	javascript: 'tree-sitter-javascript',
	typescript: 'tree-sitter-typescript',
	bash: 'tree-sitter-bash',
};

const parsers = new Map<Language, Promise<Parser>>();
let runtime: Promise<typeof import('web-tree-sitter')> | undefined;

/**
The parser of a language; the same object at every call, so parse one text at a time.

Rejects when a wasm file is missing or damaged: the caller then has read nothing and must not call the file clean.
*/
export function parserFor(language: Language): Promise<Parser> {
	const loading = parsers.get(language) ?? loadParser(language);
	parsers.set(language, loading);
	return loading;
}

async function loadParser(language: Language): Promise<Parser> {
	runtime ??= loadRuntime();
	const {Parser, Language: Grammar} = await runtime;
	const parser = new Parser();
	const wasm = readWasm(packages[language], `${packages[language]}.wasm`);
	parser.setLanguage(await withoutTierUp(() => Grammar.load(wasm)));
	return parser;
}

async function loadRuntime(): Promise<typeof import('web-tree-sitter')> {
	const treeSitter = await import('web-tree-sitter');
	const wasmBinary = readWasm('web-tree-sitter', 'web-tree-sitter.wasm');
	await withoutTierUp(() => treeSitter.Parser.init({wasmBinary}));
	return treeSitter;
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
