/** How an interpreter is made to wait for its job before it comes to the script. */

import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import type {Job} from '../job.ts';
import type {Preload} from '../linux/layout.ts';
import {supportParent} from '../linux/support.ts';
import {nodeWait, nodeWaitModule} from './node-wait.ts';
import {pythonWait} from './python-wait.ts';

const waitPath = '/run/wait';

/** What makes this job's interpreter wait. */
export function preloadFor({runtime, typescript}: Pick<Job, 'runtime' | 'typescript'>): Preload {
	if (runtime === 'python') {
		return {args: ['-c', pythonWait], mounts: []};
	}

	// In the order of the command line: the hook for TypeScript is there before we wait. For JavaScript not `--import`, which
	// would have Node load a CommonJS script in another way than cold.
	return {
		args: [typescript ? '--import' : '--require', `${waitPath}/wait.cjs`],
		mounts: [{source: nodeFolder(), target: waitPath}],
	};
}

function nodeFolder(): string {
	const folder = join(supportParent('wait-1'), 'wait-1');
	mkdirSync(folder, {recursive: true, mode: 0o755});
	for (const [name, text] of Object.entries({'wait.cjs': nodeWait, 'module.mjs': nodeWaitModule})) {
		const path = join(folder, name);
		if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
			writeFileAtomically(path, text, 0o444);
		}
	}

	return folder;
}

/** A job as the interpreter waits for it: its length (u32, little endian) and JSON. Nothing but the arguments is left to say. */
export function encodeJob({args}: Pick<Job, 'args'>): Uint8Array {
	const text = Buffer.from(JSON.stringify({args: args.map(argument => argument.toWellFormed())}));
	const head = Buffer.alloc(4);
	head.writeUInt32LE(text.length);
	return Buffer.concat([head, text]);
}
