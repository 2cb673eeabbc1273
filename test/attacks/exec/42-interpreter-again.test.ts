/** Item 42: the interpreter itself once more, with other flags and another environment, which a filter of paths would let through. */

import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {type Call, call, compile, expectRefused, noCompiler, tableOf} from '../kernel/calls.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath, placeSkill, runBare} from '../sandboxed.ts';
import {answer, expectNothingStarted, pythonTools, startedIn} from './starting.ts';

const inPython = python(`${pythonTools}
	import subprocess
	forked(lambda: os.execv(binary, program('execv')))
	forked(lambda: os.execve(binary, program('environment'), {'PYTHONPATH': scratch, 'LD_PRELOAD': scratch}))
	forked(lambda: os.execv('/proc/self/exe', program('proc')))
	forked(lambda: os.execvp('python3', program('path')))
	forked(lambda: os.execve(os.open(binary, os.O_RDONLY), program('descriptor'), {}))
	attempt(lambda: subprocess.run([binary, '-I', '-c', 'print(50001 * 40001, "isolated")']))
`);

eachIdentity('Python does not start itself again', async identity => {
	expectNothingStarted(await attack(identity, inPython));
});

asRoot(
	'bare, it does',
	async identity => {
		expect(startedIn(await runBare(identity, inPython))).toEqual(['descriptor', 'environment', 'execv', 'isolated', 'path', 'proc']);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

const replacing = node(`
	import {existsSync} from 'node:fs';
	const exe = existsSync('/opt/node') ? '/opt/node' : process.execPath;
	process.execve(exe, [exe, '-e', 'console.log(50001 * 40001); console.log(process.argv.at(-1), "done")', nonce], {NODE_OPTIONS: '--no-warnings'});
`);

eachIdentity('Node does not put itself in its own place', async identity => {
	// It ends where it fails to.
	const outcome = await attackToDeath(identity, replacing);
	expectNothingStarted(outcome);
	expect(outcome.denied).toContainEqual({kind: 'exec', target: 'execve', count: 1});
});

eachIdentity(
	'bare, Node does',
	async identity => {
		expect(await runBare(identity, replacing)).toContain(answer);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

/** A shell may start a shell; nothing is shed on the way. */
const calls: readonly Call[] = [
	call('socket', 2, 1, 0),
	call('unshare', 0x1000_0000),
	call('mount', 'tmpfs', '/work', 'tmpfs', 0, 0),
	call('ptrace', 16, 1, 0, 0),
	call('prctl', 38, 0, 0, 0, 0),
	call('prlimit64', 0, 6, new Uint8Array(16).fill(0xff), 0),
	call('setuid', 0),
];

eachIdentity(
	'a shell that starts a shell that becomes a shell is held as the first one',
	async identity => {
		const payload = bash(`
			export CALLS=/skill/table
			bash -c '(exec bash -c "exec env -i CALLS=$CALLS bash --norc -c \\"enable -f /skill/calls.so nothing\\"")'
		`);
		const skill = placeSkill(payload, {table: tableOf(calls)});
		copyFileSync(compile('calls.c'), join(skill, 'calls.so'));
		expectRefused(await attack(identity, payload, {skill}), calls);
	},
	{missing: noCompiler, bwrapOnly: 'it runs no shell'},
);

eachIdentity('a skill evaluates code of its own in itself', async identity => {
	const evaluated = python(
		"exec(compile('print(50001 * 40001)', 'code', 'exec'))\nimport runpy, os\nprint(len(runpy.run_module('this')) > 0)",
	);
	expect((await attack(identity, evaluated)).stdout).toContain(answer);
	expect((await attack(identity, node("console.log(new Function('return 50001 * 40001')())"))).stdout).toContain(answer);
});
