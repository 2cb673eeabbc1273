/** Every step of the set-up made to fail once: nothing runs. The canary is a file that the script would write. */

import {chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {expect, inject, onTestFinished} from 'vitest';
import {type FailingCall, whereFails} from '../failing-call.ts';
import {asRoot, eachIdentity, give, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, placeSkill, refusal, type RunOptions} from '../sandboxed.ts';

const policy = {filesystem: {write: ['out']}};
const payload = python("open('/workspace/out/ran', 'w').write('ran')");

function placeWorkspace(identity: Identity): string {
	const owner = {uid: identity.sandboxUid, gid: identity.sandboxUid};
	const workspace = placeFolder(owner);
	mkdirSync(join(workspace, 'out'));
	give(join(workspace, 'out'), owner);
	return workspace;
}

/**
Each system call by which the sandbox is built, refused once, as a kernel without it or a container around us would; and the
step that must be named for it. What is bwrap's own is named by its message.

Damaged blocks reach the launcher's other steps (item 4). Not reached: `status`, `poll`, `fork` and `random`, for what makes
them fail takes Node or the supervisor along; a report pipe that breaks ends the supervisor, which orphans.test.ts shows.
*/
const calls: readonly (FailingCall & {readonly step: string})[] = [
	{call: 'prctl', given: {0: 1}, step: 'death signal'},
	{call: 'signalfd4', step: 'setup'},
	{call: 'socketpair', given: {1: 0x8_0005}, step: 'setup'},
	{call: 'setsockopt', given: {2: 16}, step: 'setup'},
	{call: 'setpgid', step: 'group'},
	// Without a hold on the first process its listener cannot be taken.
	{call: 'pidfd_open', error: 'ENOSYS', step: 'listener'},
	{call: 'pidfd_getfd', step: 'listener'},
	{call: 'clone', given: {0: 0x7e02_0011}, step: 'user namespaces'},
	{call: 'mount', step: 'mounting'},
	{call: 'pivot_root', step: 'pivot_root'},
	{call: 'umount2', step: 'unmount'},
	{call: 'sethostname', step: 'hostname'},
	{call: 'capset', step: 'capset'},
	{call: 'chdir', step: 'chdir'},
	{call: 'prctl', given: {0: 38}, step: 'NO_NEW_PRIVS'},
	{call: 'dup3', given: {1: 1023}, step: 'interpreter'},
	{call: 'close_range', error: 'ENOSYS', step: 'close_range'},
	{call: 'statx', given: {3: 0x100}, step: 'mount'},
	{call: 'prlimit64', given: {1: 4}, step: 'rlimit'},
	{call: 'landlock_create_ruleset', given: {1: 24}, step: 'landlock'},
	{call: 'landlock_add_rule', step: 'landlock'},
	{call: 'landlock_restrict_self', step: 'landlock'},
	{call: 'seccomp', given: {0: 1}, step: 'seccomp'},
	{call: 'execveat', step: 'exec'},
];

eachIdentity(
	'nothing runs where one of the calls fails that build the sandbox',
	async identity => {
		const workspace = placeWorkspace(identity);
		// So that the run itself meets the fault, not the probe before it.
		await attack(identity, python(''));
		for (const {step, ...failing} of calls) {
			const error = await refusal(identity, payload, {policy, workspace, before: whereFails(failing)});
			expect(error).toMatchObject({name: 'SandboxError', message: expect.stringContaining(step)});
			expect(readdirSync(join(workspace, 'out')), step).toEqual([]);
		}
	},
	{bwrapOnly: 'these are the steps of bwrap, and it grants no writing'},
);

asRoot(
	'nothing runs where a call fails by which root becomes somebody else, or stages what he cannot reach',
	async identity => {
		const workspace = placeWorkspace(identity);
		await attack(identity, python(''));
		for (const failing of [{call: 'setresuid'}, {call: 'setresgid'}, {call: 'setgroups'}] as const) {
			const error = await refusal(identity, payload, {policy, workspace, before: whereFails(failing)});
			expect(error).toMatchObject({name: 'SandboxError', code: 'sandbox-setup', message: expect.stringContaining('(user,')});
		}

		// Root's own folder makes the run root for the kernel, who would own the host's devices.
		const own = {policy: {filesystem: {write: ['.']}}, workspace: placeFolder(identity)};
		const held = await refusal(identity, payload, {...own, before: whereFails({call: 'mount', given: {3: 0x1021}})});
		expect(held).toMatchObject({code: 'sandbox-setup', message: expect.stringContaining('(devices,')});
		const home = placeFolder(identity);
		renameSync(workspace, join(home, 'project'));
		chmodSync(home, 0o700);
		const staged = {policy, workspace: join(home, 'project')};
		const error = await refusal(identity, payload, {...staged, before: whereFails({call: 'unshare', given: {0: 0x2_0000}})});
		expect(error).toMatchObject({code: 'sandbox-setup', message: expect.stringContaining('(stage,')});
		expect(readdirSync(join(home, 'project', 'out'))).toEqual([]);
		await attack(identity, payload, staged);
		expect(existsSync(join(home, 'project', 'out', 'ran'))).toBe(true);
	},
	{bwrapOnly: 'it grants no writing'},
);

/** Faults of the machine that a whole run meets. */
const faults: Readonly<Record<string, (identity: Identity) => RunOptions>> = {
	'a skill that is not there': () => ({skill: join(inject('world').folder, 'no-such-skill')}),
	'too few descriptors to hold the interpreter': () => ({before: ['/bin/bash', '-c', 'ulimit -n 256; exec "$@"', 'few']}),
};

for (const [name, fault] of Object.entries(faults)) {
	eachIdentity(`nothing runs with ${name}`, async identity => {
		const workspace = placeWorkspace(identity);
		for (const script of [
			payload,
			node("import {writeFileSync} from 'node:fs';\nwriteFileSync('/workspace/out/ran', '');"),
			bash('echo > /workspace/out/ran'),
		]) {
			const error = await refusal(identity, script, {policy, workspace, ...fault(identity)});
			expect(error).toMatchObject({name: 'SandboxError', code: expect.stringMatching(/^sandbox-(?:unavailable|setup)$/)});
		}

		expect(readdirSync(join(workspace, 'out'))).toEqual([]);
	});
}

eachIdentity('nothing runs from a skill that the sandbox may not read', async identity => {
	const workspace = placeWorkspace(identity);
	for (const hide of [(skill: string) => skill, (skill: string) => join(skill, payload.script)]) {
		const skill = placeSkill(payload);
		chmodSync(hide(skill), 0);
		// An ordinary user could not remove it otherwise.
		onTestFinished(() => chmodSync(hide(skill), 0o700));
		const error = await refusal(identity, payload, {policy, workspace, skill});
		expect(error).toMatchObject({name: 'SandboxError', code: 'sandbox-setup'});
	}

	expect(readdirSync(join(workspace, 'out'))).toEqual([]);
});

eachIdentity('a readable skill below a folder that only its owner enters is bound there', async identity => {
	const workspace = placeWorkspace(identity);
	const home = placeFolder(identity);
	const skill = join(home, 'skill');
	cpSync(placeSkill(payload), skill, {recursive: true});
	give(home, identity);
	chmodSync(home, 0o700);
	await attack(identity, payload, {policy, workspace, skill});
	expect(existsSync(join(workspace, 'out', 'ran'))).toBe(true);
});

eachIdentity('the same job runs where nothing fails', async identity => {
	const workspace = placeWorkspace(identity);
	await attack(identity, payload, {policy, workspace});
	expect(existsSync(join(workspace, 'out', 'ran'))).toBe(true);
});
