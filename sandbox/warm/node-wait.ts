/**
What Node loads before the script of a warm slot.

It says with one byte that it is ready, reads its one job from the standard input (u32, little endian, then so many bytes of
JSON) and not a byte more, and returns: Node then runs the script itself, as in a cold start. It reads nothing of the skill.
*/

/** Imported and thrown away: Node's loader of ES modules is ready afterwards. */
export const nodeWaitModule = `import 'node:fs';
`;

/** A CommonJS module, with that one beside it as `module.mjs`. */
export const nodeWait = `'use strict';
const {isMainThread} = require('node:worker_threads');

// A worker of the skill loads this file as well.
if (isMainThread) {
	const {readSync, writeSync} = require('node:fs');
	// What console.log loads at its first use. The standard streams themselves are left alone: opened, they no longer block.
	const {Console} = require('node:console');
	const {Writable} = require('node:stream');
	require('node:net');
	require('node:tty');
	// A write that is never done: its end would be an event, and stand in the stack of the script's errors.
	new Console(new Writable({write() {}})).log('');
	// How most scripts read their input: 2 to 3 ms that the job need not wait for.
	for (const name of ['stream/consumers', 'readline', 'path', 'url', 'util']) require('node:' + name);
	require('./module.mjs');

	const take = size => {
		const taken = Buffer.alloc(size);
		for (let length = 0; length < size; ) {
			const read = readSync(0, taken, length, size - length, null);
			if (read === 0) {
				process.reallyExit(0);
			}

			length += read;
		}

		return taken;
	};

	writeSync(1, '\\n');
	const {args} = JSON.parse(take(take(4).readUInt32LE(0)).toString());
	process.argv.push(...args);
	process.execArgv.splice(-2);
	for (const path of Object.keys(require.cache)) {
		delete require.cache[path];
	}
}
`;
