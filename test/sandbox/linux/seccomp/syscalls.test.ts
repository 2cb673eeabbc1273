import {expect, test} from 'vitest';
import {denialKind} from '../../../../sandbox/linux/seccomp/denials.ts';
import {profileOf} from '../../../../sandbox/linux/seccomp/profiles.ts';
import {syscallName, syscallTable} from '../../../../sandbox/linux/seccomp/syscalls.ts';
import {architectures, networks, runtimes} from './calls.ts';

test('names and numbers agree with the kernel on both architectures', () => {
	const known = {
		x64: {read: 0, openat: 257, execve: 59, rseq: 334, clone3: 435, landlock_restrict_self: 446},
		arm64: {read: 63, openat: 56, execve: 221, rseq: 293, clone3: 435, landlock_restrict_self: 446},
	};
	for (const arch of architectures) {
		for (const [name, number] of Object.entries(known[arch])) {
			expect(syscallTable(arch).numbers.get(name)).toBe(number);
			expect(syscallName(arch, number)).toBe(name);
		}

		expect(syscallTable(arch).last).toBe(450);
		expect(syscallName(arch, 451)).toBe('syscall 451');
		expect(syscallName(arch, -1)).toBe('syscall -1');
	}

	expect(syscallName('x64', 335)).toBe('syscall 335');
	expect(syscallName('arm64', 244)).toBe('syscall 244');
	expect(syscallTable('arm64').numbers.has('fork')).toBe(false);
});

test('every name of a profile is a system call, and is decided in one place', () => {
	for (const runtime of runtimes) {
		for (const network of networks) {
			const {allowed, refused, rules} = profileOf(runtime, network);
			const names = [...allowed, ...Object.keys(refused), ...Object.keys(rules)];
			expect(names.filter(name => !architectures.some(arch => syscallTable(arch).numbers.has(name)))).toEqual([]);
			expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
		}
	}
});

test('denied calls are sorted into the kinds of the envelope', () => {
	expect(['socket', 'connect', 'bind', 'sendto'].map(denialKind)).toEqual(['network', 'network', 'network', 'network']);
	expect(['execve', 'execveat', 'fork', 'vfork', 'clone'].map(denialKind)).toEqual(['exec', 'exec', 'exec', 'exec', 'exec']);
	expect(['mknod', 'chmod', 'openat', 'open_by_handle_at'].map(denialKind)).toEqual(['file', 'file', 'file', 'file']);
	expect(['ptrace', 'mount', 'bpf', 'syscall 999'].map(denialKind)).toEqual(['syscall', 'syscall', 'syscall', 'syscall']);
});
