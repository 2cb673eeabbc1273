/** Item 27: devices, pipes and sockets that a run would make, where it may write. */

import {execFileSync} from 'node:child_process';
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {bash, node, type Payload, python, syscallNumber} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';

const inPython = (folders: readonly string[]) =>
	python(`
	import ctypes, os, socket, stat
	libc = ctypes.CDLL(None, use_errno=True)
	for folder in ${JSON.stringify(folders)}:
	    for kind, device in [(stat.S_IFCHR, (1, 1)), (stat.S_IFCHR, (1, 3)), (stat.S_IFBLK, (254, 0)), (stat.S_IFIFO, (0, 0)), (stat.S_IFSOCK, (0, 0))]:
	        attempt(lambda: os.mknod(f'{folder}/node-{kind}-{device[0]}', kind | 0o666, os.makedev(*device)))
	    attempt(lambda: os.mkfifo(f'{folder}/fifo'))
	    attempt(lambda: socket.socket(socket.AF_UNIX).bind(f'{folder}/socket'))
	    if libc.syscall(${syscallNumber('mknodat')}, -100, f'{folder}/direct'.encode(), stat.S_IFCHR | 0o666, os.makedev(1, 1)) == 0:
	        print('gained: mknodat')
`);
const inNode = (folders: readonly string[]) =>
	node(`
	import {createServer} from 'node:net';
	for (const folder of ${JSON.stringify(folders)}) {
		await attempt(() => new Promise((resolve, reject) => createServer().once('error', reject).listen(folder + '/socket', resolve)));
	}
`);
const inBash = (folders: readonly string[]) =>
	bash(`
	for folder in ${folders.join(' ')}; do
		mknod $folder/device c 1 1 && echo gained:; mkfifo $folder/fifo && echo gained:
		cp -a /dev/null $folder/null; cp -a /dev/zero $folder/zero
	done
	find ${folders.join(' ')} ! -type f ! -type d ! -type l
`);

function expectNone(stdout: string, folder: string): void {
	expect(stdout).not.toContain('gained');
	expect(execFileSync('find', [folder, '!', '-type', 'f', '!', '-type', 'd'], {encoding: 'utf8'})).toBe('');
}

for (const [runtime, payloadFor] of Object.entries({Python: inPython, Node: inNode, bash: inBash})) {
	eachIdentity(
		`${runtime} makes no device, pipe or socket`,
		async identity => {
			const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid});
			const policy = {filesystem: {write: ['out']}};
			const options = identity.backend === 'bwrap' ? {policy, workspace} : {};
			const {stdout} = await attack(identity, payloadFor(['/work', '/workspace/out', '/dev', '/dev/shm']), options);
			expectNone(stdout, workspace);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

asRoot(
	"nor in a folder of root's own",
	async identity => {
		const workspace = placeFolder(identity);
		for (const payload of [inPython(['/workspace']), inBash(['/workspace'])] satisfies readonly Payload[]) {
			const {stdout} = await attack(identity, payload, {policy: {filesystem: {write: ['.']}}, workspace});
			expectNone(stdout, workspace);
		}
	},
	{bwrapOnly: 'it grants no writing'},
);

asRoot('bare, root makes them', async identity => {
	const folder = placeFolder(identity);
	expect(await runBare(identity, inPython([folder]))).toContain('gained: mknodat');
	expect(statSync(join(folder, 'direct')).isCharacterDevice()).toBe(true);
});
