// Bundles the two programs and the sandbox's library into dist/ as lazily loaded chunks, with grammars and the table of bundled skills beside them.
// Runs under Node >= 22.18: the table is made by the program's own TypeScript.

import {copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {banner, plugins} from './bundle-plugins.js';

const entry = 'skilllite.js';
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

const grammars = [
	'web-tree-sitter/web-tree-sitter.wasm',
	'tree-sitter-python/tree-sitter-python.wasm',
	'tree-sitter-javascript/tree-sitter-javascript.wasm',
	'tree-sitter-typescript/tree-sitter-typescript.wasm',
	'tree-sitter-bash/tree-sitter-bash.wasm',
];

/** Commands that start no agent: what they load stays apart from it. */
const withoutAgent = ['add', 'audit', 'config', 'doctor', 'memory', 'sessions', 'update'];

/** What admission loads in one go: each row becomes one file, without what stands in the rows before; the first two serve `run` too. */
const admissionFiles = [
	['sandbox/manifest/parse-manifest.ts'],
	['sandbox/admission/supply-chain/compatibility.ts', 'sandbox/admission/supply-chain/script-metadata.ts'],
	['sandbox/admission/admit.ts'],
	['source/commands/scan.ts', 'sandbox/scan.ts', 'sandbox/format-reports.ts', 'sandbox/admission/formats/text.ts'],
];

/** What is loaded late stays a file of its own; `into` lies in `dist/`, like the entry, or in `chunks/`, like all others. */
const keepOutside = (into, merged) => ({
	name: 'keep-outside',
	setup({onResolve}) {
		const isChunk = into.startsWith('chunks/');
		onResolve({filter: /^\./}, ({path}) => {
			const file = path.split('/').at(-1);
			if (merged.includes(file) || merged.includes(`chunks/${file}`)) {
				return undefined;
			}

			return {path: file === entry ? `../${entry}` : `${isChunk ? '.' : './chunks'}/${file}`, external: true};
		});
	},
});

mkdirSync(join(dist, 'grammars'), {recursive: true});
for (const grammar of grammars) {
	copyFileSync(join(root, 'node_modules', grammar), join(dist, 'grammars', grammar.split('/').at(-1)));
}

// The sandbox is a product of its own: its program and its library share chunks with each other and none with the agent.
const agent = await bundle({entryPoints: {skilllite: 'source/commands/main.ts'}, into: dist, finish: mergePaths});
const alone = await bundle({entryPoints: {cli: 'sandbox/cli.ts', index: 'sandbox/index.ts'}, into: join(dist, 'sandbox')});
writeFileSync(join(dist, 'metafile.json'), JSON.stringify({agent, sandbox: alone}));

const {createBundledTable} = await import('../sandbox/admission/bundled-table.ts');
const {inputSchema} = await import('../source/skills/schema.ts');
writeFileSync(join(dist, 'bundled-skills.json'), JSON.stringify(await createBundledTable(join(root, 'skills'), inputSchema)));

/** Bundles entries and their chunks into a folder; gives esbuild's account of what went where. */
async function bundle({entryPoints, into, finish}) {
	const next = join(into, 'next');
	const {metafile} = await build({
		absWorkingDir: root,
		entryPoints,
		outdir: next,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node22.18',
		minify: true,
		chunkNames: 'chunks/[name]-[hash]',
		define: {'process.env.NODE_ENV': '"production"'},
		banner: {js: banner},
		plugins,
		metafile: true,
		logLevel: 'warning',
	});
	await finish?.(next, metafile.outputs);
	moveIn(next, into, Object.keys(entryPoints));
	return metafile;
}

// The new chunks first, then the entries that name them, so that a program starting now finds all of its parts.
function moveIn(next, into, entries) {
	mkdirSync(join(into, 'chunks'), {recursive: true});
	const fresh = existsSync(join(next, 'chunks')) ? readdirSync(join(next, 'chunks')) : [];
	for (const name of fresh) {
		renameSync(join(next, 'chunks', name), join(into, 'chunks', name));
	}

	for (const name of entries) {
		renameSync(join(next, `${name}.js`), join(into, `${name}.js`));
	}

	for (const name of readdirSync(join(into, 'chunks')).filter(name => !fresh.includes(name))) {
		rmSync(join(into, 'chunks', name));
	}

	rmSync(next, {recursive: true});
}

/**
Puts everything that `skilllite run` loads into the entry, what admission loads beside it into a few files, and what only a
chat loads beside both into the chat's file, and leaves re-exports where the chunks were.

The splitter makes a chunk for each set of commands that share a module, some forty files for one command; reading them
costs a sixth of its start. There is still one copy of each module, so classes and caches stay the same everywhere.
*/
async function mergePaths(folder, outputs) {
	const byName = new Map(Object.entries(outputs).map(([path, output]) => [path.replace('dist/next/', ''), output]));
	const nameOf = source => [...byName].find(([, {entryPoint}]) => entryPoint === source)[0];
	const nameOfCommand = command => nameOf(`source/commands/${command}.ts`);
	const reach = (name, seen = new Set()) => {
		if (!seen.has(name) && byName.has(name)) {
			seen.add(name);
			const fixed = byName.get(name).imports.filter(({kind}) => kind === 'import-statement');
			for (const {path} of fixed) {
				reach(path.replace('dist/next/', ''), seen);
			}
		}

		return seen;
	};
	const hot = reach(nameOfCommand('run'), reach(entry));
	await mergeInto(folder, byName, entry, hot);
	const chat = reach(nameOfCommand('chat-lines'), reach(nameOfCommand('chat')));
	const others = withoutAgent.reduce((seen, command) => reach(nameOfCommand(command), seen), new Set(hot));
	const admission = new Set(hot);
	for (const [first, ...rest] of admissionFiles.map(sources => sources.map(nameOf))) {
		const group = rest.reduce((seen, name) => reach(name, seen), reach(first));
		await mergeInto(folder, byName, first, group.difference(admission.union(others).union(chat)));
		for (const name of group) {
			admission.add(name);
		}
	}

	// A chunk that stays apart imports none of these, or it would be one of them: no circle comes of it.
	await mergeInto(folder, byName, nameOfCommand('chat'), chat.difference(others).difference(admission));
}

async function mergeInto(folder, byName, into, merged) {
	const chunks = [...merged].filter(name => name !== into);
	const exported = (name, index, isStub) =>
		byName.get(name).exports.map(symbol => (isStub ? `m${index}_${symbol} as ${symbol}` : `${symbol} as m${index}_${symbol}`));
	const reexports = (name, index, from, isStub) => `export {${exported(name, index, isStub).join(', ')}} from '${from}';`;
	const {outputFiles} = await build({
		stdin: {
			contents: [
				`export {${byName.get(into).exports.join(', ')}} from './${into}';`,
				...chunks.map((name, index) => reexports(name, index, `./${name}`, false)),
			].join('\n'),
			resolveDir: folder,
		},
		bundle: true,
		write: false,
		format: 'esm',
		platform: 'node',
		minify: true,
		logLevel: 'error',
		plugins: [keepOutside(into, [...merged])],
	});
	const from = into === entry ? `../${entry}` : `./${into.split('/').at(-1)}`;
	chunks.forEach((name, index) => {
		writeFileSync(join(folder, name), `${reexports(name, index, from, true)}\n`);
	});
	writeFileSync(join(folder, into), outputFiles[0].contents);
	const rest = [...byName.keys()].filter(name => name.startsWith('chunks/') && name !== into && !chunks.includes(name));
	await importDirectly(folder, rest, chunks);
}

/** The other chunks name the one file instead of what was left in its place: a command would read sixty files of one line each. */
async function importDirectly(folder, rest, stubs) {
	await build({
		absWorkingDir: folder,
		entryPoints: rest,
		outdir: folder,
		outbase: folder,
		allowOverwrite: true,
		bundle: true,
		format: 'esm',
		platform: 'node',
		minify: true,
		logLevel: 'error',
		plugins: [
			{
				name: 'flatten-stubs',
				setup({onResolve}) {
					onResolve({filter: /^\./}, ({path, kind}) => {
						const isStub = kind === 'import-statement' && stubs.includes(`chunks/${path.split('/').at(-1)}`);
						return isStub || kind === 'entry-point' ? undefined : {path, external: true};
					});
				},
			},
		],
	});
}
