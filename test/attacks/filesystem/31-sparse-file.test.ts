/** Item 31: a file of a terabyte that takes no room, until something copies it. */

import {existsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, type Identity} from '../identity.ts';
import {bash, node, python, syscallNumber} from '../payload.ts';
import {attack, attackToDeath, placeFolder} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;
const terabyte = 2 ** 40;
const limits = {fileSizeBytes: mebibyte};

const payloadsIn = (folder: string) => ({
	Python: python(`
		import ctypes, os, signal
		signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
		libc = ctypes.CDLL(None, use_errno=True)
		fd = os.open('${folder}/sparse', os.O_RDWR | os.O_CREAT)
		def allocate(mode):
		    if libc.syscall(${syscallNumber('fallocate')}, fd, mode, ctypes.c_long(0), ctypes.c_long(${terabyte})) < 0:
		        raise OSError(ctypes.get_errno(), 'refused')
		attempt(lambda: os.ftruncate(fd, ${terabyte}))
		attempt(lambda: os.truncate('${folder}/sparse', ${terabyte}))
		attempt(lambda: os.pwrite(fd, b'x', ${terabyte}))
		attempt(lambda: os.lseek(fd, ${terabyte}, 0) and os.write(fd, b'x'))
		attempt(lambda: allocate(0))
		attempt(lambda: os.posix_fallocate(fd, 0, ${terabyte}))
		print('size', os.fstat(fd).st_size)
	`),
	Node: node(`
		import {ftruncateSync, openSync, statSync, truncateSync, writeSync} from 'node:fs';
		process.on('SIGXFSZ', () => {});
		const fd = openSync('${folder}/sparse', 'w+');
		await attempt(() => { ftruncateSync(fd, ${terabyte}); return 'grown'; });
		await attempt(() => { truncateSync('${folder}/sparse', ${terabyte}); return 'grown'; });
		await attempt(() => writeSync(fd, 'x', ${terabyte}));
		console.log('size', statSync('${folder}/sparse').size);
	`),
	bash: bash(`
		trap '' XFSZ
		truncate -s 1T ${folder}/sparse && echo gained:; dd if=/dev/zero of=${folder}/sparse bs=1 count=1 seek=1T && echo gained:
		echo "size $(stat -c %s ${folder}/sparse)"
	`),
});

function placeWorkspace(identity: Identity): string {
	return placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'out/x': ''});
}

for (const runtime of ['Python', 'Node', 'bash'] as const) {
	eachIdentity(
		`${runtime} makes no file larger than its limit, in scratch or where it may write`,
		async identity => {
			const workspace = placeWorkspace(identity);
			const policy = {filesystem: {write: ['out']}};
			for (const folder of identity.backend === 'bwrap' ? ['/work', '/workspace/out'] : ['.']) {
				const {stdout} = await attack(identity, payloadsIn(folder)[runtime], {
					limits,
					...(identity.backend === 'bwrap' ? {policy, workspace} : {}),
				});
				expect(stdout).not.toContain('gained');
				expect(Number(/^size (\d+)$/m.exec(stdout)?.[1])).toBeLessThanOrEqual(mebibyte);
			}

			const sparse = join(workspace, 'out', 'sparse');
			expect(existsSync(sparse) ? statSync(sparse).size : 0).toBeLessThanOrEqual(mebibyte);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity('a script that dies of it is reported so', async identity => {
	const payload = python(`open('sparse', 'wb').truncate(${terabyte})`);
	expect(await attackToDeath(identity, payload, {limits})).toMatchObject({ended: 'file-size'});
});

eachIdentity('a file just below the limit is whole', async identity => {
	const payload = python(`import os\nopen('large', 'wb').write(bytes(${mebibyte}))\nprint('size', os.path.getsize('large'))`);
	expect((await attack(identity, payload, {limits})).stdout).toContain(`size ${mebibyte}\n`);
});
