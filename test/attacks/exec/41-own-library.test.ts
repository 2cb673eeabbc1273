/** Item 41: native code of the skill's own. It loads, as libraries do, and every call that it makes is still judged. */

import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {type Call, call, compile, expectRefused, noCompiler, quietly, tableOf} from '../kernel/calls.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attack, placeSkill} from '../sandboxed.ts';

/** One of each sort that a library would want. */
const calls: readonly Call[] = [
	call('socket', 2, 1, 0),
	call('socket', 16, 3, 0),
	call('connect', 0, new Uint8Array(16), 16),
	call('bind', 0, new Uint8Array(16), 16),
	call('execveat', 3, '', 0, 0, 0x1000),
	call('ptrace', 0, 0, 0, 0),
	call('process_vm_writev', 1, 0, 0, 0, 0, 0),
	call('unshare', 0x1000_0000),
	call('setns', 0, 0),
	call('mount', 'x', '/work', 'tmpfs', 0, 0),
	call('chroot', '/work'),
	call('bpf', 0, 0, 0),
	call('perf_event_open', 0, 0, -1, -1, 0),
	call('keyctl', 0, -3, 0),
	call('userfaultfd', 1),
	call('memfd_create', 'x', 0),
	call('seccomp', 1, 0, 0),
	call('prctl', 22, 2, 0),
	call('personality', 0x4_0000),
	call('open_by_handle_at', -100, 0, 0),
	call('mknodat', -100, '/work/device', 0o20666, 0x101),
	call('setuid', 0),
	call('shmget', 0, 4096, 0o1666),
	call('mlockall', 1),
	call('prlimit64', 0, 7, new Uint8Array(16).fill(0xff), 0),
	quietly(call('io_uring_setup', 8, new Uint8Array(120)), 'EPERM'),
	quietly(call('clone3', new Uint8Array(88), 88), 'ENOSYS'),
	quietly(call('openat2', -100, '/', 0, 24), 'ENOSYS'),
	quietly(call('setxattr', '/work', 'user.x', 'x', 1, 0), 'ENOTSUP'),
];

/** From scratch, where the skill has put it itself. */
const loading: Readonly<Record<string, Payload>> = {
	Python: python(`
		import ctypes, os, shutil
		folder = os.path.dirname(os.path.realpath(__file__))
		shutil.copy(folder + '/calls.so', os.environ['TMPDIR'] + '/own.so')
		os.environ['CALLS'] = folder + '/table'
		ctypes.CDLL(os.environ['TMPDIR'] + '/own.so')
	`),
	'a module of Python': python(`
		import importlib.machinery, importlib.util, os
		folder = os.path.dirname(os.path.realpath(__file__))
		os.environ['CALLS'] = folder + '/table'
		loader = importlib.machinery.ExtensionFileLoader('own', folder + '/calls.so')
		attempt(lambda: importlib.util.module_from_spec(importlib.util.spec_from_loader('own', loader)))
	`),
	Node: node(`
		import {copyFileSync} from 'node:fs';
		import {createRequire} from 'node:module';
		copyFileSync(import.meta.dirname + '/calls.so', process.env.TMPDIR + '/own.node');
		process.env.CALLS = import.meta.dirname + '/table';
		await attempt(() => createRequire(import.meta.url)(process.env.TMPDIR + '/own.node'));
	`),
	'a shell': bash(`
		cp /skill/calls.so /work/own.so
		export CALLS=/skill/table
		enable -f /work/own.so nothing
	`),
	'a program that a shell preloads into': bash(`
		CALLS=/skill/table LD_PRELOAD=/skill/calls.so /usr/bin/true
	`),
};

for (const [who, payload] of Object.entries(loading)) {
	eachIdentity(
		`the library of ${who} is held`,
		async identity => {
			const skill = placeSkill(payload, {table: tableOf(calls)});
			copyFileSync(compile('calls.c'), join(skill, 'calls.so'));
			expectRefused(await attack(identity, payload, {skill}), calls);
		},
		{missing: noCompiler, ...(payload.runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {})},
	);
}

eachIdentity('Python loads extension modules of its standard library, and Node its own', async identity => {
	const inPython = python('import ctypes, zlib, hashlib\nprint(ctypes.CDLL(None).abs(-5), len(zlib.compress(b"x" * 99)) < 99)');
	expect((await attack(identity, inPython)).stdout).toContain('5 True');
	const inNode = node("import {createHash} from 'node:crypto';\nconsole.log(createHash('sha256').digest('hex').length);");
	expect((await attack(identity, inNode)).stdout).toContain('64');
});
