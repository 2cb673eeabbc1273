/** An observed run: what a skill tries is on the record, and nothing more of it succeeds than in any other run. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {Observation} from '../../../sandbox/observe/attempts.ts';
import {listenOnHost} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {observe, placeFolder, startSandboxed} from '../sandboxed.ts';

const everything = {
	python: (port: number) =>
		python(`
			import os, socket, subprocess
			attempt(lambda: open('/workspace/data/in.txt').read())
			attempt(lambda: open('/workspace/output/made.txt', 'w').write('made'))
			attempt(lambda: open('/workspace/data/not.txt', 'w'))
			attempt(lambda: os.rename('/workspace/output/old.txt', '/workspace/output/moved.txt'))
			attempt(lambda: os.unlink('/workspace/output/gone.txt'))
			attempt(lambda: open('/etc/shadow').read())
			attempt(lambda: os.execv('/usr/bin/id', ['id']))
			attempt(lambda: socket.create_connection(('127.0.0.1', ${port})))
		`),
	node: (port: number) =>
		node(`
			import {readFileSync, renameSync, unlinkSync, writeFileSync} from 'node:fs';
			import {spawnSync} from 'node:child_process';
			import {connect} from 'node:net';
			await attempt(() => readFileSync('/workspace/data/in.txt', 'utf8'));
			await attempt(() => writeFileSync('/workspace/output/made.txt', 'made'));
			await attempt(() => writeFileSync('/workspace/data/not.txt', ''));
			await attempt(() => renameSync('/workspace/output/old.txt', '/workspace/output/moved.txt'));
			await attempt(() => unlinkSync('/workspace/output/gone.txt'));
			await attempt(() => readFileSync('/etc/shadow'));
			await attempt(() => spawnSync('/usr/bin/id').error ?? 'started');
			await attempt(() => new Promise((done, fail) => connect(${port}, '127.0.0.1', done).on('error', fail)));
		`),
	bash: (port: number) =>
		bash(`
			cat /workspace/data/in.txt
			echo made > /workspace/output/made.txt
			echo > /workspace/data/not.txt
			mv /workspace/output/old.txt /workspace/output/moved.txt
			rm /workspace/output/gone.txt
			cat /etc/shadow
			/usr/bin/id
			(exec 3<>/dev/tcp/127.0.0.1/${port}) || true
		`),
};

const expected = [
	'read /workspace/data/in.txt',
	'write /workspace/output/made.txt',
	'write /workspace/data/not.txt',
	'delete /workspace/output/old.txt',
	'write /workspace/output/moved.txt',
	'delete /workspace/output/gone.txt',
	'read /etc/shadow',
	'network IPv4 stream socket, denied',
];

const programs = {python: 'exec /usr/bin/id, denied', node: 'process another process, denied', bash: 'exec /usr/bin/id'};

for (const runtime of ['python', 'node', 'bash'] as const) {
	eachIdentity(
		`what a ${runtime} skill reads, writes, deletes, starts and asks of the network is on the record`,
		async identity => {
			const listeners = await listenOnHost();
			const workspace = placeFolder(identity, {'data/in.txt': 'input', 'output/old.txt': '', 'output/gone.txt': ''});
			const observation = await observe(identity, everything[runtime](listeners.tcpPort), {
				workspace,
				policy: {filesystem: {read: ['data'], write: ['output']}},
			});
			expect(observation.lost).toBe(0);
			expect(words(observation)).toEqual(expect.arrayContaining([...expected, programs[runtime]]));
			// The record is of attempts: of these the sandbox let through what was granted and nothing else.
			expect(readdirSync(join(workspace, 'output')).sort()).toEqual(['made.txt', 'moved.txt']);
			expect(readFileSync(join(workspace, 'output', 'made.txt'), 'utf8').trim()).toBe('made');
			expect(existsSync(join(workspace, 'data', 'not.txt'))).toBe(false);
			expect(await listeners.visitors()).toEqual({connections: 0, datagrams: 0});
		},
		{bwrapOnly: 'it grants no writing'},
	);
}

eachIdentity('a run that is not observed leaves no record of what it was allowed', async identity => {
	const last = await startSandboxed(identity, python(`open('note.txt', 'w').write('x')`), {observed: false}).last;
	expect(last).toMatchObject({type: 'outcome', outcome: {exitCode: 0, denied: []}});
	expect(last).not.toHaveProperty('observation');
});

eachIdentity('a skill that forbids others to read its memory is still on the record', async identity => {
	const observation = await observe(
		identity,
		python(`
			import ctypes
			prctl = ctypes.CDLL(None).prctl
			print('dumpable set', prctl(4, 0, 0, 0, 0))
			attempt(lambda: open('/etc/shadow'))
		`),
	);
	expect(words(observation)).toContain(identity.backend === 'bwrap' || identity.name === 'root' ? 'read /etc/shadow' : 'read ?');
});

function words({attempts}: Observation): readonly string[] {
	return attempts.map(({kind, target, denied}) => `${kind} ${target}${denied ? ', denied' : ''}`);
}
