// How our bundles are made, for the build and for benchmarks that bundle a part of the program.

import {readFile} from 'node:fs/promises';
import {builtinModules} from 'node:module';
import {join} from 'node:path';

// CommonJS packages inside an ESM bundle still call require(), mostly for builtins; what else is made when it is called, since every chunk carries this line.
export const banner =
	"const require = name => process.getBuiltinModule(name) ?? process.getBuiltinModule('node:module').createRequire(import.meta.url)(name);";

/** Most commands do without these, and each brings ten to twenty more modules: loaded by the first call of one of their functions. */
const loadedByCall = ['node:child_process', 'node:fs/promises', 'node:zlib'];

/**
Builtins by `process.getBuiltinModule`, one property at a time, instead of an import: an import of node:fs makes Node
evaluate every export, which loads streams, readline and half of the library (30 ms of a start on a 2-core machine).
*/
const lazyBuiltins = {
	name: 'lazy-builtins',
	setup({onResolve, onLoad}) {
		const bare = builtinModules.filter(name => /^[a-z]/.test(name));
		onResolve({filter: new RegExp(`^(?:node:.*|${bare.join('|')})$`)}, ({path, kind}) =>
			// Who imports one late wants its named exports, and has decided to pay for them.
			kind === 'import-statement' ? {path: path.startsWith('node:') ? path : `node:${path}`, namespace: 'builtin'} : {path, external: true},
		);
		onLoad({filter: /.*/, namespace: 'builtin'}, ({path}) => {
			const found = process.getBuiltinModule(path);
			const names = Object.keys(found).filter(name => /^[A-Za-z_]\w*$/.test(name) && name !== 'default');
			const isLate = name => loadedByCall.includes(path) && typeof found[name] === 'function' && /^[a-z]/.test(name);
			// Marked pure, so that what nobody imports goes, and its getters are never run.
			const builtin = `/* @__PURE__ */ process.getBuiltinModule('${path}')`;
			const lines = names.map(name =>
				isLate(name)
					? `export const ${name} = (...given) => ${builtin}.${name}(...given);`
					: `export const ${name} = /* @__PURE__ */ (() => builtin.${name})();`,
			);
			return {contents: [`const builtin = ${builtin};`, 'export default builtin;', ...lines].join('\n')};
		});
	},
};

/** Ink asks for React's developer tools in one branch that production never takes; they are not among our packages. */
const noDevTools = {
	name: 'no-dev-tools',
	setup({onResolve, onLoad}) {
		onResolve({filter: /^react-devtools-core$/}, () => ({path: 'react-devtools-core', namespace: 'no-dev-tools'}));
		onLoad({filter: /.*/, namespace: 'no-dev-tools'}, () => ({contents: 'export default {};'}));
	},
};

/**
Yoga's loader asks whether there is a `fetch`, and asking makes Node load its whole HTTP client: 20 ms before the first
frame. Its WASM is in its own file, so it needs none.
*/
const noFetchInYoga = {
	name: 'no-fetch-in-yoga',
	setup({onLoad}) {
		onLoad({filter: /yoga-layout[/\\]dist[/\\]binaries[/\\].*\.js$/}, async ({path}) => ({
			contents: (await readFile(path, 'utf8')).replaceAll('typeof fetch', 'typeof undefined'),
		}));
	},
};

/** Its own `require` for three builtins that are there already, made after an import of node:module. */
const noRequireInTreeSitter = {
	name: 'no-require-in-tree-sitter',
	setup({onLoad}) {
		onLoad({filter: /web-tree-sitter[/\\]web-tree-sitter\.js$/}, async ({path}) => ({
			contents: (await readFile(path, 'utf8'))
				.replace('const { createRequire } = await import("module");', '')
				.replace('var require = createRequire(import.meta.url);', 'var require = process.getBuiltinModule;'),
		}));
	},
};

/** The reader of YAML loads a parser of JavaScript for functions in YAML, which our schema does not have: 6 ms of a start. */
const noFunctionsInYaml = {
	name: 'no-functions-in-yaml',
	setup({onLoad}) {
		onLoad({filter: /js-yaml[/\\]lib[/\\]js-yaml[/\\]type[/\\]js[/\\]function\.js$/}, async ({path}) => ({
			contents: (await readFile(path, 'utf8')).replace("esprima = _require('esprima');", ''),
		}));
	},
};

/** The SDK of MCP would make code of the schemas that a server sends; its client is given a validator that does not, and this is never called. */
const noSchemaCompiler = {
	name: 'no-schema-compiler',
	setup({onResolve, onLoad}) {
		onResolve({filter: /^ajv(?:-formats)?$/}, () => ({path: 'ajv', namespace: 'no-schema-compiler'}));
		onLoad({filter: /.*/, namespace: 'no-schema-compiler'}, () => ({contents: 'export default class {}'}));
	},
};

/** Ink measures text as our own panes do. */
const oneWidth = {
	name: 'one-width',
	setup({onResolve, onLoad}) {
		onResolve({filter: /^string-width$/}, () => ({path: 'string-width', namespace: 'one-width'}));
		onLoad({filter: /.*/, namespace: 'one-width'}, () => ({
			contents: "export {stringWidth as default} from './source/ui/terminal/width-for-ink.ts';",
			resolveDir: join(import.meta.dirname, '..'),
		}));
	},
};

export const plugins = [lazyBuiltins, noDevTools, noFetchInYoga, noRequireInTreeSitter, noFunctionsInYaml, noSchemaCompiler, oneWidth];
