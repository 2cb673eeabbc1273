#!/usr/bin/env node
// What npm installs. Any Node that knows modules can read it: an old one gets a sentence, not a syntax error.

import module from 'node:module';
import {homedir} from 'node:os';
import {join} from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
	process.stderr.write(`skilllite needs Node 22.18 or newer; this is ${process.version} at ${process.execPath}.\n`);
	process.exit(1);
}

// Compiled code is code: it belongs in a folder of the user's own, not in the shared /tmp that is the default.
const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
module.enableCompileCache(process.env.NODE_COMPILE_CACHE || join(cache, 'skilllite', 'compiled'));

import('../dist/skilllite.js').catch(error => {
	process.stderr.write(`skilllite cannot start: ${error.message}\nIn a clone, build it first: npm run build\n`);
	process.exit(1);
});
