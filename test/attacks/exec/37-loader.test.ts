/** Item 37: a program started by the dynamic loader, which is mounted because every program needs it. */

import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {type Call, call, compile, expectRefused, noCompiler, tableOf} from '../kernel/calls.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath, placeSkill, runBare} from '../sandboxed.ts';
import {answer, expectNothingStarted, pythonTools, startedIn, withExpr} from './starting.ts';

const inPython = python(`${pythonTools}
	import subprocess
	forked(lambda: os.execv(loader, [loader, *program('execv')]))
	forked(lambda: os.execv(loader, [loader, '--argv0', 'python3', '--library-path', '/usr/lib', *program('argv0')]))
	forked(lambda: call(EXECVE, loader.encode(), strings([loader, *program('syscall')]), none))
	attempt(lambda: subprocess.run([loader, *program('subprocess')]))
	attempt(lambda: os.posix_spawn(loader, [loader, *program('posix_spawn')], {}) and os.wait())
`);

eachIdentity('Python starts nothing by the loader', async identity => {
	expectNothingStarted(await attack(identity, inPython));
});

asRoot(
	'bare, the loader starts programs',
	async identity => {
		expect(startedIn(await runBare(identity, inPython))).toEqual(['argv0', 'execv', 'posix_spawn', 'subprocess', 'syscall']);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

eachIdentity('Node starts nothing by the loader', async identity => {
	const start = (how: string) =>
		node(`
		import {spawnSync} from 'node:child_process';
		import {existsSync} from 'node:fs';
		const loader = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'].find(existsSync);
		const words = [existsSync('/opt/node') ? '/opt/node' : process.execPath, '-p', '50001 * 40001'];
		${how}
	`);
	expectNothingStarted(await attack(identity, start("await attempt(() => spawnSync(loader, words, {stdio: 'inherit'}).error.code);")));
	// It ends Node where it fails.
	expectNothingStarted(await attackToDeath(identity, start('process.execve(loader, [loader, ...words], {});')));
});

/** A shell may use the loader; what it starts so is held as the shell is. */
const ownCalls: readonly Call[] = [
	call('socket', 2, 1, 0),
	call('socket', 1, 2, 0),
	call('unshare', 0x1000_0000),
	call('clone', 0x1000_0011),
	call('mount', 'tmpfs', '/work', 'tmpfs', 0, 0),
	call('ptrace', 16, 1, 0, 0),
	call('process_vm_readv', 1, 0, 0, 0, 0, 0),
	call('bpf', 0, new Uint8Array(16), 16),
	call('keyctl', 0, -3, 0),
	call('memfd_create', 'x', 0),
	call('execveat', 3, '', 0, 0, 0x1000),
	call('chroot', '/work'),
	call('setuid', 0),
	call('prctl', 22, 2, 0),
];

for (const asCommand of [undefined, true] as const) {
	const whose = asCommand ? 'the shell of the agent' : 'a shell';
	eachIdentity(
		`a program of its own that ${whose} starts by the loader is held as it is`,
		async identity => {
			// The agent's shell has no skill: there the program is written to scratch.
			const payload = bash(`
				set -- /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.*; for loader; do test -e $loader && break; done
				test -d /skill && export CALLS=/skill/table && $loader /skill/program
				test -d /workspace && export CALLS=/workspace/in/table && cp in/program /work/program && $loader /work/program
				chmod +x /work/program /skill/program; /work/program && echo gained:; /skill/program && echo gained:
			`);
			const skill = placeSkill(payload, {'in/table': tableOf(ownCalls), table: tableOf(ownCalls)});
			for (const name of ['program', 'in/program']) {
				copyFileSync(compile('calls.c', 'program'), join(skill, name));
			}

			const options = asCommand ? {asCommand, policy: {filesystem: {read: ['in']}}, workspace: skill} : {};
			const outcome = await attack(identity, payload, {...options, skill});
			expectRefused(outcome, ownCalls);
			expect(outcome.stdout).not.toContain('gained');
		},
		{missing: noCompiler, bwrapOnly: 'it runs no shell'},
	);
}

eachIdentity(
	'a shell starts the programs that it has, and those load their libraries',
	async identity => {
		const payload = bash("expr 50001 '*' 40001; echo x | gzip | gunzip");
		expect((await attack(identity, payload, {skill: withExpr(payload)})).stdout).toContain(`${answer}\nx\n`);
	},
	{bwrapOnly: 'it runs no shell'},
);
