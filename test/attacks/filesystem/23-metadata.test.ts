/** Item 23: modes, owners, times and attributes of files that a run may only read. */

import {statSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity, type Identity} from '../identity.ts';
import {bash, node, python, syscallNumber} from '../payload.ts';
import {attack, placeFolder, placeSkill, runBare} from '../sandboxed.ts';

const payloads = (paths: readonly string[]) => ({
	Python: python(`
		import ctypes, os
		libc = ctypes.CDLL(None, use_errno=True)
		def call(number, *arguments):
		    if libc.syscall(number, *arguments) < 0:
		        raise OSError(ctypes.get_errno(), 'refused')
		    return 'worked'
		for path in ${JSON.stringify(paths)}:
		    attempt(lambda: os.chmod(path, 0o4777))
		    attempt(lambda: os.fchmod(os.open(path, os.O_RDONLY), 0o777))
		    attempt(lambda: os.chown(path, os.getuid(), os.getgid()))
		    attempt(lambda: os.lchown(path, 0, 0))
		    attempt(lambda: os.utime(path, (0, 0)))
		    attempt(lambda: os.utime(os.open(path, os.O_RDONLY), (0, 0)))
		    attempt(lambda: os.setxattr(path, 'user.planted', b'x'))
		    attempt(lambda: os.setxattr(path, 'security.capability', bytes(20)))
		    attempt(lambda: os.removexattr(path, 'user.planted'))
		    attempt(lambda: call(${syscallNumber('fchmodat')}, -100, path.encode(), 0o777))
		    attempt(lambda: call(452, -100, path.encode(), 0o777, 0))
		    attempt(lambda: call(463, -100, path.encode(), 0, b'user.planted', bytes(24), 24))
	`),
	Node: node(`
		import {chmodSync, chownSync, lutimesSync, utimesSync} from 'node:fs';
		for (const path of ${JSON.stringify(paths)}) {
			await attempt(() => { chmodSync(path, 0o777); return 'changed'; });
			await attempt(() => { chownSync(path, process.getuid(), process.getgid()); return 'changed'; });
			await attempt(() => { utimesSync(path, 0, 0); return 'changed'; });
			await attempt(() => { lutimesSync(path, 0, 0); return 'changed'; });
		}
	`),
	bash: bash(
		`for path in ${paths.join(' ')}; do chmod 777 "$path" && echo "gained: mode $path"; touch "$path" && echo "gained: now $path"; touch -d @0 "$path" && echo "gained: then $path"; done`,
	),
});

/** What there is to change; access times are the kernel's own affair. */
function stateOf(path: string) {
	const {mode, uid, gid, mtimeMs, ctimeMs} = statSync(path);
	return {mode, uid, gid, mtimeMs, ctimeMs};
}

function placeData(identity: Identity): string {
	return placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'data/table.csv': 'a,b\n', 'out/own.txt': 'own'});
}

for (const runtime of ['Python', 'Node', 'bash'] as const) {
	eachIdentity(
		`${runtime} changes nothing about files that it may only read`,
		async identity => {
			const isGranted = identity.backend === 'bwrap';
			const workspace = placeData(identity);
			const paths = ['/skill/notes.txt', '/skill', ...(isGranted ? ['/workspace/data/table.csv', '/workspace/data', '/workspace'] : [])];
			const payload = payloads(paths)[runtime];
			const skill = placeSkill(payload, {'notes.txt': 'notes'});
			const watched = [join(skill, 'notes.txt'), skill, join(workspace, 'data/table.csv'), join(workspace, 'data')];
			const before = watched.map(stateOf);
			const {stdout} = await attack(identity, payload, {skill, ...(isGranted ? {policy: {filesystem: {read: ['data']}}, workspace} : {})});
			expect(stdout).not.toContain('gained');
			expect(watched.map(stateOf)).toEqual(before);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

asRoot(
	"nor does one whose folder is root's change the host's devices, which are root's too",
	async identity => {
		const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty'].map(name => `/dev/${name}`);
		const before = devices.map(stateOf);
		const options = {policy: {filesystem: {write: ['.']}}, workspace: placeFolder(identity)};
		for (const payload of [payloads(devices).Python, payloads(devices).bash]) {
			expect((await attack(identity, payload, options)).stdout).not.toContain('gained');
		}

		expect(devices.map(stateOf)).toEqual(before);
		const honest = bash('echo gone > /dev/null; head -c 4 /dev/zero | wc -c; head -c 4 /dev/urandom | wc -c');
		expect((await attack(identity, honest, options)).stdout).toContain('4\n4\n');
	},
	{bwrapOnly: 'it grants no writing'},
);

eachIdentity('bare, the same script changes them', async identity => {
	const folder = placeFolder(identity, {file: 'x'});
	const before = stateOf(join(folder, 'file'));
	await runBare(identity, payloads([join(folder, 'file')]).Python);
	expect(stateOf(join(folder, 'file'))).not.toEqual(before);
});

eachIdentity(
	'a skill sets modes and times of its own files',
	async identity => {
		const workspace = placeData(identity);
		const payload = python("import os\nos.chmod('out/own.txt', 0o640)\nos.utime('out/own.txt', (1e9, 1e9))\nos.chmod('/work', 0o700)");
		await attack(identity, payload, {policy: {filesystem: {write: ['out']}}, workspace});
		expect(stateOf(join(workspace, 'out/own.txt'))).toMatchObject({mode: 0o100640, mtimeMs: 1e12});
	},
	{bwrapOnly: 'it grants no writing'},
);
