import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {installPackage} from './install.ts';
import type {Peer} from './peer.ts';

const version = '314.0.7';

/** Python in WebAssembly, started by Node. */
export const pyodide: Peer = {
	id: 'pyodide',
	name: 'Pyodide in Node',
	setup: `Pyodide ${version} as its manual starts it in Node: a file system in memory, nothing of the host mounted.`,
	prepare(bench) {
		const folder = installPackage(bench, 'pyodide', version);
		const runner = join(folder, 'runner.mjs');
		copyFileSync(fileURLToPath(new URL('./pyodide-runner.mjs', import.meta.url)), runner);
		return {
			version,
			invoke: ({script, args}) => ({command: [bench.node, runner, script, ...args]}),
		};
	},
};
