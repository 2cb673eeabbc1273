#!/usr/bin/env node
// What npm installs. Any Node that knows modules can read it: an old one gets a sentence, not a syntax error.
// Builtins come from process.getBuiltinModule: an import makes Node evaluate all their exports, 10 ms of a start.

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
	process.stderr.write(`skilllite-sandbox needs Node 22.18 or newer; this is ${process.version} at ${process.execPath}.\n`);
	process.exit(1);
}

// Compiled code is code: it belongs in a folder of the user's own, not in the shared /tmp that is the default.
const home = process.env.XDG_CACHE_HOME || `${process.getBuiltinModule('node:os').homedir()}/.cache`;
process.getBuiltinModule('node:module').enableCompileCache(process.env.NODE_COMPILE_CACHE || `${home}/skilllite/compiled`);

import('../dist/sandbox/cli.js').catch(error => {
	process.stderr.write(`skilllite-sandbox cannot start: ${error.message}\nIn a clone, build it first: npm run build\n`);
	process.exit(1);
});
