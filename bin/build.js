// Bundles the two programs into dist/ as lazily loaded chunks, with grammars and the table of bundled skills beside them.
// Runs under Node >= 22.18: the table is made by the program's own TypeScript.

import {copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

// CommonJS packages inside an ESM bundle still call require().
const banner = "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);";

const grammars = [
	'web-tree-sitter/web-tree-sitter.wasm',
	'tree-sitter-python/tree-sitter-python.wasm',
	'tree-sitter-javascript/tree-sitter-javascript.wasm',
	'tree-sitter-typescript/tree-sitter-typescript.wasm',
	'tree-sitter-bash/tree-sitter-bash.wasm',
];

mkdirSync(join(dist, 'grammars'), {recursive: true});
const result = await build({
	absWorkingDir: root,
	entryPoints: {skilllite: 'source/cli.ts', 'skilllite-sandbox': 'sandbox/cli.ts'},
	outdir: join(dist, 'next'),
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node22.18',
	minify: true,
	// Names stay readable in a stack trace asked for with --verbose.
	keepNames: false,
	chunkNames: 'chunks/[name]-[hash]',
	define: {'process.env.NODE_ENV': '"production"'},
	banner: {js: banner},
	metafile: true,
	logLevel: 'warning',
});
for (const grammar of grammars) {
	copyFileSync(join(root, 'node_modules', grammar), join(dist, 'grammars', grammar.split('/').at(-1)));
}

// The new chunks first, then the entries that name them, so that a program starting now finds all of its parts.
const chunks = join(dist, 'next', 'chunks');
mkdirSync(join(dist, 'chunks'), {recursive: true});
const fresh = existsSync(chunks) ? readdirSync(chunks) : [];
for (const name of fresh) {
	renameSync(join(chunks, name), join(dist, 'chunks', name));
}

for (const name of ['skilllite.js', 'skilllite-sandbox.js']) {
	renameSync(join(dist, 'next', name), join(dist, name));
}

for (const name of readdirSync(join(dist, 'chunks')).filter(name => !fresh.includes(name))) {
	rmSync(join(dist, 'chunks', name));
}

rmSync(join(dist, 'next'), {recursive: true});
writeFileSync(join(dist, 'metafile.json'), JSON.stringify(result.metafile));

const {createBundledTable} = await import('../sandbox/admission/bundled-table.ts');
writeFileSync(join(dist, 'bundled-skills.json'), JSON.stringify(await createBundledTable(join(root, 'skills'))));
