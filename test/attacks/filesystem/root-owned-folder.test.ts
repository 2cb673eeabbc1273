/**
A granted folder that belongs to the host's root: the run then has root's number for the kernel, and nothing but the
sandbox to keep it from being root.
*/

import {chmodSync, existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {mostOf, processesWith, startCanary, uniqueSeconds, waitFor} from '../host.ts';
import {asRoot, type Identity} from '../identity.ts';
import {bash, python, syscallNumber} from '../payload.ts';
import {attack, givenTime, placeFolder, startSandboxed} from '../sandboxed.ts';

const policy = {filesystem: {write: ['.']}};

function placeWorkspace(identity: Identity): string {
	const workspace = placeFolder(identity, {'honest.txt': 'of root'});
	chmodSync(workspace, 0o700);
	chmodSync(join(workspace, 'honest.txt'), 0o600);
	return workspace;
}

asRoot('it reads and writes there, and what it makes belongs to root', async identity => {
	const workspace = placeWorkspace(identity);
	const payload = python("print(open('honest.txt').read())\nopen('result', 'w').write('made')");
	expect((await attack(identity, payload, {policy, workspace})).stdout).toContain('of root');
	expect([readFileSync(join(workspace, 'result'), 'utf8'), statSync(join(workspace, 'result')).uid]).toEqual(['made', 0]);
});

asRoot("it has none of root's powers", async identity => {
	const workspace = placeWorkspace(identity);
	const before = readFileSync('/proc/sys/kernel/core_pattern', 'utf8');
	const canary = await startCanary(0);
	const outside = join(placeFolder(identity), 'written');
	const payload = python(`
		import ctypes, os, socket
		libc = ctypes.CDLL(None, use_errno=True)
		def call(number, *arguments):
		    if libc.syscall(number, *arguments) < 0:
		        raise OSError(ctypes.get_errno(), 'refused')
		    return 'worked'
		for path in ['/etc/shadow', '/proc/sys/kernel/core_pattern', '/proc/1/environ', '/proc/${canary.pid}/root/etc/shadow', '/sys/kernel/uevent_helper']:
		    attempt(lambda: open(path).read())
		    attempt(lambda: os.open(path, os.O_WRONLY))
		attempt(lambda: open('${outside}', 'w').write('x'))
		attempt(lambda: os.mknod('device', 0o060600, os.makedev(254, 0)))
		attempt(lambda: os.chmod('honest.txt', 0o4755))
		attempt(lambda: os.chown('honest.txt', 0, 0))
		attempt(lambda: os.setuid(0))
		attempt(lambda: os.chroot('/work'))
		attempt(lambda: os.kill(${canary.pid}, 9))
		attempt(lambda: os.fork())
		attempt(lambda: os.setxattr('honest.txt', 'security.capability', bytes(20)))
		for number, arguments in [(${syscallNumber('mount')}, (b'x', b'/work', b'tmpfs', 0, 0)), (${syscallNumber('unshare')}, (0x10000000,)),
		        (${syscallNumber('init_module')}, (0, 0, 0)), (${syscallNumber('syslog')}, (2, 0, 0)), (${syscallNumber('sethostname')}, (b'x', 1))]:
		    attempt(lambda: call(number, *arguments))
	`);
	const {stdout, layers} = await attack(identity, payload, {policy, workspace});
	expect(stdout).not.toContain('gained');
	expect(layers.landlock).toBeGreaterThanOrEqual(3);
	expect([canary.isAlive(), existsSync(outside), readFileSync('/proc/sys/kernel/core_pattern', 'utf8')]).toEqual([true, false, before]);
	expect(statSync(join(workspace, 'honest.txt')).mode & 0o7777).toBe(0o600);
});

asRoot('a shell there is held to its number of processes, or does not run at all', async identity => {
	const seconds = uniqueSeconds();
	const workspace = placeWorkspace(identity);
	writeFileSync(join(workspace, 'honest.txt'), 'read by a shell');
	const payload = bash(`cat honest.txt; for ((i = 0; i < 300; i++)); do sleep ${seconds} & done`);
	const counted = async (wallSeconds: number) => {
		const {last} = startSandboxed(identity, payload, {policy, workspace, limits: {wallSeconds}});
		return {most: await mostOf(seconds, last), final: await last};
	};
	const {most, final} = await givenTime(1.5, counted, result => result.final?.type !== 'outcome' || result.most > 10);
	expect(most).toBeLessThanOrEqual(64);
	if (final?.type === 'outcome') {
		expect(final.outcome).toMatchObject({ended: 'wall', layers: {cgroup: expect.stringMatching(/^v[12]$/)}});
		expect(most).toBeGreaterThan(10);
		expect(final.outcome.stdout).toContain('read by a shell');
	} else {
		// A machine without a pids controller.
		expect(final).toMatchObject({name: 'SandboxError', code: 'sandbox-setup'});
	}

	await waitFor(() => processesWith(seconds).length === 0);
});
